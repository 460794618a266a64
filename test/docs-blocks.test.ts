// Every block of code on the docs site is run or held against what it is for; a block that nobody does so with fails here.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { transform } from "esbuild";
import { describe, expect, it } from "vitest";
import { pages, START } from "../scripts/docs/pages.ts";
import { createProgram } from "../src/cli/program.ts";

interface Block {
  readonly language: string;
  readonly code: string;
}

const blocksOf = (source: string): Block[] =>
  [...readFileSync(source, "utf8").matchAll(/^```(\w*)\n(.*?)^```/gms)].map(([, language, code]) => ({
    language,
    code,
  }));

/**
 * Who runs a page's blocks of JavaScript, Python and HTML as they stand, in their order: a file that says so. "theirs"
 * are shortened lines of other libraries, which are shown only; the page says so.
 */
const runners: Readonly<Record<string, readonly string[]>> = {
  "README.md": ["scripts/test-readme.ts"],
  "docs/own-images.md": ["test/docs.test.ts"],
  "docs/unseen.md": ["test/docs.test.ts"],
  "docs/using-a-model.md": ["test/export/main.ts", "test/docs.test.ts", "test/export/main.ts"],
  "docs/recipes-of-use.md": Array.from({ length: 6 }, () => "test/docs.test.ts"),
  "docs/web.md": [
    ...Array.from({ length: 3 }, () => "test/docs-site/in-a-page.site.ts"),
    "test/browser/elements.browser.ts",
  ],
  "docs/node.md": ["test/docs.test.ts"],
  "docs/reproducibility.md": ["test/docs.test.ts"],
  "docs/coming-from.md": ["theirs", "test/docs.test.ts", "theirs", "test/docs.test.ts", "theirs", "test/docs.test.ts"],
};

const sources = [START, ...pages.map(({ source }) => source)];
const programs = ["js", "javascript", "python", "html"];

describe("blocks of code that are run", () => {
  it.each(sources)("%s", async (source) => {
    const blocks = blocksOf(source).filter(({ language }) => programs.includes(language));
    const listed = runners[source] ?? [];
    expect(blocks.length, `${source}: blocks, each of which needs a runner`).toBe(listed.length);
    for (const [i, runner] of listed.entries()) {
      const { language, code } = blocks[i];
      if (runner !== "theirs") {
        // A file that does not name the page does not run it.
        expect(existsSync(runner) && readFileSync(runner, "utf8").includes(source), `${runner} runs ${source}`).toBe(
          true,
        );
      } else if (language === "javascript") await transform(code, { loader: "js", format: "esm" });
    }
  });
});

const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync("package.json", "utf8")).scripts;

/** A line of a shell as the words of each command in it, without what goes to files. */
function commandsIn(line: string): string[][] {
  const bare = line.replace(/(^|\s)#.*$/, "");
  const words = bare.match(/'[^']*'|"[^"]*"|&&|[|;&](?!\w)|2?>&?\d?|[^\s|;&<>]+/g) ?? [];
  const commands: string[][] = [[]];
  for (let i = 0; i < words.length; i++) {
    if (/^2?>/.test(words[i])) {
      if (!words[i].includes("&")) i++;
    } else if (/^(&&|[|;&])$/.test(words[i])) commands.push([]);
    else commands[commands.length - 1].push(words[i].replace(/^(['"])(.*)\1$/, "$2"));
  }
  return commands.filter((command) => command.length > 0);
}

/** Throws as the command line would at arguments that it does not take. */
function parseOurs(args: readonly string[]): void {
  const program = createProgram();
  for (const command of program.commands) command.configureOutput({ writeErr: () => {} }).action(() => {});
  program.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  try {
    program.parse([...args], { from: "user" });
  } catch (error) {
    throw new Error(`siamese-simd ${args.join(" ")}: ${(error as Error).message}`);
  }
}

/** Of other programs what can be said: which there are, and what they need of ours. */
const others: Readonly<Record<string, (args: readonly string[], folder: string) => void>> = {
  "siamese-simd": (args) => parseOurs(args),
  npx: ([name, ...args]) => {
    if (name === "siamese-simd") parseOurs(args);
    else expect(["tsx", "vitest"]).toContain(name);
  },
  npm: ([verb, ...args]) => {
    if (verb === "run") {
      const [name, ...rest] = args.filter((each) => each !== "--silent");
      expect(scripts, `npm run ${name}`).toHaveProperty([name]);
      const [, ours] = /run-cli\.mjs (.*)/.exec(scripts[name]) ?? [];
      if (ours !== undefined && rest[0] === "--") parseOurs([ours, ...rest.slice(1)]);
    } else expect(["ci", "test", "i", "install", "pack", "audit"], `npm ${verb}`).toContain(verb);
  },
  node: ([file], folder) => expect(existsSync(join(folder, file)), join(folder, file)).toBe(true),
  echo: ([json]) => void JSON.parse(json),
  "nats-server": () => {},
  cmp: () => {},
  kill: () => {},
  git: () => {},
  cd: () => {},
};

describe("lines of a shell are commands that there are", () => {
  it.each(sources)("%s", (source) => {
    for (const { language, code } of blocksOf(source)) {
      if (language !== "sh") continue;
      for (const line of code.trim().split("\n")) {
        // A loop's or an assignment's own words are the shell's: test:examples runs the one that there is.
        for (const [first, ...args] of commandsIn(
          line
            .replace(/^for .*; do | done$/g, "")
            .replaceAll("$name", "one")
            .replace(/^PATH=\S+$/, ""),
        )) {
          const check = others[first];
          if (check === undefined) throw new Error(`${source}: nobody checks the command in: ${line}`);
          check(args, dirname(source));
        }
      }
    }
  });
});

it("what a page shows as output or as a file has a language that says so", () => {
  const known = [...programs, "sh", "json", ""];
  for (const source of sources) {
    for (const { language, code } of blocksOf(source)) {
      expect(known, `${source}: ${language}`).toContain(language);
      if (language === "json") for (const line of code.trim().split("\n")) JSON.parse(line);
    }
  }
});

it("each page of docs and each example with a README is on the site", () => {
  const docs = readdirSync("docs").flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : []));
  const examples = readdirSync("examples").map((name) => `examples/${name}/README.md`);
  expect(sources).toEqual(expect.arrayContaining([...docs, ...examples.filter((path) => existsSync(path))]));
});
