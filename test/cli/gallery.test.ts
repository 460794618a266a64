import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { encodePng } from "../../src/node/pictures/encode-png.ts";
import { TemporaryFolder } from "../node/temporary-folder.ts";
import { runCommand } from "../support/command-line.ts";

const temporary = new TemporaryFolder();
afterAll(() => temporary.remove());

/** A sheet of 90 x 70, dark on light, with a symbol of some size anywhere on it. */
async function draw(path: string, symbol: "cross" | "corner" | "bars", left: number, top: number, size: number) {
  const [height, width] = [70, 90];
  const pixels = new Uint8Array(height * width).fill(240);
  const ink = (x0: number, y0: number, x1: number, y1: number) => {
    for (let y = top + y0; y < top + y1; y++) pixels.fill(20, y * width + left + x0, y * width + left + x1);
  };
  const middle = size >> 1;
  if (symbol === "cross") {
    ink(middle - 2, 0, middle + 2, size);
    ink(0, middle - 2, size, middle + 2);
  } else if (symbol === "corner") {
    ink(0, 0, 4, size);
    ink(0, size - 4, size, size);
  } else for (const x of [0, middle - 2, size - 4]) ink(x, 0, x + 4, size);
  return temporary.write(path, await encodePng(pixels, height, width, 1));
}

const gallery = temporary.join("symbols.json");

describe("teach and classify", () => {
  it("teach from a folder, name drawings of any size and place, and count what is right", async () => {
    for (const [i, size] of [30, 36, 44].entries()) {
      await draw(`few/cross/${i}.png`, "cross", 5 + 9 * i, 3 + 7 * i, size);
      await draw(`few/corner/${i}.png`, "corner", 30 - 9 * i, 20 - 6 * i, size);
    }
    const taught = await runCommand("teach", temporary.join("few"), "-o", gallery, "--json");
    expect(JSON.parse(taught.stdout).symbols).toEqual([
      { name: "corner", examples: 3 },
      { name: "cross", examples: 3 },
    ]);
    const cross = await draw("asked/cross/a.png", "cross", 1, 1, 60);
    await draw("asked/corner/a.png", "corner", 20, 10, 26);
    await draw("asked/bars/a.png", "bars", 20, 10, 40);
    const named = await runCommand("classify", cross, "--symbols", gallery, "--json");
    expect(JSON.parse(named.stdout)).toMatchObject([{ image: cross, name: "cross", nearest: "cross" }]);
    const counted = await runCommand("classify", "--folder", temporary.join("asked"), "--symbols", gallery, "--json");
    expect(JSON.parse(counted.stdout)).toEqual({ images: 2, found: 2, mistaken: 0, missed: 0, foreign: 1, refused: 1 });
  });

  it("add an example by name, forget a symbol, and refuse what makes no sense", async () => {
    const bars = await draw("bars.png", "bars", 8, 8, 50);
    expect((await runCommand("teach", "--name", "bars", bars, "-o", gallery)).code).toBe(0);
    expect((await runCommand("teach", "--forget", "corner", "-o", gallery)).code).toBe(0);
    expect(JSON.parse(readFileSync(gallery, "utf8")).symbols.map(({ name }: { name: string }) => name)).toEqual([
      "cross",
      "bars",
    ]);
    expect((await runCommand("classify", "--symbols", gallery)).stderr).toContain("expected images, or --folder");
    expect((await runCommand("teach", "-o", gallery)).stderr).toContain("expected images, in a sub-folder a symbol");
    const loose = await runCommand("teach", temporary.path, "-o", gallery);
    expect(loose.stderr).toContain("bars.png: expected it in a sub-folder that bears the symbol's name");
  });
});
