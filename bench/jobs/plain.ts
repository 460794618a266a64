import { readFileSync } from "node:fs";
import type { Network } from "../../src/nn/network.ts";
import type { ImageRef } from "../../src/node/jobs/list-images.ts";
import { embedReadFiles } from "../../src/search/embed-files.ts";

async function* readPlainly(refs: AsyncIterable<ImageRef> | Iterable<ImageRef>) {
  for await (const { name, path } of refs) {
    yield { each: { name, file: { source: name } }, bytes: Promise.resolve(readFileSync(path)) };
  }
}

/** What is left where there are no jobs: each image is read, decoded and embedded, one after the other. */
export const embedPlainly = (network: Network, refs: AsyncIterable<ImageRef> | Iterable<ImageRef>) =>
  embedReadFiles(network, readPlainly(refs), (reason) => {
    throw new Error(reason);
  });
