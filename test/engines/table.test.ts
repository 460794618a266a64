import { expect, it } from "vitest";
import { expected } from "./expected.ts";
import type { Row } from "./rows.ts";
import { tableOf } from "./table.ts";

const THREADS = "best, 300 steps, two threads";
const rows = Object.entries(expected) as [Row, string][];
const all = Object.fromEntries(rows.map(([row, sha256]) => [row, { sha256 }]));
const columnOf = (engine: string, answers: object) => ({ engine, version: "1.2.3", answers });
const lineOf = (text: string, row: string) => text.split("\n").find((line) => line.startsWith(`| ${row} |`));

it("engines that give every expected hash are right, with what two of them cannot do said in words", () => {
  const none = { ...all, [THREADS]: { missing: "no threads" } };
  const { text, isRight } = tableOf([columnOf("Node 20", all), columnOf("workerd", none)], rows);
  expect(isRight).toBe(true);
  expect(text).toContain(`Missing: "${THREADS}" in workerd.`);
  expect(lineOf(text, THREADS)).toBe(`| ${THREADS} | ${expected[THREADS].slice(0, 8)} | no threads |`);
});

it.each([
  ["differs in the last digit", { sha256: `${expected["best, whole"].slice(0, -1)}x` }, "OTHER 8c989375"],
  ["fails", { error: "out of memory" }, "FAILED"],
  ["gives nothing", undefined, "FAILED"],
  ["leaves out what it can do", { missing: "no threads" }, "MISSING: no threads"],
])("an engine that %s is not right", (_, answer, cell) => {
  const { text, isRight } = tableOf([columnOf("Deno", { ...all, "best, whole": answer })], rows);
  expect(isRight).toBe(false);
  expect(text).toContain("NOT ALL THE SAME");
  expect(lineOf(text, "best, whole")).toBe(`| best, whole | ${cell} |`);
});
