// Trains the golden run in a page's worker, with the given backend and threads.
import { encodeCheckpoint } from "../../../src/formats/checkpoint.ts";
import { decodeCheckpoint } from "../../../src/formats/decode-checkpoint.ts";
import { fingerprint } from "../../../src/formats/model.ts";
import { unpackDigits } from "../../../src/mnist/digit-pack.ts";
import type { Backend } from "../../../src/nn/network.ts";
import { readUnpacked } from "../../../src/read/data-file.ts";
import { createRun } from "../../../src/run/create-run.ts";
import { spawnWebWorker, type WebWorker } from "../../../src/threads/spawn-web.ts";
import { dataFile } from "../../../src/web/page-worker/files/chosen-files.ts";
import { GOLDEN_STEPS, goldenRun } from "./golden.ts";

interface Order {
  readonly backend: Backend;
  readonly threads: number;
  /** Lead to the workers that the page has started, one for each thread but the first. */
  readonly ports: readonly MessagePort[];
  /** A checkpoint to go on from, in base64; default: the beginning. */
  readonly checkpoint?: string;
  /** The step to stop after; default: GOLDEN_STEPS. */
  readonly until?: number;
}

const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

async function run({ backend, threads, ports, checkpoint, until = GOLDEN_STEPS }: Order) {
  const packed = await (await fetch(new URL("./digits.bin", import.meta.url))).blob();
  const { train } = unpackDigits(await readUnpacked(dataFile(packed, "digits", "digits")), "digits");
  const idle = [...ports];
  const create = () => idle.pop() as WebWorker;
  const { network, trainer } = await createRun({
    ...goldenRun,
    dataset: train,
    backend,
    threads: { threads, spawn: spawnWebWorker(create) },
  });
  if (checkpoint) trainer.state = decodeCheckpoint(fromBase64(checkpoint), network).state;
  let pairsPerSecond = 0;
  for (const event of trainer.run()) {
    if (event.type === "step") pairsPerSecond = event.pairsPerSecond;
    if (trainer.step === until) break;
  }
  const saved = toBase64(encodeCheckpoint(network, trainer.state));
  const result = { fingerprint: await fingerprint(network), backend: network.backend, pairsPerSecond, saved };
  network.close();
  return result;
}

const scope = globalThis as unknown as {
  onmessage: (event: { data: Order }) => void;
  postMessage(message: unknown): void;
};
scope.onmessage = ({ data }) => {
  run(data).then(
    (result) => scope.postMessage(result),
    (error) => scope.postMessage({ error: String(error) }),
  );
};
