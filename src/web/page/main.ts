import { version } from "../../version.ts";
import { startLanguage } from "../messages/start-language.ts";
import { t } from "../messages/t.ts";
import type { Snapshot } from "../protocol.ts";
import { ArchitectureField } from "./architecture-field.ts";
import { ComparePanel } from "./compare-panel.ts";
import { startConsole } from "./console.ts";
import { DataPanel } from "./data-panel.ts";
import { element, say } from "./elements.ts";
import { FilesPanel } from "./files-panel.ts";
import { Gallery } from "./gallery.ts";
import { HistogramChart } from "./histogram.ts";
import { Judge } from "./judge.ts";
import { startForgetting } from "./kept/forget.ts";
import { ImageKeeper } from "./kept/image-keeper.ts";
import { KeptStore } from "./kept/kept-store.ts";
import { NetworkKeeper } from "./kept/network-keeper.ts";
import { WorkKeeper } from "./kept/work-keeper.ts";
import { startLanguageField } from "./language-field.ts";
import { LinkOffer } from "./link/link-offer.ts";
import { LinkPanel } from "./link/link-panel.ts";
import { loadWhenOpened } from "./load-when-opened.ts";
import { EmbeddingMap } from "./map/embedding-map.ts";
import { MapMarks } from "./map/map-marks.ts";
import { PageWorkerClient } from "./page-worker-client.ts";
import { ReplayPanel } from "./replay-panel.ts";
import { RunPanel } from "./run-panel.ts";
import { SearchPanel } from "./search-panel.ts";
import { SettingsForm } from "./settings-form.ts";
import { startSettingsHelp } from "./settings-help.ts";
import { startWorkers } from "./start-workers.ts";
import { SymbolFiles } from "./symbol-files.ts";
import { SymbolJudge } from "./symbol-judge.ts";
import { SymbolPictures } from "./symbol-pictures.ts";
import { SymbolTrainingPanel } from "./symbol-training-panel.ts";
import { TeachPanel } from "./teach-panel.ts";
import { startTheme } from "./theme.ts";
import { ThresholdPanel } from "./threshold-panel.ts";

element("boot", HTMLParagraphElement).remove();
const language = await startLanguage();
startTheme(t);
const client = new PageWorkerClient(startWorkers());
const architecture = new ArchitectureField(client);
const form = new SettingsForm(architecture);
startSettingsHelp();
const run = new RunPanel(client, form);
const judge = new Judge(client);
const compare = new ComparePanel(judge);
loadWhenOpened("why-fold", "why-text", async () => {
  const { WhyPanel } = await import("./why-panel.ts");
  new WhyPanel(judge, compare.pads);
});
loadWhenOpened("inside-fold", "inside-text", async () => {
  const { InsidePanel } = await import("./inside-panel.ts");
  new InsidePanel(judge, compare.pads);
});
new SearchPanel(client, judge, compare.pads);
const symbolJudge = new SymbolJudge();
const teach = new TeachPanel(symbolJudge);
const symbolTraining = new SymbolTrainingPanel(teach, symbolJudge);
new SymbolFiles(teach, symbolJudge);
new SymbolPictures(teach, symbolJudge);
const parts = { client, judge, teach, symbolJudge };
new FilesPanel(parts, form, run);
startConsole(parts);
const data = new DataPanel(client, architecture);

const [map, gallery] = [new EmbeddingMap(), new Gallery()];
const threshold = new ThresholdPanel(new HistogramChart());
// Each chart in a frame of its own, so that none waits long for the others; of snapshots that come faster than that, the
// last one.
const charts = [threshold, gallery, map];
let latest: Snapshot | undefined;
let isPresent = true;
let next = charts.length;
function showNext(): void {
  if (latest) charts[next].show(latest, isPresent);
  next++;
  if (next < charts.length) requestAnimationFrame(showNext);
}
client.on("data", ({ data: report }) => {
  latest = undefined;
  form.takeImages(report.shape);
  threshold.setData(report);
  map.setData(report);
  gallery.setData(report);
});
new ReplayPanel(client, (snapshot, isOfNow) => {
  latest = snapshot;
  isPresent = isOfNow;
  if (next >= charts.length) requestAnimationFrame(showNext);
  next = 0;
});
new LinkPanel({ client, teach, run, map });
const offer = new LinkOffer({ client, form, run, teach, data });
new MapMarks(map, judge, compare, teach);
const about = element("about", HTMLParagraphElement);
client.on("ready", ({ maxThreads }) => form.offerThreads(maxThreads));
client.on("run", ({ parameters, backend, threads }) => {
  say(about, `${t("about", version)} ${t("aboutNetwork", parameters, backend === "wasm", threads)}`);
});
say(about, t("about", version));

async function fetchDigits(): Promise<Blob | undefined> {
  try {
    const response = await fetch(new URL("./digits.bin", import.meta.url));
    if (!response.ok) throw new Error(t("serverSaid", response.status));
    return await response.blob();
  } catch (error) {
    run.say(t("noImages"));
    run.warn(t("digitsFailed", (error as Error).message));
    return undefined;
  }
}
const digits = fetchDigits();

const store = await KeptStore.open();
const networks = new NetworkKeeper({ client, form, run, data, pads: compare.pads, store });
const images = new ImageKeeper(client, data, store);
if (store) await new WorkKeeper({ store, form, teach, compare, symbolTraining }).load();
await networks.load();
startForgetting(store !== undefined);
element("open-story", HTMLButtonElement).addEventListener(
  "click",
  async () => {
    try {
      const { openStory } = await import("../story/story.ts");
      await openStory({ client, judge, run, data, store, language });
    } catch {
      run.warn(t("partOffline"));
    }
  },
  { once: true },
);
startLanguageField(language, async () => {
  await networks.keep();
  return store !== undefined || run.state === "none" || confirm(t("languageLoses"));
});

const there = client.next("data");
data.digits = await digits;
const own = await images.files();
const isLost = typeof own === "string";
if (!own || isLost || !(await data.send(own))) data.sendDigits();
await there;
if (isLost) run.warn(t("imagesAgain", own));
networks.openLast();
await offer.look();

// Where the browser allows it, the page opens again without its server. It works as well without that.
const loaded = () => performance.getEntriesByType("resource").map(({ name }) => name);
navigator.serviceWorker
  ?.register(new URL("./service-worker.js", import.meta.url))
  .then(() => navigator.serviceWorker.ready)
  .then(({ active }) => active?.postMessage(loaded()))
  .catch(() => {});
