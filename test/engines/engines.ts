// The engines, each opened once and asked for one row after the other.
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { serveFolder } from "../../scripts/serve-web.ts";
import { engines as browsers } from "../browser/support/engines.ts";
import { runWorker } from "../browser/support/run-golden.ts";
import { type Visitor, waitFor } from "../browser/support/visitor.ts";
import { postToWorker, runScript, versionOf } from "./binaries.ts";
import type { Answer, Order } from "./rows.ts";

export interface Engine {
  readonly version: string;
  answer(order: Order): Promise<Answer>;
  close(): Promise<void>;
}

/** Where what they run is bundled: a folder a kind. */
export const folder = resolve("build/engines");

/** As long as a row may take in the slowest engine of a busy machine. */
const MAX_SECONDS = 900;

/** One of processes: each row is a process of its own. */
async function openProcess(
  name: Parameters<typeof versionOf>[0],
  run: (orderPath: string) => Promise<string>,
): Promise<Engine> {
  const version = await versionOf(name);
  const [, line] = name.split(" ");
  if (line && !version.startsWith(`${line}.`)) throw new Error(`Expected ${name}, got ${version}.`);
  const path = join(folder, "order.json");
  return {
    version,
    async answer(order) {
      writeFileSync(path, JSON.stringify(order));
      return JSON.parse(await run(path));
    },
    close: async () => {},
  };
}

/** One of pages: each row is a worker of its own, which the driver asks now and then whether it is done. */
async function openPage(start: () => Promise<Visitor>): Promise<Engine> {
  const visitor = await start();
  const server = await serveFolder(join(folder, "browser"), { port: 0 });
  const { port } = server.address() as { port: number };
  await visitor.goto(`http://127.0.0.1:${port}/`);
  const userAgent = await visitor.run<string>("return navigator.userAgent");
  return {
    version: /(?:Chrome|Firefox|Version)\/([\d.]+)/.exec(userAgent)?.[1] ?? "",
    async answer(order) {
      await visitor.run(
        `window.answer = null;
        (function () { ${runWorker("main.js", "thread.js")} })(arguments[0])
          .catch(({ message }) => ({ error: message })).then((answer) => { window.answer = answer; });`,
        { ...order, threads: order.row.endsWith("two threads") ? 2 : 1 },
      );
      return waitFor<Answer>(visitor, "return window.answer", MAX_SECONDS);
    },
    async close() {
      await visitor.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

const processes = (["Node 20", "Node 22", "Node 24", "Deno", "Bun"] as const).map((name) => {
  const run = (orderPath: string) => runScript(name, join(folder, "node/main.js"), [orderPath]);
  return [name, () => openProcess(name, run)] as const;
});

export const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  ...Object.fromEntries(processes),
  ...Object.fromEntries(browsers.map(({ name, start }) => [name, () => openPage(start)])),
  workerd: () => openProcess("workerd", (orderPath) => postToWorker(join(folder, "workerd"), orderPath)),
};
