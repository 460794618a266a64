// The page that measures the reader's machine.
import { byId, startWorker } from "./start-worker.ts";

declare const WORKER: string;

interface Row {
  readonly name: string;
  /** Microseconds. */
  readonly step: number;
  readonly embed: number;
}

const micro = (us: number): string => (us < 10_000 ? `${us.toFixed(0)} µs` : `${(us / 1000).toFixed(1)} ms`);

const button = byId<HTMLButtonElement>("measure");
const state = byId("measure-state");
const body = byId<HTMLTableSectionElement>("measure-rows");

function show(rows: readonly Row[]): void {
  const [ours] = rows;
  const shown = rows.map(({ name, step, embed }) => {
    const row = document.createElement("tr");
    const head = Object.assign(document.createElement("th"), { scope: "row", textContent: name });
    const cells = [
      micro(step),
      `${(step / ours.step).toFixed(1)}`,
      micro(embed),
      `${(embed / ours.embed).toFixed(1)}`,
    ].map((text) => Object.assign(document.createElement("td"), { textContent: text }));
    row.append(head, ...cells);
    return row;
  });
  body.replaceChildren(...shown);
}

button.addEventListener("click", () => {
  button.disabled = true;
  state.textContent = "It warms up ...";
  const worker = startWorker(WORKER);
  const end = (text: string): void => {
    worker.terminate();
    button.disabled = false;
    state.textContent = text;
  };
  worker.onmessage = ({ data }) => {
    if (data.rows) {
      show(data.rows);
      end(`Measured, on ${navigator.hardwareConcurrency} processors of which one was used.`);
    } else if (data.error) end(`Failed: ${data.error}`);
    else state.textContent = `Round ${data.round} of ${data.of} ...`;
  };
  worker.onerror = ({ message }) => end(`Failed: ${message}`);
  worker.postMessage("go");
});
button.disabled = false;
