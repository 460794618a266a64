import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const folder = fileURLToPath(new URL("../fixtures/hostile/", import.meta.url));

/** How each kind of file is read. */
const readers: Readonly<Record<string, string>> = {
  model: 'const { loadModel } = await import("./src/formats/model.ts"); read = () => loadModel(bytes);',
  png: 'const { decodeImage } = await import("./src/read/decode-image.ts"); read = () => decodeImage(bytes, "x");',
  csv: `const { openDataFile } = await import("./src/node/read/data-files.ts");
    const { readTable } = await import("./src/read/tables.ts");
    const file = await openDataFile(path);
    read = () => readTable(file, "text", { classCount: 10 }, "labels");`,
};

/** What each file is answered; scripts and reasons in make-fixtures.ts. */
const answers: Readonly<Record<string, string>> = {
  "architecture-that-is-no-json.model": "expected an architecture in JSON, such as ",
  "byte-order-mark-alone.csv": "the file is empty.",
  "filters-without-a-text.model": "conv1: filters must be an integer from 1 to 1024, got an object.",
  "format-of-another-version.model": 'expected the format "siamese-simd model 1", got "siamese-simd model 99".',
  "label-that-colours-the-screen.csv": 'row 2: expected a label from 0 to 9, got "\\u009b31m".',
  "labels-by-the-hundred-thousand.csv.gz": "accepted",
  "labels-by-the-ten-thousand.csv": "accepted",
  "side-of-1024-16-bit-interlaced.png": "accepted",
  "side-of-1024-16-bit.png": "accepted",
  "layer-nested-deeply.model": 'Layer 1 must be of type "conv", "dense", "average-pool", "normalise", got a list.',
  "layers-by-the-thousand.model": "An architecture has at most 1000 layers, got 3000.",
  "shape-of-20000-sides.model": "expected lin1.weight of shape (2, 4), got (0, 0, 0, 0, ... 20000 sides).",
  "stride-nobody-reads.model": 'lin1: expected the keys type, units, relu alone, got "stride" too.',
  "threshold-that-clears-the-screen.model": 'expected a threshold of at least 0, got "\\u001b[2J\\n',
  "side-of-2048-16-bit-interlaced.png": "accepted",
  "side-of-2048-16-bit.png": "accepted",
  "type-that-clears-the-screen.model":
    'must be of type "conv", "dense", "average-pool", "normalise", got "\\u001b[2J\\u009b31m\\n',
  "units-beyond-memory.model": "These layers need 16,589 MiB of memory, this network may have 1,024 MiB",
  "units-without-weights.model": "expected a tensor named lin1.weight, there is none.",
  "zeros.csv.gz": "row 1: expected at most 262144 bytes, got a longer line.",
};

const MOST_MS = 200;

it("every hostile file has its answer here", () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(answers).sort());
});

it.each(Object.entries(answers))("%s is answered in one short line, below 200 ms and 100 MiB", (name, answer) => {
  const path = folder + name;
  expect(statSync(path).size).toBeLessThanOrEqual(100_000);
  // Alone in a process: the peak of memory is the reader's. Processor time, since other tests run beside this one.
  const script = `
    import { readFileSync } from "node:fs";
    let read;
    const path = ${JSON.stringify(path)};
    const bytes = new Uint8Array(readFileSync(path));
    ${readers[name.replace(/\.gz$/, "").split(".")[1]]}
    const before = process.resourceUsage().maxRSS;
    const begin = process.cpuUsage();
    let answer = "accepted";
    let kind = "UnreadableFileError";
    try { await read(); } catch (error) { answer = error.message; kind = error.name; }
    const { user, system } = process.cpuUsage(begin);
    const mib = (process.resourceUsage().maxRSS - before) / 1024;
    console.log(JSON.stringify({ answer, kind, ms: (user + system) / 1000, mib }));`;
  const options = ["--import", "tsx", "--input-type=module", "-e", script];
  const ask = () => JSON.parse(execFileSync(process.execPath, options, { encoding: "utf8", timeout: 30_000 }));
  let result = ask();
  // Tests beside this one take its caches too: as in the fuzz, only what is slow again is slow.
  for (let again = 0; again < 2 && result.ms >= MOST_MS; again++) result = ask();
  expect(result.answer).toContain(answer);
  expect(result.kind).toBe("UnreadableFileError");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(result.answer).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(result.answer.length).toBeLessThan(600);
  expect(result.ms).toBeLessThan(MOST_MS);
  expect(result.mib).toBeLessThan(100);
  if (process.env.SHOW_COST) console.log(`${name}: ${result.ms.toFixed(0)} ms, ${result.mib.toFixed(0)} MiB`);
});
