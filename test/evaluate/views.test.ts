import { expect, it } from "vitest";
import { chosenImages } from "../../scripts/unseen/chosen-symbols.ts";
import { fewShot } from "../../scripts/unseen/few-shot.ts";
import { embedViews } from "../../src/evaluate/views.ts";
import { loadModel } from "../../src/formats/model.ts";
import { createNetwork, type Network } from "../../src/nn/network.ts";
import { symbols } from "../../src/weights/symbols.ts";

it("names symbols by one example each more often than the embedding of the image alone, with embeddings of length 1", async () => {
  const network = await loadModel(symbols);
  const { images, labels } = chosenImages(8, 5, 1.5);
  const named = (embeddings: Float32Array) => fewShot(embeddings, labels, 64, { ways: 20, shots: 1 });
  const views = embedViews(network, images);
  expect(named(views)).toBeGreaterThan(named(network.embed(images)) + 0.005);
  for (let i = 0; i < labels.length; i++) {
    expect(Math.hypot(...views.subarray(64 * i, 64 * (i + 1)))).toBeCloseTo(1, 6);
  }
});

it("is the embedding itself of what looks alike from everywhere, at any size, and where embeddings are of any length", async () => {
  const input = { height: 20, width: 31, channels: 1 } as const;
  const network = await createNetwork({ architecture: { input, layers: [{ type: "dense", units: 5 }] } });
  const blank = new Uint8Array(2 * 20 * 31);
  const dot = blank.slice();
  for (let y = 6; y < 14; y++) dot.fill(255, 620 + y * 31 + 11, 620 + y * 31 + 20);
  expect(embedViews(network, blank)).toEqual(network.embed(blank));
  const [seen, own] = [embedViews(network, dot), network.embed(dot)];
  expect(seen.subarray(0, 5)).toEqual(own.subarray(0, 5));
  expect(seen.subarray(5)).not.toEqual(own.subarray(5));
});

it("refuses what it cannot turn: images of colours, of another length, in another kind of array", async () => {
  const rgb = await createNetwork({
    architecture: { input: { height: 4, width: 4, channels: 3 }, layers: [{ type: "dense", units: 2 }] },
  });
  expect(() => embedViews(rgb, new Uint8Array(48))).toThrow("grey images, got a network of 3 channels");
  const network = await createNetwork();
  expect(() => embedViews(network, new Uint8Array(783))).toThrow("Expected images of 784 pixels each, got 783");
  expect(() => embedViews(network, new Float32Array(784) as unknown as Uint8Array)).toThrow(TypeError);
});

it("looks at a drawing turned by 8 degrees and slanted by 0.15 either way, each a pixel to another side", async () => {
  const network = await createNetwork();
  const looked: Uint8Array[] = [];
  const embed = (images: Uint8Array): Float32Array => {
    looked.push(images.slice());
    return network.embed(images);
  };
  const image = new Uint8Array(784);
  image[20 * 28 + 14] = 200;
  embedViews({ dimension: network.dimension, architecture: network.architecture, embed } as unknown as Network, image);
  const [own, ...turned] = looked;
  expect(own).toEqual(image);
  // By hand: a row 5.5 below the middle row, 13.5, slants by 0.825 of a pixel, one 7.5 below it by 1.125.
  expect([13, 14].map((x) => turned[2][19 * 28 + x])).toEqual([165, 35]);
  expect([15, 16].map((x) => turned[3][21 * 28 + x])).toEqual([175, 25]);
  // The middle of the ink, where the sines and cosines of the engine put it.
  const angle = (8 * Math.PI) / 180;
  for (const [k, sign] of [1, -1].entries()) {
    const [u, v] = [14 - 13.5 - sign, 20 - 13.5];
    const [x, y] = [u * Math.cos(angle) - sign * v * Math.sin(angle), sign * u * Math.sin(angle) + v * Math.cos(angle)];
    let [ink, across, down] = [0, 0, 0];
    for (const [p, value] of turned[k].entries()) {
      ink += value;
      across += value * (p % 28);
      down += value * Math.floor(p / 28);
    }
    expect(Math.hypot(across / ink - 13.5 - x, down / ink - 13.5 - y)).toBeLessThan(0.1);
    expect(Math.abs(ink - 200)).toBeLessThan(12);
  }
});
