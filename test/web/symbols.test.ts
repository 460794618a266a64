import { expect, test } from "vitest";
import { drawStrokes } from "../../src/data/strokes.ts";
import { UnreadableFileError } from "../../src/errors.ts";
import { COLOUR_SIZE, DIGIT_SHAPE, seenOf } from "../../src/web/page/drawing.ts";
import { addSymbols, sameName, symbolsFromText, symbolsToText } from "../../src/web/page/symbols.ts";

const CROSS = [
  [100, 100, 900, 900],
  [900, 100, 100, 900],
];

test("symbols come back as they were drawn, to the network's pixels", () => {
  const symbols = [{ name: "cross", drawings: [{ strokes: CROSS }, { strokes: [[-500, 1500]] }] }];
  const read = symbolsFromText(symbolsToText(symbols), "model");
  expect(read).toEqual(symbols);
  expect(seenOf(read[0].drawings[0], DIGIT_SHAPE)).toEqual(drawStrokes(CROSS));
});

test("symbols of older files, kept as pixels, are read and kept", () => {
  const pixels = Uint8Array.from({ length: 784 }, (_, i) => (i * 7) % 256);
  // As the page wrote them before it kept strokes.
  const text = JSON.stringify([{ name: "old", drawings: [Buffer.from(pixels).toString("base64")] }]);
  const read = symbolsFromText(text, "model");
  expect(read.map(({ drawings }) => drawings.map((each) => seenOf(each, DIGIT_SHAPE)))).toEqual([[pixels]]);
  expect(symbolsFromText(symbolsToText(read), "model")).toEqual(read);
});

const COLOURS = Uint8Array.from({ length: COLOUR_SIZE }, (_, i) => (i * 11) % 256);

test("colour pictures come back as they were, beside a drawn symbol of the same name", () => {
  const apple = { name: "apple", drawings: [{ colours: COLOURS }, { colours: COLOURS.map((value) => 255 - value) }] };
  const symbols = [apple, { name: "apple", drawings: [{ strokes: CROSS }] }];
  expect(symbolsFromText(symbolsToText(symbols), "model")).toEqual(symbols);
  // They are added to those of their own kind, each once.
  const more = { name: "Apple ", drawings: [{ colours: COLOURS }, { colours: new Uint8Array(COLOUR_SIZE) }] };
  const { symbols: all, left } = addSymbols([symbols[1]], [apple, more]);
  expect([all.map(({ drawings }) => drawings.length), left]).toEqual([[1, 3], 0]);
});

const inBase64 = (bytes: Uint8Array) => JSON.stringify({ colours: Buffer.from(bytes).toString("base64") });

test.each([
  ["no JSON", "{", "JSON, got something else"],
  ["no list", "{}", "a list"],
  ["null in place of a symbol", "[null]", "a name of 1 to 24 characters for symbol 1"],
  ["no name", '[{"name":"","drawings":[[[1,2]]]}]', "a name of 1 to 24 characters for symbol 1"],
  ["no drawing", '[{"name":"a","drawings":[]}]', '1 to 5 drawings of "a"'],
  ["half a place", '[{"name":"a","drawings":[[[1,2,3]]]}]', 'drawing 1 of "a" to be 784 pixels, or strokes'],
  ["a fraction", '[{"name":"a","drawings":[[[1,2.5]]]}]', 'drawing 1 of "a"'],
  ["a number", '[{"name":"a","drawings":[[[1,2]],7]}]', 'drawing 2 of "a"'],
  ["far outside", '[{"name":"a","drawings":[[[1,1501]]]}]', 'drawing 1 of "a"'],
  ["no strokes", '[{"name":"a","drawings":[[]]}]', 'drawing 1 of "a"'],
  ["few pixels", '[{"name":"a","drawings":["AAAA"]}]', 'drawing 1 of "a"'],
  ["few colours", `[{"name":"a","drawings":[${inBase64(COLOURS.subarray(3))}]}]`, 'drawing 1 of "a"'],
  ["colours that are none", '[{"name":"a","drawings":[{"colours":7}]}]', 'drawing 1 of "a"'],
  [
    "drawings and colours of one name",
    `[{"name":"a","drawings":[${inBase64(COLOURS)},[[1,2]]]}]`,
    'drawings of "a", or colour pictures of it, got both',
  ],
  ["no base64", '[{"name":"a","drawings":["?!"]}]', 'drawing 1 of "a"'],
  ["a control character", '[{"name":"\\u001b[31m","drawings":[[]]}]', 'drawing 1 of "\\u001b[31m"'],
])("refuses a file's symbols with %s", (_, text, complaint) => {
  expect(() => symbolsFromText(text, "model")).toThrow(UnreadableFileError);
  expect(() => symbolsFromText(text, "model")).toThrow(`model: its symbols: expected ${complaint}`);
});

test("refuses more places than a drawing has", () => {
  const stroke = Array.from({ length: 2 * 801 }, () => 5);
  expect(() => symbolsFromText(JSON.stringify([{ name: "a", drawings: [[stroke]] }]), "model")).toThrow(/at most 800/);
});

test("one name is the same with other capitals and spaces, and two are not", () => {
  expect(sameName("Star", " star ")).toBe(true);
  expect(sameName("five  points", "Five points")).toBe(true);
  expect(sameName("star", "stars")).toBe(false);
});
