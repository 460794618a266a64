import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { connectNats, NATS_VARIABLES } from "../node/jobs/nats/connect.ts";
import { NatsQueue } from "../node/jobs/nats/nats-queue.ts";
import { integer } from "./options.ts";

/** How jobs go to workers on other machines. */
export interface NatsFlags {
  nats?: string;
  folder?: string;
  compare?: number;
  ackWait: number;
}

/** Share of the jobs that two workers do. */
export const DEFAULT_COMPARE = 0.01;

function share(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError("Expected a number from 0 to 1.");
  return value;
}

/** With them, where workers may see a folder of images too: the flag --folder. */
export const addSharedFolderOption = (command: Command): Command =>
  command.option(
    "--folder <dir>",
    "with --nats: workers see this folder too, in which all images lie (default: images go through the server)",
  );

export const addNatsOptions = (command: Command): Command =>
  command
    .option(
      "--nats <url>",
      `give the jobs to the workers of a NATS server, such as nats://host:4222. Who we are: ${NATS_VARIABLES}`,
    )
    .option("--compare <share>", "with --nats: share of the jobs that two workers do, 0 to 1 (default: 0.01)", share)
    .option("--ack-wait <seconds>", "with --nats: a worker silent for so long has lost its job", integer(1, 3600), 30);

/** The queue of a server. @param out the folder of the run: two runs of one folder are one */
export async function openNatsQueue(url: string, ackWait: number, out: string): Promise<NatsQueue> {
  const nats = await connectNats(url, "siamese-simd", false);
  const run = createHash("sha256")
    .update(`${hostname()}\n${resolve(out)}`)
    .digest("hex")
    .slice(0, 16);
  try {
    return await NatsQueue.open({ nats, run, ackWait, say: (line) => console.error(line) });
  } catch (error) {
    await nats.connection.close();
    throw error;
  }
}
