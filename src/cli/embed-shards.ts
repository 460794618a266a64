import { sha256 } from "../formats/hash.ts";
import { fingerprint, loadModel } from "../formats/model.ts";
import { countImages, type EmbedPlan, planShards } from "../node/jobs/embed-plan.ts";
import { JobFolder } from "../node/jobs/job-folder.ts";
import { type ShardFormat, ShardWriter } from "../node/jobs/shard-writer.ts";
import { ThreadQueue } from "../node/jobs/thread-queue.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { refuseUnreadable } from "../read/image-folder.ts";
import { refuse } from "../read/unreadable.ts";
import { expandPaths, type ImageFlags } from "./image-source.ts";
import { DEFAULT_COMPARE, type NatsFlags, openNatsQueue } from "./nats-options.ts";
import { runInFolder } from "./run-in-folder.ts";

export interface ShardFlags extends ImageFlags, NatsFlags {
  model: string;
  out: string;
  shards: number;
  format: ShardFormat;
}

/** `embed --shards`: a folder of shards, which any number of runs complete. */
export async function embedShards(given: readonly string[], flags: ShardFlags): Promise<void> {
  const { out, shards, format, threads, json, quiet } = flags;
  const bytes = await readBytes(flags.model);
  const network = await loadModel(bytes, flags.model);
  const { dimension } = network;
  const print = await fingerprint(network);
  network.close();
  const model = await sha256(bytes);
  const paths: string[] = [];
  for await (const path of expandPaths(given)) paths.push(path);
  const images = await countImages(paths);
  if (images === 0) refuse(paths[0] ?? "standard input", "expected images, PNG or JPEG, got none.");
  if (shards > images) throw new RangeError(`--shards: expected at most ${images}, as many as images, got ${shards}.`);
  const details = { model, fingerprint: print, dimension, format };
  const queue =
    flags.nats === undefined ? new ThreadQueue(threads) : await openNatsQueue(flags.nats, flags.ackWait, out);
  const shared = flags.folder === undefined ? "packed" : { folder: flags.folder };
  const input = queue instanceof ThreadQueue ? { threads: queue } : shared;
  const plan: EmbedPlan = { paths, images, shards, model, input };
  // Where two workers disagree, this process finds out who is right.
  const judge = new ThreadQueue(1, flags.folder);
  let folder: JobFolder | undefined;
  let writer: ShardWriter | undefined;
  try {
    folder = await JobFolder.create(out, { kind: "embed", jobs: shards, details }, (reason) =>
      console.error(`${reason} It is done again.`),
    );
    await judge.provide(model, bytes);
    await queue.provide(model, bytes);
    const both = {
      provide: async (hash: string, content: Uint8Array) => {
        await judge.provide(hash, content);
        await queue.provide(hash, content);
      },
      withdraw: async (hash: string) => {
        await judge.withdraw(hash);
        await queue.withdraw(hash);
      },
    };
    const source = { dimension, fingerprint: print, model };
    const written = await ShardWriter.create({ folder, format, source });
    writer = written;
    const summary = await runInFolder({
      ...{ folder, queue, what: "shards", quiet },
      tasks: () => planShards(plan, both),
      compare: flags.nats === undefined ? 0 : (flags.compare ?? DEFAULT_COMPARE),
      judge: (task) => judge.submit(task),
      onEvent({ type, task }) {
        if (type === "known" || type === "done") written.done(task.number, task.hash);
        else if (type === "wrong") written.doubt();
      },
    });
    if (!summary) return;
    const { reasons, ...totals } = await written.finish();
    const some = `${totals.unreadable} of ${images} image files cannot be read`;
    if (totals.unreadable > 0 && !flags.skipUnreadable) refuseUnreadable(reasons, some, "images");
    if (totals.unreadable > 0 && !quiet) console.error(`${some} and are left out; the first: ${reasons[0]}`);
    if (!quiet) console.error(`Wrote ${out}: ${totals.images} embeddings of ${dimension} numbers in ${shards} shards`);
    if (json) console.log(JSON.stringify({ out, shards, ...totals, dimension, fingerprint: print, ...summary }));
  } finally {
    await queue.close();
    await judge.close();
    await writer?.discard();
    await folder?.close();
  }
}
