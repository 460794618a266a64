import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { hostname } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { PLACES } from "../jobs/nats/protocol.ts";
import { runNatsWorker } from "../jobs/nats/worker.ts";
import { isWorkerName } from "../jobs/result.ts";
import { printable } from "../message-text.ts";
import { connectNats, NATS_VARIABLES } from "../node/jobs/nats/connect.ts";
import { openThread } from "../node/jobs/open-thread.ts";
import { addCommonOptions, type CommonFlags, threadCount } from "./options.ts";

interface WorkerFlags extends CommonFlags {
  nats: string;
  threads: number;
  folder?: string;
  name?: string;
}

function parseName(text: string): string {
  if (isWorkerName(text)) return text;
  throw new InvalidArgumentError("Expected up to 64 letters, digits, spaces and _ . -, a letter or digit first.");
}

const ownName = (): string => {
  const host =
    hostname()
      .replace(/[^A-Za-z0-9_.-]/g, "")
      .slice(0, 40) || "worker";
  return `${/^[A-Za-z0-9]/.test(host) ? host : `w${host}`}-${process.pid}-${randomBytes(3).toString("hex")}`;
};

// 128 + the signal's number, as shells say it.
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

async function run({ nats: url, threads, folder, name = ownName(), json, quiet }: WorkerFlags): Promise<void> {
  if (folder !== undefined && !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new RangeError(`--folder: expected a folder, got ${printable(folder)}.`);
  }
  const stop = new AbortController();
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      process.exitCode = code;
      stop.abort();
    });
  }
  const nats = await connectNats(url, name, true);
  const say = quiet ? () => {} : (line: string) => console.error(line);
  say(`Worker ${name} waits for jobs.`);
  const did = { done: 0, failed: 0, back: 0, images: 0 };
  try {
    await runNatsWorker({
      ...{ nats, name, threads, say, signal: stop.signal },
      places: folder === undefined ? ["anywhere"] : PLACES,
      open: openThread(folder ?? null),
      onEvent(event) {
        if (event.type !== "taken") did[event.type]++;
        if (event.type === "done") did.images += event.images;
      },
    });
  } finally {
    if (json) console.log(JSON.stringify({ name, ...did }));
  }
}

export function workerCommand(): Command {
  const command = new Command("worker")
    .description(
      "Do jobs that others run with --nats, until Ctrl-C. It runs no code from jobs: it embeds images, and reads files in " +
        "--folder alone.",
    )
    .requiredOption(
      "--nats <url>",
      `the server, such as nats://host:4222 or tls://host:4222. Who we are: ${NATS_VARIABLES}`,
    )
    .option("--folder <dir>", "where this machine sees the folder that was given to --folder there (default: no files)")
    .option(
      "--name <name>",
      "what messages call it (default: the host's name, the process, and a random number)",
      parseName,
    )
    .addOption(threadCount("work"));
  addCommonOptions(command);
  command.addHelpText("after", "\nExample:\n  siamese-simd worker --nats nats://host:4222 --threads 4");
  return command.action(run);
}
