import { readFileSync } from "node:fs";
import type { Network } from "../../src/nn/network.ts";
import type { ImageRef } from "../../src/node/jobs/list-images.ts";
import { embedReadFiles } from "../../src/search/embed-files.ts";

type Listed = AsyncIterable<readonly ImageRef[]> | Iterable<readonly ImageRef[]>;

async function* readPlainly(listed: Listed) {
  for await (const refs of listed) {
    for (const { name, path } of refs) {
      yield { each: { name, file: { source: name } }, bytes: Promise.resolve(readFileSync(path)) };
    }
  }
}

/** What is left where there are no jobs: each image is read, decoded and embedded, one after the other. */
export const embedPlainly = (network: Network, listed: Listed) =>
  embedReadFiles(network, readPlainly(listed), (reason) => {
    throw new Error(reason);
  });
