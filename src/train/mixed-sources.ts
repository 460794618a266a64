import type { Dataset } from "../data/dataset.ts";
import type { ClassImages } from "../data/sources/class-images.ts";
import { glyphs } from "../data/sources/glyphs.ts";
import { joinSources, type MixPart, MixSampler, type RandomOf } from "../data/sources/mix.ts";
import { mixedDigits } from "../data/sources/mixed-digits.ts";
import type { ImageSource } from "./image-source.ts";
import type { BatchShare, Mix } from "./mix.ts";

// Keep the sources' streams of numbers apart from one another and from the others that a run's seed begins.
const GLYPH_STREAM = 0x676c7970;
const MIXED_STREAM = 0x6d697864;

const ownClasses = ({ images, labels, classNames, height, width }: Dataset): ClassImages => ({
  images,
  labels,
  classes: classNames.length,
  height,
  width,
});

/** Images of a source, 784 bytes each. */
const MAX_MADE = 1_000_000;

/** Steps of an epoch of a mix of sources, which has no end of its own. */
const MIX_STEPS = 100;

function partsOf(mix: Mix, dataset: Dataset, seed: number, randomOf: RandomOf): MixPart[] {
  const streamOf = (stream: number) => randomOf((seed ^ stream) >>> 0);
  const part = (source: ClassImages, { classes, images }: BatchShare): MixPart => ({
    source,
    classesPerBatch: classes,
    imagesPerClass: images,
  });
  const { data, mixed, glyphs: drawn } = mix;
  for (const [source, made] of Object.entries({ mixed, glyphs: drawn })) {
    if (made && made.made * made.drawings > MAX_MADE) {
      throw new RangeError(
        `recipe: mix.${source}: expected at most ${MAX_MADE} images in all, got ${made.made} times ${made.drawings}.`,
      );
    }
  }
  return [
    ...(data ? [part(ownClasses(dataset), data)] : []),
    ...(mixed ? [part(mixedDigits(dataset, mixed.made, mixed.drawings, streamOf(MIXED_STREAM)), mixed)] : []),
    ...(drawn ? [part(glyphs(drawn.made, drawn.drawings, drawn.many / 100, streamOf(GLYPH_STREAM)), drawn)] : []),
  ];
}

/**
 * What a mix takes its images from, made for a run: what is drawn follows from the seed alone.
 * @param epochs of the run
 * @param dataset whose classes and digits the mix takes, if it takes any
 */
export function mixedImages(mix: Mix, epochs: number, dataset: Dataset, seed: number, randomOf: RandomOf): ImageSource {
  const parts = partsOf(mix, dataset, seed, randomOf);
  const { images, labels } = joinSources(parts);
  const mixed = new MixSampler(parts, seed, randomOf);
  const { alone = 0 } = mix.data ?? {};
  const [own] = parts;
  if (alone > 0 && mixed.batch % own.classesPerBatch > 0) {
    throw new RangeError(
      `recipe: batch must be a multiple of mix.data.classes, ${own.classesPerBatch}, got ${mixed.batch}.`,
    );
  }
  // The data set's own classes come first of all parts, so that their images have the same numbers.
  const last =
    alone > 0 ? new MixSampler([{ ...own, imagesPerClass: mixed.batch / own.classesPerBatch }], seed, randomOf) : mixed;
  return {
    images,
    labels,
    steps: MIX_STEPS,
    fill: (index, epoch, step) => {
      const sampler = 100 * epoch >= (100 - alone) * epochs ? last : mixed;
      sampler.fill(index, epoch * MIX_STEPS + step);
    },
  };
}
