/** What a page runs to have a worker follow an order: starts it and, as the project's page does, its threads. */
export const runWorker = (script: string, threadScript: string): string =>
  `return new Promise((resolve, reject) => {
  const start = (name) => new Worker(new URL(name, location.href), { type: "module" });
  const workers = [start("${script}")];
  const [worker] = workers;
  const ports = Array.from({ length: arguments[0].threads - 1 }, () => {
    const { port1, port2 } = new MessageChannel();
    const thread = start("${threadScript}");
    thread.postMessage({ port: port1 }, [port1]);
    workers.push(thread);
    return port2;
  });
  const end = (settle, value) => {
    for (const each of workers) each.terminate();
    settle(value);
  };
  worker.onmessage = ({ data }) => end(resolve, data);
  worker.onerror = ({ message }) => end(reject, new Error(message || "the worker did not load"));
  worker.postMessage({ ...arguments[0], ports }, ports);
})`;

/** The same for `golden-worker`. */
export const RUN_GOLDEN = runWorker("golden-worker.js", "thread-worker.js");
