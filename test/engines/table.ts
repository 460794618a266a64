import { cpus } from "node:os";
import { withoutThreads } from "./expected.ts";
import type { Answer, Row } from "./rows.ts";

/** An engine, and what it gave. */
export interface Column {
  readonly engine: string;
  readonly version: string;
  readonly answers: Readonly<Partial<Record<Row, Answer>>>;
}

/** Hexadecimal digits of a sha256 that are shown; all 64 are compared. */
const SHOWN = 8;

function cellOf({ engine, answers }: Column, row: Row, wanted: string): string {
  const answer = answers[row];
  if (answer === undefined || "error" in answer) return "FAILED";
  if ("missing" in answer) return withoutThreads.includes(engine) ? answer.missing : `MISSING: ${answer.missing}`;
  return `${answer.sha256 === wanted ? "" : "OTHER "}${answer.sha256.slice(0, SHOWN)}`;
}

/** A table in Markdown, and whether every engine gave what is expected of each row. */
export function tableOf(columns: readonly Column[], wanted: readonly (readonly [Row, string])[]) {
  const cells = wanted.map(([row, sha256]) => columns.map((column) => cellOf(column, row, sha256)));
  const isRight = cells.flat().every((cell) => !/^(OTHER|FAILED|MISSING)/.test(cell));
  const missing = wanted.flatMap(([row]) => {
    const without = columns.filter(({ answers }) => "missing" in (answers[row] ?? {})).map(({ engine }) => engine);
    return without.length > 0 ? `"${row}" in ${without.join(" and ")}` : [];
  });
  const date = new Date().toISOString().slice(0, "2026-11-26".length);
  const line = (each: readonly string[]): string => `| ${each.join(" | ")} |`;
  const text = [
    `${date}, ${process.platform} ${process.arch}, ${cpus()[0].model}. The first ${SHOWN} digits of each sha256; all 64 were`,
    `compared with what Node 20 gave on x86-64: ${isRight ? "all the same" : "NOT ALL THE SAME"}. Missing: ${missing.join("; ") || "nothing"}.`,
    "",
    line(["sha256 of", ...columns.map(({ engine, version }) => `${engine.replace(/ \d+$/, "")} ${version}`.trim())]),
    line(["---", ...columns.map(() => "---")]),
    ...wanted.map(([row], i) => line([row, ...cells[i]])),
  ].join("\n");
  return { text, isRight };
}
