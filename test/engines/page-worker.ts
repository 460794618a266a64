// A worker of a page: measures, with the threads that the page has started.
import { spawnWebWorker, type WebWorker } from "../../src/index.ts";
import { measure, type Order } from "./rows.ts";

const scope = globalThis as unknown as {
  onmessage: (event: { data: Order & { readonly ports: MessagePort[] } }) => void;
  postMessage(message: unknown): void;
};
scope.onmessage = async ({ data: { ports, ...order } }) => {
  const create = () => ports.pop() as WebWorker;
  scope.postMessage(await measure(order, { threads: 2, spawn: spawnWebWorker(create) }));
};
