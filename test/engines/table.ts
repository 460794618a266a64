import type { Measured } from "./rows.ts";

/** An engine, and what it gave, or why it gave nothing. */
export type Column = { readonly engine: string; readonly version: string } & (
  | { readonly measured: Measured }
  | { readonly failed: string }
);

const THREADS = "best, 300 steps, two threads";

/** Hexadecimal digits of a sha256 that are shown; all 64 are compared. */
const SHOWN = 8;

function cellOf(column: Column, row: string, wanted: string): string {
  if ("failed" in column) return "failed";
  const found = column.measured.rows[row];
  if (found === wanted) return found.slice(0, SHOWN);
  if (found) return `OTHER ${found.slice(0, SHOWN)}`;
  return row === THREADS && column.measured.noThreads ? column.measured.noThreads : "MISSING";
}

/** A table in Markdown, and whether every engine gave what is expected of each row that it was asked for. */
export function tableOf(columns: readonly Column[], expected: Readonly<Record<string, string>>) {
  const asked = Object.keys(expected).filter((row) =>
    columns.some((column) => "measured" in column && row in column.measured.rows),
  );
  const cells = asked.map((row) => columns.map((column) => cellOf(column, row, expected[row])));
  const line = (each: readonly string[]): string => `| ${each.join(" | ")} |`;
  const isRight = cells.flat().every((cell) => !/OTHER|MISSING|failed/.test(cell)) && asked.length > 0;
  const date = new Date().toISOString().slice(0, "2026-11-26".length);
  const text = [
    `${date}, ${process.platform} ${process.arch}. The first ${SHOWN} digits of each sha256; all 64 were compared with what`,
    `Node 20 gave on x86-64: ${isRight ? "every engine gives the same bits" : "NOT ALL ARE THE SAME"}.`,
    "",
    line(["sha256 of", ...columns.map(({ engine, version }) => `${engine.replace(/ \d+$/, "")} ${version}`.trim())]),
    line(["---", ...columns.map(() => "---")]),
    ...asked.map((row, i) => line([row, ...cells[i]])),
  ].join("\n");
  return { text, isRight };
}
