import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { type LossCurve, type LossPoint, lossChart } from "../../src/node/pictures/loss-chart.ts";
import { type PairCard, pairGallery } from "../../src/node/pictures/pair-gallery.ts";
import { escapeText } from "../../src/node/pictures/render-svg.ts";

const decode = (bytes: Uint8Array) => PNG.sync.read(Buffer.from(bytes));

/** How many pixels of a part of the picture a colour test takes; fractions of width and height. */
function count(
  png: PNG,
  is: (red: number, green: number, blue: number) => boolean,
  [left, top, right, bottom]: readonly number[] = [0, 0, 1, 1],
): number {
  let found = 0;
  for (let y = Math.floor(top * png.height); y < bottom * png.height; y++) {
    for (let x = Math.floor(left * png.width); x < right * png.width; x++) {
      const at = (y * png.width + x) * 4;
      if (is(png.data[at], png.data[at + 1], png.data[at + 2])) found++;
    }
  }
  return found;
}
const dark = (red: number, green: number, blue: number) => red + green + blue < 200;
const bluish = (red: number, green: number, blue: number) => blue - red > 100 && green > 60;
const reddish = (red: number, _: number, blue: number) => red - blue > 100;

describe("lossChart", () => {
  const curve = (length: number, loss: (i: number) => number): LossPoint[] =>
    Array.from({ length }, (_, i) => ({ epoch: (i + 1) / 10, loss: loss(i) }));
  const all = (points: LossPoint[]): LossCurve => ({ name: "Contrastive loss, all pairs", points });
  const hard = (points: LossPoint[]): LossCurve => ({ name: "Contrastive loss, batch-hard pairs", points });
  const falling = curve(40, (i) => 1 / (i + 1));
  const train = all(falling);
  const heldOut = all([1, 2, 3, 4].map((epoch) => ({ epoch, loss: 0.5 / epoch })));

  it("draws both lines, the title, the numbers and the names of the axes", async () => {
    const png = decode(await lossChart({ train, heldOut, title: "The loss" }));
    expect([png.width, png.height]).toEqual([2400, 1440]);
    const title = [0, 0, 1, 0.08];
    expect(count(png, dark, title)).toBeGreaterThan(1000);
    expect(count(png, dark, [0, 0.4, 0.035, 0.75]), "name of the y axis").toBeGreaterThan(500);
    expect(count(png, dark, [0.035, 0.18, 0.07, 0.9]), "numbers of the y axis").toBeGreaterThan(500);
    expect(count(png, dark, [0.05, 0.91, 1, 0.94]), "numbers of the x axis").toBeGreaterThan(300);
    expect(count(png, dark, [0.4, 0.94, 0.6, 1]), "name of the x axis").toBeGreaterThan(300);
    const plot = [0.08, 0.19, 1, 0.9];
    expect(count(png, bluish, plot)).toBeGreaterThan(4000);
    expect(count(png, reddish, plot)).toBeGreaterThan(4000);
    const untitled = decode(await lossChart({ train, heldOut, title: "" }));
    expect(count(untitled, dark, [0, 0, 1, 0.07])).toBe(0);
  });

  it("puts two different losses side by side, each with a scale of its own", async () => {
    // A hundred times as high: on one scale the other would lie on the floor.
    const high = falling.map(({ epoch, loss }) => ({ epoch, loss: 100 * loss }));
    const png = decode(await lossChart({ train: hard(high), heldOut, title: "Two losses" }));
    const [left, right] = [
      [0, 0.2, 0.5, 0.9],
      [0.5, 0.2, 1, 0.9],
    ];
    expect([count(png, reddish, left), count(png, bluish, right)]).toEqual([0, 0]);
    expect(count(png, bluish, left)).toBeGreaterThan(2000);
    expect(count(png, reddish, right)).toBeGreaterThan(2000);
    expect(count(png, reddish, [0.5, 0.2, 1, 0.4]), "the top of the second scale").toBeGreaterThan(200);
    for (const [x0, x1] of [
      [0, 0.04],
      [0.5, 0.54],
    ]) {
      expect(count(png, dark, [x0, 0.3, x1, 0.8]), "names of both y axes").toBeGreaterThan(500);
    }
  });

  it("makes the same bytes again", async () => {
    const first = await lossChart({ train, heldOut, title: "again" });
    expect(Buffer.compare(first, await lossChart({ train, heldOut, title: "again" }))).toBe(0);
  });

  it("shows a single point, a loss of zero, and thousands of points", async () => {
    const draw = async (points: LossPoint[]) =>
      decode(await lossChart({ train: hard(points), heldOut: all([]), title: "" }));
    const single = await draw([{ epoch: 0.5, loss: 0.7 }]);
    expect(count(single, bluish, [0.45, 0.18, 0.6, 0.3])).toBeGreaterThan(200);
    const zero = await draw(curve(40, () => 0));
    expect(count(zero, bluish, [0.08, 0.85, 1, 0.92])).toBeGreaterThan(3000);
    expect(count(zero, bluish, [0.08, 0.19, 1, 0.85])).toBe(0);
    const long = await draw(curve(200_000, (i) => 1 + (i % 2)));
    // Averaged to a line in the middle of 1 and 2, not a band between them.
    expect(count(long, bluish, [0.08, 0.19, 1, 0.9])).toBeLessThan(20_000);
    await draw([]);
  });

  it("refuses a loss that is not finite", async () => {
    const bad = lossChart({ train: all([{ epoch: 1, loss: Number.NaN }]), heldOut, title: "" });
    await expect(bad).rejects.toThrow(new RangeError("lossChart: expected finite points, got loss NaN at epoch 1."));
  });
});

describe("pairGallery", () => {
  const image = (seed: number, size = 784) => Uint8Array.from({ length: size }, (_, i) => (i * i * seed + 7 * i) & 255);
  const pairs: PairCard[] = Array.from({ length: 10 }, (_, i) => ({
    left: image(i + 3),
    right: image(i + 23),
    height: 28,
    width: 28,
    channels: 1,
    leftLabel: String(i),
    rightLabel: String((i * 3) % 10),
    same: i % 2 === 0,
    distance: i / 4,
    verdict: i % 2 === 0 ? "same" : "different",
  }));
  const gallery = { pairs, threshold: 0.873, title: "Ten pairs", footer: "a footer" };
  const swapped = (...numbers: number[]) =>
    pairs.map((pair, i): PairCard => {
      if (!numbers.includes(i)) return pair;
      return { ...pair, verdict: pair.verdict === "same" ? "different" : "same" };
    });

  it("enlarges every pixel of the images to a crisp square", async () => {
    const png = decode(await pairGallery(gallery));
    // The first image's corner, and the steps from card to card and from image to image, in the picture's pixels.
    const [x0, y0, card, row, second] = [64, 224, 524, 520, 240];
    for (const [i, pair] of pairs.entries()) {
      for (const [side, pixels] of [pair.left, pair.right].entries()) {
        const x = x0 + (i % 5) * card + side * second;
        const y = y0 + Math.floor(i / 5) * row;
        let wrong = 0;
        for (let dy = 0; dy < 224; dy++) {
          for (let dx = 0; dx < 224; dx++) {
            const got = png.data[((y + dy) * png.width + x + dx) * 4];
            if (got !== pixels[(dy >> 3) * 28 + (dx >> 3)]) wrong++;
          }
        }
        expect(wrong, `pair ${i}, side ${side}`).toBe(0);
      }
    }
  });

  it("shows mistakes in another colour", async () => {
    const allRight = decode(await pairGallery(gallery));
    expect(count(allRight, reddish)).toBe(0);
    expect(count(allRight, bluish)).toBeGreaterThan(200_000);
    const oneWrong = decode(await pairGallery({ ...gallery, pairs: swapped(1) }));
    expect(count(oneWrong, reddish, [0.2, 0, 0.4, 0.55])).toBeGreaterThan(20_000);
    expect(count(oneWrong, reddish, [0.4, 0, 1, 1])).toBe(0);
  });

  it("says everything in words: each changes the picture", async () => {
    const [pair] = pairs;
    const draw = (change: Partial<PairCard & typeof gallery>) =>
      pairGallery({ ...gallery, ...change, pairs: [{ ...pair, ...change }] });
    const first = await draw({});
    expect(count(decode(first), dark, [0, 0, 1, 0.1])).toBeGreaterThan(1000);
    const others = await Promise.all([
      draw({}),
      draw({ title: "Other pairs" }),
      draw({ threshold: 0.874 }),
      draw({ footer: "another footer" }),
      draw({ leftLabel: "9" }),
      draw({ rightLabel: "9" }),
      draw({ distance: 0.001 }),
      draw({ same: false, verdict: "different" }),
      draw({ verdict: "different" }),
    ]);
    expect(others.map((other) => Buffer.compare(first, other) === 0)).toEqual([true, ...Array(8).fill(false)]);
  });

  it("takes images of any size, odd labels, and any number of pairs", async () => {
    const sizes = [
      [1, 1],
      [112, 112],
      [5, 112],
      [33, 17],
      [113, 1],
      [224, 225],
      [3, 1024],
      [1024, 1024],
    ];
    const odd = sizes.map(([height, width], i): PairCard => {
      const size = height * width;
      const labels = { leftLabel: '<b> & "quotes"', rightLabel: "\0\ud800 a very long class name" };
      return { ...pairs[i], ...labels, height, width, left: image(3, size), right: image(5, size) };
    });
    const png = decode(await pairGallery({ ...gallery, pairs: [...odd, ...pairs] }));
    expect([png.width, png.height]).toEqual([2688, 2400]);
    await pairGallery({ ...gallery, pairs: [] });
  });

  it("makes an image of more than 224 pixels a side smaller, in colour and as a whole", async () => {
    // Four quarters: red, green, blue and white; each shrinks to a quarter of the box.
    const side = 448;
    const left = new Uint8Array(side * side * 3);
    const quarters = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 255],
    ];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        left.set(quarters[2 * Math.floor((2 * y) / side) + Math.floor((2 * x) / side)], 3 * (y * side + x));
      }
    }
    const pair: PairCard = { ...pairs[0], left, right: left, height: side, width: side, channels: 3 };
    const png = decode(await pairGallery({ ...gallery, pairs: [pair] }));
    for (const [q, colour] of quarters.entries()) {
      let wrong = 0;
      for (let dy = 0; dy < 112; dy++) {
        for (let dx = 0; dx < 112; dx++) {
          const at = ((224 + 112 * (q >> 1) + dy) * png.width + 64 + 112 * (q & 1) + dx) * 4;
          if (colour.some((value, c) => png.data[at + c] !== value)) wrong++;
        }
      }
      expect(wrong, `quarter ${q}`).toBe(0);
    }
  });

  it("refuses an image that is not of its size", async () => {
    const draw = (change: Partial<PairCard>) => pairGallery({ ...gallery, pairs: [{ ...pairs[0], ...change }] });
    await expect(draw({ left: new Uint8Array(783) })).rejects.toThrow(/an image of 28x28x1, got 783 bytes/);
    await expect(draw({ channels: 3 })).rejects.toThrow(/an image of 28x28x3, got 784 bytes/);
    await expect(draw({ height: 0, width: 0 })).rejects.toThrow(RangeError);
  });
});

it("escapes what an SVG text must not hold", () => {
  expect(escapeText('<a & "b">')).toBe("&lt;a &amp; &quot;b&quot;&gt;");
  expect(escapeText("\0\u0007\ud800\uffff é✓😀")).toBe("\ufffd\ufffd\ufffd\ufffd é✓😀");
});
