import { expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { runCommand } from "../support/command-line.ts";

const commands = createProgram().commands.map((command) => ({
  name: command.name(),
  options: command.options.map(({ flags }) => flags),
  args: command.registeredArguments.map((argument) => argument.name()),
}));

/** As a terminal wraps it, or not. */
const inOneLine = (text: string) => text.replace(/\s+/g, " ");

it("--help lists the commands", async () => {
  const { code, stdout, stderr } = await runCommand("--help");
  expect([code, stderr]).toEqual([0, ""]);
  for (const { name } of commands) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, "m"));
});

it.each(commands)("$name --help says how it is used, with every option", async ({ name, options, args }) => {
  const { code, stdout, stderr } = await runCommand(name, "--help");
  expect([code, stderr]).toEqual([0, ""]);
  const said = inOneLine(stdout);
  expect(said).toMatch(new RegExp(`^Usage: siamese-simd ${name} \\[options\\] `));
  for (const each of args) expect(said).toMatch(new RegExp(`^Usage: [^:]*[<[]${each}(\\.\\.\\.)?[>\\]]`));
  for (const flags of [...options, "-h, --help"]) {
    // Followed by what it is for.
    expect(said).toMatch(new RegExp(`${flags.replace(/[.[\]\\*+?^$(){}|]/g, "\\$&")} \\S{2,}`));
  }
  expect(said).toContain(`siamese-simd ${name}`);
  // What takes options of its own shows how they are used.
  expect(said).toMatch(new RegExp(`Examples?: siamese-simd ${name} `));
});
