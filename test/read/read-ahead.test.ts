import { describe, expect, it } from "vitest";
import { fileOfBytes } from "../../src/read/data-file.ts";
import { readAhead } from "../../src/read/read-ahead.ts";

describe("readAhead", () => {
  /** Files of these sizes, and how many bytes are being read or wait for their turn. */
  function makeFiles(sizes: readonly number[]) {
    const state = { held: 0, most: 0, files: 0, mostFiles: 0 };
    const files = sizes.map((size, i) => ({
      file: fileOfBytes(`${i}`, `${i}`, size, async () => {
        state.held += size;
        state.files++;
        state.most = Math.max(state.most, state.held);
        state.mostFiles = Math.max(state.mostFiles, state.files);
        // The later ones come first.
        await new Promise((resolve) => setTimeout(resolve, 20 - i));
        return new Uint8Array(size).fill(i);
      }),
    }));
    return { files, state };
  }

  it("gives every file's bytes in order, the small ones read together", async () => {
    const { files, state } = makeFiles(Array.from({ length: 20 }, (_, i) => i + 1));
    const got: number[][] = [];
    for await (const { each, bytes } of readAhead(files)) {
      const read = await bytes;
      state.held -= read.length;
      state.files--;
      got.push([Number(each.file.path), read.length, read[0]]);
    }
    expect(got).toEqual(files.map((_, i) => [i, i + 1, i]));
    expect([state.mostFiles, state.files]).toEqual([8, 0]);
  });

  it("reads large ones alone, so that a few MiB are held at most", async () => {
    const { files, state } = makeFiles([3 * 2 ** 20, 3 * 2 ** 20, 5 * 2 ** 20, 1, 3 * 2 ** 20]);
    for await (const { bytes } of readAhead(files)) {
      const { length } = await bytes;
      state.held -= length;
    }
    expect(state.most).toBeLessThanOrEqual(5 * 2 ** 20 + 1);
  });

  it("tells of a file that cannot be read when it is its turn, and of none that nobody comes to", async () => {
    const failing = fileOfBytes("x", "x", 1, () => Promise.reject(new Error("broken")));
    const { files } = makeFiles([1]);
    const results: string[] = [];
    for await (const { bytes } of readAhead([...files, { file: failing }, ...files])) {
      results.push(await bytes.then(String, ({ message }) => message));
    }
    expect(results).toEqual(["0", "broken", "0"]);
    for await (const { bytes } of readAhead([...files, { file: failing }])) {
      await bytes;
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  });
});
