// The page's training worker: data, network and training live here, so that the page itself never waits.

import { evaluate } from "../../evaluate/evaluate.ts";
import { calibrationPairs } from "../../evaluate/judge.ts";
import { parseArchitecture } from "../../formats/architecture.ts";
import { loadModel, saveModel } from "../../formats/model.ts";
import { decodeSafetensors } from "../../formats/safetensors.ts";
import { unpackDigits } from "../../mnist/digit-pack.ts";
import type { Architecture } from "../../nn/architecture.ts";
import { createNetwork, type Network } from "../../nn/network.ts";
import { readUnpacked } from "../../read/data-file.ts";
import { loadCheckpoint } from "../../run/checkpoint.ts";
import { type Checkpoint, recipeArchitecture } from "../../run/create-run.ts";
import type { Reply, Request } from "../protocol.ts";
import { defaultSettings, recipeFrom, type Settings } from "../settings.ts";
import { Activations } from "./activations.ts";
import { type ChosenFile, dataFile, readChosenFiles } from "./files/chosen-files.ts";
import { PageThreads } from "./page-threads.ts";
import { Session } from "./session.ts";
import { Snapshots } from "./snapshot.ts";
import type { TrainingImages } from "./training-images.ts";
import { TrainingIndex } from "./training-index.ts";

/** As much of a worker's own scope as this file uses. */
interface Scope {
  onmessage: ((event: { data: Request }) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

const MAX_PACK = 2 ** 24;
const DIGIT_NAMES = Array.from({ length: 10 }, (_, digit) => String(digit));
/** What the page keeps in the files beside what the command line keeps. */
const EXTRA = "page.";

const scope = globalThis as unknown as Scope;
const post = (reply: Reply): void => scope.postMessage(reply);
let threads = new PageThreads([]);

let images: TrainingImages | undefined;
let index: TrainingIndex | undefined;
let session: Session | undefined;
/** For networks of one architecture. */
let activations: { readonly of: string; readonly activations: Promise<Activations> } | undefined;
/** A network out of a model file: it can compare, but there is no run to go on with. */
let loaded: Network | undefined;
/** Steps a second; undefined for as many as can be. */
let pace: number | undefined;

function chosenImages(): TrainingImages {
  if (!images) throw new Error("The images are not there yet.");
  return images;
}

async function chooseImages(chosen: TrainingImages): Promise<void> {
  const snapshots = new Snapshots(chosen.train, chosen.heldOut);
  const { shown } = snapshots;
  images = chosen;
  index = undefined;
  endSession();
  const { source, bundled: isBundled, notes, classNames, train, heldOut } = chosen;
  const counts = { trainCount: train.count, testCount: heldOut.count };
  const { height, width, channels } = train;
  const pictures = {
    shape: { height, width, channels },
    images: shown.images,
    labels: shown.labels,
    pairs: snapshots.pairs,
  };
  post({ type: "data", data: { source, isBundled, notes, classNames, ...counts, ...pictures } });
  // What a network sees before it has learnt anything: that is where the visitor's own will begin.
  const recipe = recipeFrom(defaultSettings);
  const { seed } = defaultSettings;
  const blank = await createNetwork({ seed, architecture: recipeArchitecture(recipe, train) });
  if (!session && !loaded)
    post({ type: "snapshot", snapshot: snapshots.take(blank, { step: 0, margin: recipe.margin }) });
  // While the visitor looks: at the run's end they would be waited for.
  calibrationPairs(train);
}

function endSession(): void {
  session?.close();
  session = undefined;
  loaded?.close();
  loaded = undefined;
}

async function start(settings: Settings, resume?: Checkpoint): Promise<Session> {
  const chosen = chosenImages();
  endSession();
  session = await Session.create({ settings, images: chosen, threads, post, resume });
  session.stepsPerSecond = pace;
  return session;
}

/** What a network must have in common with images, in words. */
const sizeOf = ({ height, width, channels = 1 }: { height: number; width: number; channels?: number }): string =>
  `${channels === 3 ? "RGB" : "grey"} of ${height}x${width} pixels`;

const withPrefix = (strings: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(strings).map(([key, value]) => [EXTRA + key, value]));
const withoutPrefix = (strings: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(strings).flatMap(([key, value]) =>
      key.startsWith(EXTRA) ? [[key.slice(EXTRA.length), value]] : [],
    ),
  );

function save({ id, what, extra }: Extract<Request, { type: "save" }>): void {
  const own = withPrefix(extra);
  let bytes: Uint8Array;
  if (session) {
    bytes = session.save(what, own);
  } else if (loaded && what === "model") {
    bytes = saveModel(loaded, own);
  } else {
    throw new Error("There is no run to save yet: train first.");
  }
  post({ type: "saved", id, bytes: bytes as Uint8Array<ArrayBuffer> });
}

async function load({ bytes, name, threads, architectureFile }: Extract<Request, { type: "load" }>): Promise<void> {
  const { metadata } = decodeSafetensors(bytes, name);
  const extra = withoutPrefix(metadata);
  if (metadata.format?.startsWith("siamese-simd checkpoint")) {
    const checkpoint = loadCheckpoint(bytes, name);
    const { recipe, seed, architecture } = checkpoint.identity;
    const { epochs, batch, lr, margin } = recipe;
    const layers = architecture ? { architecture, architectureFile } : {};
    await start({ recipe: recipe.name, epochs, batch, lr, margin, seed, threads, ...layers }, checkpoint);
    post({ type: "loaded", what: "checkpoint", name, extra });
    return;
  }
  const network = await loadModel(bytes, name);
  const { train, heldOut } = chosenImages();
  const [wanted, got] = [sizeOf(train), sizeOf(network.architecture.input)];
  if (wanted !== got) {
    network.close();
    throw new RangeError(`${name}: expected a network for the images that are here, ${wanted}; this one takes ${got}.`);
  }
  endSession();
  loaded = network;
  post({ type: "loaded", what: "model", name, extra });
  const snapshot = new Snapshots(train, heldOut).take(network, { step: null, calibration: network.calibration });
  // As after a run's last epoch: one model has one accuracy, before it was saved and after it is loaded.
  const { accuracy } = evaluate(network, heldOut);
  post({ type: "snapshot", snapshot: { ...snapshot, accuracy } });
}

function embed(id: number, pixels: Uint8Array): void {
  const network = session?.network ?? loaded;
  if (!network) throw new Error("There is no network yet: train one or load a model.");
  post({ type: "embedded", id, embeddings: network.embed(pixels), dimension: network.dimension });
}

function search({ id, image, most }: Extract<Request, { type: "search" }>): void {
  const network = session?.network ?? loaded;
  if (!network) throw new Error("There is no network yet: train one or load a model.");
  index ??= new TrainingIndex(chosenImages().train);
  post({ type: "found", id, neighbours: index.find(network, session?.trainer.step ?? 0, image, most) });
}

async function inside(id: number, pixels: Uint8Array): Promise<void> {
  const network = session?.network ?? loaded;
  if (!network) throw new Error("There is no network yet: train one or load a model.");
  const of = JSON.stringify(network.architecture);
  if (activations?.of !== of) activations = { of, activations: Activations.create(network.architecture) };
  post({ type: "inside", id, inside: (await activations.activations).look(network.weights, pixels) });
}

const chosenFiles = async (files: readonly ChosenFile[], input?: Architecture["input"]) =>
  chooseImages(await readChosenFiles(files, input));

async function digits(packed: Blob): Promise<void> {
  const { train, test } = unpackDigits(await readUnpacked(dataFile(packed, "digits", "digits"), MAX_PACK), "digits");
  await chooseImages({ train, heldOut: test, source: "MNIST", classNames: DIGIT_NAMES, notes: [], bundled: true });
}

async function answer(request: Request): Promise<void> {
  switch (request.type) {
    case "threads":
      threads = new PageThreads(request.threads);
      return post({ type: "ready", maxThreads: threads.maxThreads });
    case "digits":
      return digits(request.packed);
    case "files":
      return chosenFiles(request.files, request.input);
    case "start": {
      const { settings, paused } = request;
      const started = await start(settings);
      if (paused) return started.step();
      return follow(started, request);
    }
    case "pace":
      pace = request.stepsPerSecond;
      if (session) session.stepsPerSecond = pace;
      return;
    case "pause":
      return session?.pause();
    case "resume":
      return session && follow(session, request);
    case "step":
      return session?.step();
    case "stop":
      return session?.stop();
    case "architecture": {
      const { architecture } = parseArchitecture(request.text, request.name);
      return post({ type: "architecture", id: request.id, architecture });
    }
    case "embed":
      return embed(request.id, request.images);
    case "search":
      return search(request);
    case "inside":
      return inside(request.id, request.images);
    case "measure": {
      const { measureFile } = await import("./measure-file.ts");
      return post({ type: "measured", id: request.id, measured: await measureFile(request, chosenImages()) });
    }
    case "save":
      return save(request);
    case "load":
      return load(request);
  }
}

function fail(error: unknown, request: Request): void {
  const message = error instanceof Error ? error.message : String(error);
  const hasNetwork = (session ?? loaded) !== undefined;
  post({ type: "failed", message, request: request.type, hasNetwork, ...("id" in request ? { id: request.id } : {}) });
}

/** Has a run go on for itself, so that what is asked meanwhile is answered. */
function follow(running: Session, request: Request): void {
  running.run().catch((error: unknown) => fail(error, request));
}

// One request after the other: two that both replace the network would else leave a mixture.
let last = Promise.resolve();
scope.onmessage = ({ data }) => {
  last = last.then(() => answer(data)).catch((error: unknown) => fail(error, data));
};
