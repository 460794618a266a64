// Speaks with the server: here, since browsers slow down the timers of a page that is not looked at, and a job goes to
// another worker where no sign of life comes.
import * as jetstream from "@nats-io/jetstream";
import { errors, wsconnect } from "@nats-io/nats-core";
import * as objects from "@nats-io/obj";
import type { OpenThread } from "../../jobs/job-thread.ts";
import { runNatsWorker } from "../../jobs/nats/worker.ts";
import type { FromThread } from "../../jobs/thread-messages.ts";
import { printable } from "../../message-text.ts";
import { provideDigest } from "../provide-digest.ts";
import type { FromQueueWorker, StopReason, ToQueueWorker } from "./messages.ts";

provideDigest();

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<ToQueueWorker>) => void;
  postMessage(message: FromQueueWorker): void;
};
const post = (message: FromQueueWorker) => scope.postMessage(message);

type Start = Extract<ToQueueWorker, { type: "start" }>;

async function connect({ address, user, secret, name }: Start) {
  const identity = user ? { user, pass: secret } : secret ? { token: secret } : {};
  const connection = await wsconnect({
    servers: address,
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    ...identity,
  });
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === "disconnect") post({ type: "lost" });
      if (type === "reconnect") post({ type: "connected" });
    }
  })();
  return { connection, jetstream, objects };
}

/** Hands out the threads that the page has made, one to each who asks. */
function opener(ports: readonly MessagePort[]): OpenThread {
  let next = 0;
  return (take) => {
    const thread = next++;
    const port = ports[thread];
    port.onmessage = ({ data }: MessageEvent<FromThread>) => take(data);
    return { post: (message) => port.postMessage(message), terminate: () => post({ type: "terminate", thread }) };
  };
}

const stop = new AbortController();

async function run(start: Start): Promise<StopReason | undefined> {
  let nats: Awaited<ReturnType<typeof connect>>;
  try {
    nats = await connect(start);
  } catch (error) {
    // Our own words: those of the client may repeat what it was given.
    return { key: error instanceof errors.AuthorizationError ? "refused" : "noAnswer" };
  }
  post({ type: "connected" });
  try {
    await runNatsWorker({
      ...{ nats, name: start.name, threads: start.ports.length, places: ["anywhere"], signal: stop.signal },
      open: opener(start.ports),
      say: (line) => post({ type: "line", line }),
      onEvent: (event) => post({ type: "event", event }),
    });
    return undefined;
  } catch (error) {
    return { said: printable((error as Error).message) };
  }
}

scope.onmessage = ({ data }) => {
  if (data.type === "stop") return stop.abort();
  void run(data).then((reason) => post({ type: "stopped", ...(reason ? { reason } : {}) }));
};
