import { number } from "../../messages/format.ts";
import { t } from "../../messages/t.ts";
import type { ImageShape, MeasuredFile } from "../../protocol.ts";
import { create, element, sayError } from "../elements.ts";
import type { Pad } from "../pad.ts";
import type { PageWorkerClient } from "../page-worker-client.ts";
import { showPicture } from "../picture.ts";
import { type KeptNetwork, nameOf } from "./kept-network.ts";

export interface CompareParts {
  readonly client: PageWorkerClient;
  readonly pads: readonly [Pad, Pad];
  /** Of the images that are here. */
  readonly shape: ImageShape | undefined;
}

interface Row {
  readonly title: string;
  readonly cells: readonly string[];
  /** Which of them stand out: those of the better network, or all of a setting that differs. */
  readonly marked: readonly boolean[];
  /** Small pictures beside the title. */
  readonly pictures?: readonly Uint8Array[];
}

/** What a field of the page is called. */
const nameOfField = (key: string): string => document.querySelector(`[data-t="${key}"]`)?.textContent ?? key;

const inFull = (value: number): string => number(value, (String(value).split(".")[1] ?? "").length);

/** A setting: it is seen at once whether it differs. */
function setting(title: string, values: readonly (string | number | undefined)[]): Row {
  const cells = values.map((value) => (typeof value === "number" ? inFull(value) : (value ?? "–")));
  return { title, cells, marked: cells.map(() => new Set(cells).size > 1) };
}

/** A measure, the more the better. */
function quality(title: string, values: readonly number[], text: (value: number) => string): Row {
  const best = Math.max(...values);
  const isEven = values.every((value) => text(value) === text(best));
  return { title, cells: values.map(text), marked: values.map((value) => value === best && !isEven) };
}

function rowsOf(measured: readonly MeasuredFile[], pictures: readonly Uint8Array[]): Row[] {
  const of = (title: string, read: (file: MeasuredFile) => string | number | undefined) =>
    setting(title, measured.map(read));
  const verdicts = measured.map(({ distance, threshold }) => {
    if (distance === undefined) return t("drawBoth");
    return `${t(distance <= threshold ? "same" : "different")}, ${t("pairDistance", distance)}`;
  });
  return [
    of(nameOfField("recipe"), ({ recipe }) => recipe?.name),
    of(nameOfField("epochs"), ({ recipe }) => recipe?.epochs),
    of(t("imagesAStep"), ({ recipe }) => recipe?.batch),
    of(nameOfField("learningRate"), ({ recipe }) => recipe?.lr),
    of(nameOfField("margin"), ({ recipe }) => recipe?.margin),
    of(nameOfField("seed"), ({ seed }) => seed),
    of(nameOfField("factStep"), ({ step }) => step),
    quality(
      nameOfField("newPairsRight"),
      measured.map(({ accuracy }) => accuracy),
      (value) => t("percent", value),
    ),
    quality(
      t("areaUnderCurve"),
      measured.map(({ auc }) => auc),
      (value) => number(value, 4),
    ),
    of(t("thresholdMark"), ({ threshold }) => number(threshold, 2)),
    { title: t("yourTwoDrawings"), cells: verdicts, marked: verdicts.map(() => false), pictures },
  ];
}

function cell(text: string, isMarked: boolean): HTMLElement {
  const made = create("td");
  made.append(create(isMarked ? "b" : "span", "", text));
  return made;
}

/** Shows kept networks side by side: how they came to be, what they are worth, and how each judges the drawings on the pads. */
export async function compareKept(
  { client, pads, shape }: CompareParts,
  networks: readonly KeptNetwork[],
): Promise<void> {
  const place = element("kept-compared", HTMLElement);
  place.hidden = false;
  place.replaceChildren(create("p", "", t("oneMoment")));
  const pictures = pads.flatMap(({ image }) => image ?? []);
  const isPair = pictures.length === 2;
  const pair = new Uint8Array(isPair ? 2 * pictures[0].length : 0);
  if (isPair) for (const [i, pixels] of pictures.entries()) pair.set(pixels, i * pixels.length);
  try {
    const measured: MeasuredFile[] = [];
    for (const network of networks) {
      const { bytes, what } = network;
      measured.push(await client.measure({ bytes, what, name: nameOf(network), pair }));
    }
    const table = create("table");
    table.append(create("caption", "", t("comparedKept")));
    const head = create("tr");
    head.append(create("td"));
    for (const [i, network] of networks.entries()) {
      const title = create("th", "", nameOf(network));
      title.scope = "col";
      if (i === 0) title.append(create("br"), create("span", "kept-here", t("hereNow")));
      head.append(title);
    }
    table.append(head);
    for (const { title, cells, marked, pictures: shown = [] } of rowsOf(measured, isPair ? pictures : [])) {
      const row = create("tr");
      const heading = create("th", "", title);
      heading.scope = "row";
      for (const pixels of shown) {
        const canvas = create("canvas");
        canvas.setAttribute("aria-hidden", "true");
        if (shape) showPicture(canvas, pixels, shape);
        heading.append(canvas);
      }
      row.append(heading, ...cells.map((text, i) => cell(text, marked[i])));
      table.append(row);
    }
    place.replaceChildren(table);
  } catch (error) {
    const said = create("p", "warning");
    sayError(said, error);
    place.replaceChildren(said);
  }
  place.focus();
}
