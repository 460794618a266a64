import { join } from "node:path";
import { nearestAccuracy, type Quality } from "../../evaluate/evaluate.ts";
import { fingerprint, saveModel } from "../../formats/model.ts";
import { coreOf } from "../../nn/network.ts";
import type { Run } from "../../run/create-run.ts";
import { identityStrings, type RunIdentity } from "../../run/identity.ts";
import type { EpochMeasures } from "../../train/events.ts";
import type { Recipe } from "../../train/recipe.ts";
import { galleryPairs } from "../pictures/gallery-pairs.ts";
import { type LossPoint, lossChart } from "../pictures/loss-chart.ts";
import { pairGallery } from "../pictures/pair-gallery.ts";
import { writeDurably } from "./durable-write.ts";

/** summary.json of a run folder. */
export interface RunSummary {
  readonly configuration: RunIdentity;
  readonly parameters: number;
  readonly steps: number;
  /** Seconds of training steps, measuring left out; of the last part alone if the run was stopped in between. */
  readonly trainSeconds: number;
  readonly pairsPerSecond: number;
  readonly finalLoss: number;
  readonly threshold: number;
  /** As after the last epoch, and the share of held-out images whose nearest training image is of their class. */
  readonly heldOut: Quality & { readonly nearestNeighbour: number };
  /** Mean distance of training pairs of one class, and of two; whether all lie in one place. */
  readonly meanSameDistance: number;
  readonly meanDifferentDistance: number;
  readonly collapsed: boolean;
  /** sha256 of the weights' bytes: the data section of model.safetensors. */
  readonly fingerprint: string;
}

/** What a finished run has to tell beside its network. */
export interface RunOutcome {
  /** A point a step, and a point a measured epoch. */
  readonly losses: { readonly train: readonly LossPoint[]; readonly heldOut: readonly LossPoint[] };
  readonly seconds: number;
  readonly pairsPerSecond: number;
  /** Of the last epoch. */
  readonly loss: number;
  readonly measured: EpochMeasures;
}

/** The loss that training makes smaller, in words. */
function lossName({ loss, mining }: Recipe): string {
  const items = loss === "triplet" ? "triplets" : "pairs";
  return `${loss[0].toUpperCase()}${loss.slice(1)} loss, ${mining} ${items}`;
}

/**
 * Writes what comes of a finished run: the model, both pictures, and summary.json last of all: where it stands, the run
 * is finished.
 *
 * @throws TypeError for a run without held-out images; OutputError if a file cannot be written
 */
export async function writeResults(folder: string, run: Run, outcome: RunOutcome): Promise<RunSummary> {
  const { network, trainer, identity } = run;
  const { losses, measured } = outcome;
  const { training, heldOut } = trainer.measured ?? {};
  if (!training || !heldOut || !measured.heldOut) throw new TypeError("A run folder needs held-out images.");
  const { meanSameDistance, meanDifferentDistance, collapsed } = measured;
  const summary: RunSummary = {
    configuration: identity,
    parameters: coreOf(network).parameterCount,
    steps: trainer.steps,
    trainSeconds: outcome.seconds,
    pairsPerSecond: outcome.pairsPerSecond,
    finalLoss: outcome.loss,
    threshold: network.threshold,
    heldOut: { ...measured.heldOut, nearestNeighbour: nearestAccuracy(network, heldOut, training) },
    meanSameDistance,
    meanDifferentDistance,
    collapsed,
    fingerprint: await fingerprint(network),
  };
  await writeDurably(join(folder, "model.safetensors"), saveModel(network, identityStrings(identity)));
  const pairs = heldOut.pairs.length.toLocaleString("en");
  const [chart, gallery] = await Promise.all([
    lossChart({
      train: { name: lossName(trainer.recipe), points: losses.train },
      heldOut: { name: "Contrastive loss, all pairs", points: losses.heldOut },
      title: "Loss over the epochs",
    }),
    pairGallery({
      pairs: galleryPairs(heldOut, network.threshold),
      threshold: network.threshold,
      title:
        heldOut.dataset === training.dataset ? "Pairs of training images" : "Pairs of images that training never saw",
      footer: `Pair accuracy ${(summary.heldOut.accuracy * 100).toFixed(1)}% over ${pairs} pairs`,
    }),
  ]);
  await writeDurably(join(folder, "Siamese_loss.png"), chart);
  await writeDurably(join(folder, "Siamese_test.png"), gallery);
  await writeDurably(join(folder, "summary.json"), new TextEncoder().encode(`${JSON.stringify(summary, null, 2)}\n`));
  return summary;
}
