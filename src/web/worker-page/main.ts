import type { Job } from "../../jobs/job.ts";
import type { WorkerEvent } from "../../jobs/nats/worker.ts";
import { number } from "../messages/format.ts";
import { create, element, say, sayError } from "../page/elements.ts";
import { startLanguageField } from "../page/language-field.ts";
import { startTheme } from "../page/theme.ts";
import { checkAddress } from "./address.ts";
import type { FromQueueWorker, StopReason } from "./messages.ts";
import { TabWorker } from "./tab-worker.ts";
import { startTexts } from "./texts.ts";

const { language, texts } = await startTexts();
startTheme((key) => texts[key]);

const server = element("server", HTMLInputElement);
const user = element("user", HTMLInputElement);
const secret = element("secret", HTMLInputElement);
const threads = element("threads", HTMLSelectElement);
const button = element("start", HTMLButtonElement);
const state = element("state", HTMLElement);
const problem = element("error", HTMLElement);
const log = element("log", HTMLElement);

/** Lines of the log that are kept. */
const MAX_LINES = 12;
/** Jobs that the speed is of: the last ones. */
const MAX_TIMED = 20;

const name = `tab-${Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
element("name", HTMLElement).textContent = name;
server.value = `ws://${location.hostname}:9222`;
const cores = navigator.hardwareConcurrency || 1;
for (let count = 1; count <= cores; count++)
  threads.add(new Option(number(count), String(count), false, count === cores));

let worker: TabWorker | undefined;
let isPausing = false;
let isLost = false;
let done = 0;
/** Those that are at work on, by their hashes. */
const atWork = new Map<string, Job>();
const timed: { readonly images: number; readonly milliseconds: number }[] = [];

const nameOf = (job: Job): string => (job.kind === "embed" ? texts.embed(job.shard) : texts.train(job.seed));

function note(text: string, isEnglish = false): void {
  const time = create("time", "", new Date().toLocaleTimeString(language));
  const said = create("span", "", text);
  if (isEnglish) said.lang = "en";
  const line = create("li");
  line.append(time, said);
  log.prepend(line);
  while (log.children.length > MAX_LINES) log.lastChild?.remove();
}

/** Images a second while it works, of the last jobs. */
function speed(): number | undefined {
  const images = timed.reduce((sum, each) => sum + each.images, 0);
  const milliseconds = timed.reduce((sum, each) => sum + each.milliseconds, 0);
  return milliseconds > 0 ? (images / milliseconds) * 1000 * Number(threads.value) : undefined;
}

function show(): void {
  const isOn = worker !== undefined;
  for (const field of [server, user, secret, threads]) field.disabled = isOn;
  button.disabled = isPausing;
  element("done", HTMLElement).textContent = number(done);
  const rate = speed();
  element("speed", HTMLElement).textContent = rate === undefined ? "–" : number(rate);
  element("kind", HTMLElement).textContent = [...atWork.values()].map(nameOf).join(", ") || "–";
  if (!isOn) return;
  if (isPausing) say(state, texts.pausing);
  else if (isLost) say(state, texts.lost);
  else if (atWork.size > 0) say(state, texts.working);
}

function complain(reason: StopReason): void {
  problem.hidden = false;
  if ("said" in reason) sayError(problem, new Error(reason.said));
  else say(problem, texts[reason.key]);
  note(problem.textContent ?? "", "said" in reason);
}

function heard(event: WorkerEvent): void {
  const { job, hash } = event;
  if (event.type === "taken") atWork.set(hash, job);
  else atWork.delete(hash);
  if (event.type === "done") {
    const { images, milliseconds } = event;
    done++;
    timed.push({ images, milliseconds });
    if (timed.length > MAX_TIMED) timed.shift();
    note(texts.didJob(nameOf(job), images, milliseconds / 1000));
  }
  if (event.type === "back") note(texts.gaveBack(nameOf(job)));
  if (event.type === "failed") complain({ said: `${nameOf(job)}: ${event.reason}` });
  if (atWork.size === 0) say(state, texts.waiting);
}

function take(message: FromQueueWorker): void {
  if (message.type === "connected") {
    isLost = false;
    problem.hidden = true;
    note(texts.connected);
    say(state, texts.waiting);
  } else if (message.type === "lost") {
    if (!isLost) note(texts.lostServer);
    isLost = true;
  } else if (message.type === "event") heard(message.event);
  else if (message.type === "line") complain({ said: message.line });
  else if (message.type === "stopped") {
    worker = undefined;
    isLost = false;
    atWork.clear();
    say(state, isPausing ? texts.paused : texts.stopped);
    button.textContent = isPausing ? texts.resume : texts.start;
    isPausing = false;
    if (message.reason) complain(message.reason);
  }
  show();
}

function start(): void {
  problem.hidden = true;
  const address = checkAddress(server.value, location.protocol);
  if ("wrong" in address) {
    problem.hidden = false;
    say(problem, texts[address.wrong]);
    server.focus();
    return;
  }
  button.textContent = texts.pause;
  say(state, texts.connecting);
  const order = { address: address.href, user: user.value, secret: secret.value, name };
  worker = new TabWorker(order, Number(threads.value), take);
  show();
}

function pause(): void {
  if (!worker) return;
  isPausing = true;
  worker.stop();
  show();
}

button.addEventListener("click", () => (worker ? pause() : start()));
element("settings", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  if (!worker) start();
});
startLanguageField(language, async () => {
  pause();
  await worker?.ended;
  return true;
});
