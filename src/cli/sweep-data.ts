import { onlyClasses } from "../data/classes.ts";
import type { PairList } from "../data/pairs.ts";
import type { TrainingImages } from "../jobs/packed-data.ts";
import type { Grid } from "../jobs/sweep-grid.ts";
import { loadTrainingData } from "../node/read/load-dataset.ts";
import { refuse } from "../read/unreadable.ts";
import { drawnData } from "../run/create-run.ts";
import { initArchitecture } from "../run/init-layers.ts";
import { needsData } from "../train/recipe.ts";
import { readModelBytes } from "./load-model.ts";
import { type DataFlagsOfRun, dataFlagsOf } from "./receipt.ts";
import { takenBy } from "./training-setup.ts";

export interface SweepSource extends DataFlagsOfRun {
  /** Weights that every run starts with: a file, or "symbols". */
  readonly init?: string | undefined;
}

/** What all runs of a sweep have. */
export interface SweepData extends TrainingImages {
  readonly init?: Uint8Array;
  readonly notes: readonly string[];
}

/** Images that recipes draw themselves, where no run needs others and none are named. */
async function readImages(source: SweepSource, { configurations }: Grid, init: Uint8Array | undefined) {
  const { classCount: _, ...named } = dataFlagsOf(source);
  const drawing = configurations.filter(({ recipe }) => !needsData(recipe));
  if (drawing.length === 0 || Object.keys(named).length > 0) {
    const layers = init && initArchitecture(init, source.init ?? "init");
    return loadTrainingData(layers ? takenBy(layers, source) : source);
  }
  if (drawing.length < configurations.length) {
    throw new RangeError(
      `recipe: "${drawing[0].recipe.name}" draws its own images, and other recipes of the grid need some; name the images of ` +
        "all, or sweep them apart.",
    );
  }
  const { dataset, heldOut } = await drawnData();
  return { train: dataset, test: heldOut, notes: [] };
}

/**
 * Reads what the runs of a sweep are trained on, as `train` does for each of them.
 * @param grid the configurations, as far as they are known before the images are
 * @throws RangeError if the options do not go together; UnreadableFileError
 */
export async function readSweepData(source: SweepSource, grid: Grid): Promise<SweepData> {
  const { init: file, classes, pairs: list } = source;
  if (file !== undefined && grid.configurations.some(({ architecture, dimension }) => architecture ?? dimension)) {
    throw new RangeError(
      "--init: these weights have layers of their own; the grid names architecture or dimension too.",
    );
  }
  if (classes && list !== undefined) {
    throw new RangeError("--classes: a list of pairs says itself which images to train on.");
  }
  const init = file === undefined ? undefined : await readModelBytes(file);
  const read: {
    train: TrainingImages["dataset"];
    test: TrainingImages["dataset"];
    pairs?: PairList;
    notes: readonly string[];
  } = await readImages(source, grid, init);
  if (read.test === read.train) {
    refuse(source.path ?? "images", "a sweep needs held-out images to judge by; give --hold-out or --test.");
  }
  const only = (images: TrainingImages["dataset"]) => (classes ? onlyClasses(images, classes) : images);
  return {
    ...{ dataset: only(read.train), heldOut: only(read.test), notes: read.notes },
    ...(read.pairs ? { pairs: read.pairs } : {}),
    ...(init ? { init } : {}),
  };
}
