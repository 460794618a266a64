// The page of live samples: each block with a button that runs it in a worker, and what it prints.
import { startWorker } from "./start-worker.ts";

declare const WORKER: string;

function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(name), properties);
}

function addButton(section: HTMLElement): void {
  const { sample, title } = section.dataset;
  const run = make("button", { type: "button" });
  const label = (text: string): void => {
    run.textContent = text;
    run.setAttribute("aria-label", `${text}: ${title}`);
  };
  label("Run it here");
  const state = make("span", { className: "live-state" });
  state.setAttribute("role", "status");
  const output = make("pre", { className: "live-output", tabIndex: 0, hidden: true });
  output.setAttribute("role", "region");
  output.setAttribute("aria-label", `What ${title} prints`);
  section.append(run, " ", state, output);

  let worker: Worker | undefined;
  let begin = 0;
  const end = (text: string): void => {
    worker?.terminate();
    worker = undefined;
    label("Run it again");
    state.textContent = `${text} after ${((performance.now() - begin) / 1000).toFixed(1)} s`;
  };
  run.addEventListener("click", () => {
    if (worker) return end("Stopped");
    begin = performance.now();
    output.textContent = "";
    output.hidden = false;
    label("Stop");
    state.textContent = "It runs, on one thread of your machine ...";
    worker = startWorker(WORKER);
    worker.onmessage = ({ data }) => {
      if (data.line !== undefined) output.append(`${data.line}\n`);
      else end(data.error === undefined ? "Finished" : `Failed: ${data.error}`);
    };
    worker.onerror = ({ message }) => end(`Failed: ${message}`);
    worker.postMessage(Number(sample));
  });
}

for (const section of document.querySelectorAll<HTMLElement>(".live")) addButton(section);
