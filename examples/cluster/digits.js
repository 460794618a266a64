// Writes 3,000 of MNIST's digits as PNG files, a folder a class: digits/7/0012.png ...
import { mkdirSync, writeFileSync } from "node:fs";
import { PNG } from "pngjs";
import { loadMnist } from "siamese-simd/mnist";

const COUNT = 3000;
const { dataset } = await loadMnist();
const { images, labels, height, width } = dataset;
for (let digit = 0; digit < 10; digit++) mkdirSync(`digits/${digit}`, { recursive: true });
for (let i = 0; i < COUNT; i++) {
  const data = Buffer.from(images.subarray(i * height * width, (i + 1) * height * width));
  const options = { colorType: 0, inputColorType: 0, inputHasAlpha: false };
  const file = PNG.sync.write({ width, height, data }, options);
  writeFileSync(`digits/${labels[i]}/${String(i).padStart(4, "0")}.png`, file);
}
console.log(`digits: ${COUNT} images of ${height}x${width}.`);
