import type { Random } from "../../random.ts";
import { centreDrawing } from "../centre-drawing.ts";
import type { Dataset } from "../dataset.ts";
import { groupByClass } from "../labels.ts";
import { scaleImage } from "../scale-image.ts";
import type { ClassImages } from "./class-images.ts";
import { freeTurns, TURNS, turnImage } from "./turned.ts";

/** MNIST's side. */
const SIDE = 28;

/** How two images become one. */
type Join =
  /** One on either side of a line through the middle: where `x * down + y * right` is at least 0, and where it is less. */
  | { readonly kind: "cut"; readonly right: number; readonly down: number }
  /** One over the other, moved by some pixels. */
  | { readonly kind: "over"; readonly right: number; readonly down: number }
  /** Squeezed side by side, or one above the other. */
  | { readonly kind: "beside"; readonly above: boolean };

/** What all images of a class have in common: one or two digits, each turned one way, and how they are joined. */
interface MixedClass {
  readonly digits: readonly [number, number];
  readonly turns: readonly [number, number];
  readonly join: Join | null;
}

function drawJoin(random: Random): Join {
  const kind = random.below(3);
  if (kind === 0) {
    let [right, down] = [0, 0];
    while (right === 0 && down === 0) [right, down] = [random.below(9) - 4, random.below(9) - 4];
    return { kind: "cut", right, down };
  }
  if (kind === 1) {
    let [right, down] = [0, 0];
    while (right * right + down * down < 25) [right, down] = [random.below(21) - 10, random.below(21) - 10];
    return { kind: "over", right, down };
  }
  return { kind: "beside", above: random.below(2) === 0 };
}

function join(a: Uint8Array, b: Uint8Array, how: Join): Uint8Array {
  if (how.kind === "cut") {
    const result = new Uint8Array(SIDE * SIDE);
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const side = (2 * x - SIDE + 1) * how.right + (2 * y - SIDE + 1) * how.down;
        result[y * SIDE + x] = (side >= 0 ? a : b)[y * SIDE + x];
      }
    }
    return centreDrawing(result, SIDE, SIDE);
  }
  if (how.kind === "over") {
    const size = SIDE + 20;
    const result = new Uint8Array(size * size);
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const at = (y + 10) * size + x + 10;
        result[at] = Math.max(result[at], a[y * SIDE + x]);
        const moved = at + how.down * size + how.right;
        result[moved] = Math.max(result[moved], b[y * SIDE + x]);
      }
    }
    return centreDrawing(result, size, size);
  }
  // Half as wide, the two fill a square of the same side.
  const [rows, columns] = how.above ? [SIDE / 2, SIDE] : [SIDE, SIDE / 2];
  const result = new Uint8Array(SIDE * SIDE);
  for (const [i, image] of [a, b].entries()) {
    const small = scaleImage(image, SIDE, SIDE, rows, columns);
    for (let y = 0; y < rows; y++) {
      const row = how.above ? y + i * rows : y;
      result.set(small.subarray(y * columns, (y + 1) * columns), row * SIDE + (how.above ? 0 : i * columns));
    }
  }
  return centreDrawing(result, SIDE, SIDE);
}

function drawClass(digits: readonly number[], random: Random): MixedClass {
  const pick = (): number => digits[random.below(digits.length)];
  return {
    digits: [pick(), pick()],
    turns: [random.below(TURNS), random.below(TURNS)],
    join: drawJoin(random),
  };
}

/**
 * Symbols made of digits: each class joins two digits, each turned or mirrored, in one way (cut along a line, laid over
 * one another, squeezed side by side); its images join other images of the same digits. The first classes are single
 * digits turned or mirrored, where that is another symbol.
 *
 * @param dataset images of 28x28, labels 0 to 9; only these digits' images are used
 * @throws RangeError for images of another size
 */
export function mixedDigits(dataset: Dataset, classes: number, imagesPerClass: number, random: Random): ClassImages {
  if (dataset.height !== SIDE || dataset.width !== SIDE) {
    throw new RangeError(`Mixed digits are made of images of 28x28, got ${dataset.height}x${dataset.width}.`);
  }
  const members = new Map(groupByClass(dataset.labels).map((group) => [group.label, group.members]));
  const digits = [...members.keys()];
  const turned: MixedClass[] = digits.flatMap((digit) =>
    freeTurns(digit).map((turn) => ({ digits: [digit, digit] as const, turns: [turn, 0] as const, join: null })),
  );
  const pixels = SIDE * SIDE;
  const images = new Uint8Array(classes * imagesPerClass * pixels);
  const labels = new Uint16Array(classes * imagesPerClass);
  const draw = (digit: number, turn: number): Uint8Array => {
    const list = members.get(digit) ?? [];
    const i = list[random.below(list.length)];
    return turnImage(dataset.images.subarray(i * pixels, (i + 1) * pixels), SIDE, turn);
  };
  for (let c = 0; c < classes; c++) {
    const mixed = turned[c] ?? drawClass(digits, random);
    for (let k = 0; k < imagesPerClass; k++) {
      const first = draw(mixed.digits[0], mixed.turns[0]);
      const image = mixed.join ? join(first, draw(mixed.digits[1], mixed.turns[1]), mixed.join) : first;
      images.set(image, (c * imagesPerClass + k) * pixels);
      labels[c * imagesPerClass + k] = c;
    }
  }
  return { images, labels, classes, height: SIDE, width: SIDE };
}
