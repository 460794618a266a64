import type { Fit } from "./fit.ts";
import type { DecodedImage } from "./image.ts";
import { chooseGround, type Ground, hasColour, InkTally, layOnGround, measureGrounds, toGrey } from "./ink.ts";
import { type ImageForm, PLAIN } from "./preparation.ts";

/** What images are to be made into, where that is not to be found out. */
export interface FormChoice {
  /** Pixels. Default: that of most images, or as large as fits in 64x64. */
  readonly size?: { readonly height: number; readonly width: number } | undefined;
  /** Default "contain". */
  readonly fit?: Fit | undefined;
  /** Default "auto": RGB where any image has colour. */
  readonly colour?: "auto" | "grey" | "rgb" | undefined;
  /** Default "auto": the one on which more is seen of the see-through images. */
  readonly background?: Ground | "auto" | undefined;
  /** Default "auto": grey images of dark ink on light paper are inverted. */
  readonly invert?: boolean | "auto" | undefined;
}

/** Pixels along the longer side, unless more are asked for: larger images take long to train on. */
const MAX_FOUND_SIDE = 64;

const isSeeThrough = ({ pixels, channels }: DecodedImage): boolean => {
  if (channels % 2 === 1) return false;
  for (let i = channels - 1; i < pixels.length; i += channels) if (pixels[i] < 255) return true;
  return false;
};

/** The middle one of some numbers; of an even count the lower. */
function medianOf(counts: ReadonlyMap<number, number>, total: number): number {
  let seen = 0;
  for (const [value, count] of [...counts].sort(([a], [b]) => a - b)) {
    seen += count;
    if (2 * seen >= total) return value;
  }
  return 1;
}

const increase = <T>(counts: Map<T, number>, value: T): void => {
  counts.set(value, (counts.get(value) ?? 0) + 1);
};

/** Finds out what form the images of a data set have in common: it sees each of them once, in any order. */
export class ImageSurvey {
  count = 0;
  /** Images that have colour, and that are see-through. */
  coloured = 0;
  seeThrough = 0;
  readonly #sizes = new Map<string, number>();
  readonly #heights = new Map<number, number>();
  readonly #widths = new Map<number, number>();
  readonly #seen = { black: 0, white: 0 };
  readonly #ink = { black: new InkTally(), white: new InkTally() };

  add(image: DecodedImage): void {
    this.count++;
    increase(this.#sizes, `${image.height}x${image.width}`);
    increase(this.#heights, image.height);
    increase(this.#widths, image.width);
    if (hasColour(image)) this.coloured++;
    if (isSeeThrough(image)) {
      this.seeThrough++;
      const { black, white } = measureGrounds(image);
      this.#seen.black += black;
      this.#seen.white += white;
      for (const ground of ["black", "white"] as const) this.#ink[ground].add(toGrey(layOnGround(image, ground)));
    } else {
      const grey = toGrey(layOnGround(image, "black"));
      for (const tally of Object.values(this.#ink)) tally.add(grey);
    }
  }

  /** How many images have another size than the form. */
  countOthers({ height, width }: ImageForm): number {
    return this.count - (this.#sizes.get(`${height}x${width}`) ?? 0);
  }

  /** The middle of the heights and of the widths, made smaller if it must be. */
  #commonSize(): { height: number; width: number } {
    const height = medianOf(this.#heights, this.count);
    const width = medianOf(this.#widths, this.count);
    const longest = Math.max(height, width);
    if (longest <= MAX_FOUND_SIDE) return { height, width };
    const share = (side: number) => Math.max(1, Math.floor((2 * side * MAX_FOUND_SIDE + longest) / (2 * longest)));
    return { height: share(height), width: share(width) };
  }

  /** What the images are to be made into. */
  form({ size, fit, colour = "auto", background = "auto", invert = "auto" }: FormChoice): ImageForm {
    const { height, width } = size ?? this.#commonSize();
    const channels = colour === "rgb" || (colour === "auto" && this.coloured > 0) ? 3 : 1;
    const ground = background === "auto" ? chooseGround(this.#seen) : background;
    const inverts = invert === "auto" ? channels === 1 && this.#ink[ground].isDarkOnLight : invert;
    return { height, width, channels, fit: fit ?? PLAIN.fit, background: ground, invert: inverts };
  }

  /**
   * What was found out, and what is done about it, a line each.
   * @param choice what the form was made by; "told": it stood beforehand
   */
  describe(form: ImageForm, choice: FormChoice | "told"): string[] {
    const { count, coloured, seeThrough } = this;
    const lines: string[] = [];
    const others = this.countOthers(form);
    if (others > 0)
      lines.push(`${others} of ${count} images are scaled to ${form.height}x${form.width}, ${FITS[form.fit]}`);
    if (coloured > 0) {
      lines.push(`${coloured} of ${count} images have colour: all are read as ${form.channels === 3 ? "RGB" : "grey"}`);
    }
    if (seeThrough > 0) lines.push(`${seeThrough} of ${count} images are see-through: laid on ${form.background}`);
    if (form.invert) {
      const why = choice === "told" || choice.invert === true ? "" : ", since they are dark on light";
      lines.push(`images are inverted${why}`);
    }
    return lines;
  }
}

const FITS: Readonly<Record<Fit, string>> = {
  contain: "whole, with bars where the shape is another",
  cover: "what sticks out is cut",
  stretch: "each side on its own",
};
