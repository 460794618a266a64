import { createDataset, fingerprint, train } from "siamese-simd";

// Forty pictures of 28x28 in two classes: upright bars and lying bars, in different places.
export const images = new Uint8Array(40 * 28 * 28);
export const labels = new Uint8Array(40);
for (let i = 0; i < 40; i++) {
  labels[i] = i % 2;
  for (let along = 5; along < 22; along++) {
    const across = 5 + ((i >> 1) % 16);
    const [x, y] = labels[i] === 0 ? [across, along] : [along, across];
    images[i * 784 + y * 28 + x] = 255;
  }
}

/** Trains a network on them, compares two pictures, and says what came of it. */
export async function demo() {
  const dataset = createDataset(images, labels, 28, 28);
  const network = await train({ dataset, recipe: "notebook", epochs: 1 }).finish();
  const picture = (i) => images.subarray(i * 784, (i + 1) * 784);
  return {
    uprightAndUpright: network.same(picture(0), picture(2)),
    uprightAndLying: network.same(picture(0), picture(1)),
    embedding: Array.from(network.embed(picture(0))),
    backend: network.backend,
    fingerprint: await fingerprint(network),
  };
}
