import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Node, SyntaxKind } from "typescript/unstable/ast";
import { API, SymbolFlags, type Symbol as TypeSymbol } from "typescript/unstable/sync";
import { afterAll, expect, it } from "vitest";
import { entries } from "../scripts/entries.ts";

// Inside the repository, so that the compiler finds the types of Node.
mkdirSync("build", { recursive: true });
const folder = resolve(mkdtempSync(join("build", "types-")));
afterAll(() => rmSync(folder, { recursive: true }));

execFileSync("node_modules/.bin/tsc", ["-p", "tsconfig.build.json", "--emitDeclarationOnly", "--outDir", folder]);
writeFileSync(
  join(folder, "tsconfig.json"),
  JSON.stringify({ extends: resolve("tsconfig.json"), compilerOptions: { rootDir: "." }, include: ["src"] }),
);

/** The names of types that a reader of the entry's declarations meets, and cannot import from it. */
function hiddenTypes(source: string): string[] {
  const api = new API({ cwd: folder });
  try {
    const snapshot = api.updateSnapshot({ openProject: join(folder, "tsconfig.json") });
    const [project] = snapshot.getProjects();
    const { checker, program } = project;
    const meant = (symbol: TypeSymbol): TypeSymbol =>
      symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const exportsOf = (name: string) => {
      const file = program.getSourceFile(join(folder, name.replace(/\.ts$/, ".d.ts")));
      const module = file && checker.getSymbolAtLocation(file);
      if (!module) throw new Error(`${name}: no declarations.`);
      return checker.getExportsOfModule(module).map(meant);
    };
    const exported = exportsOf(source);
    // What the main entry has can be had from there.
    const known = new Set([...exported, ...exportsOf(entries[0].source)].map(({ id }) => id));
    const hidden = new Set<string>();
    const seen = new Set<number>();
    const declare = (symbol: TypeSymbol): void => {
      if (seen.has(symbol.id)) return;
      seen.add(symbol.id);
      for (const declaration of symbol.declarations ?? []) {
        const node = declaration.resolve(project);
        if (node) visit(node);
      }
    };
    const visit = (node: Node): void => {
      // What is private is none of the reader's business.
      if ((node as { modifiers?: readonly Node[] }).modifiers?.some(({ kind }) => kind === SyntaxKind.PrivateKeyword))
        return;
      if (node.kind === SyntaxKind.Identifier) {
        const found = checker.getSymbolAtLocation(node);
        const symbol = found && meant(found);
        const own = symbol?.declarations?.some(({ path }) => path.startsWith(folder));
        const named = symbol?.declarations?.some(({ kind }) => NAMED.has(kind));
        if (symbol && own && named) {
          if (known.has(symbol.id)) return;
          hidden.add(symbol.name);
          declare(symbol);
        }
      }
      node.forEachChild(visit);
    };
    for (const symbol of exported) declare(symbol);
    return [...hidden].sort();
  } finally {
    api.close();
  }
}

const NAMED = new Set([
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
  SyntaxKind.ClassDeclaration,
  SyntaxKind.EnumDeclaration,
]);

it.each(entries)(
  "every type in the signatures of $name can be imported from it, or from the main entry",
  ({ source }) => {
    expect(hiddenTypes(source)).toEqual([]);
  },
);
