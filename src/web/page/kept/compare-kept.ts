import { number } from "../../messages/format.ts";
import { t } from "../../messages/t.ts";
import type { ImageShape, MeasuredFile } from "../../protocol.ts";
import { create, element, say, sayError } from "../elements.ts";
import type { Pad } from "../pad.ts";
import type { PageWorkerClient } from "../page-worker-client.ts";
import { showPicture } from "../picture.ts";
import { type KeptNetwork, nameOf } from "./kept-network.ts";

export interface CompareParts {
  readonly client: PageWorkerClient;
  readonly pads: readonly [Pad, Pad];
  /** Those that can be compared: they have learnt from the images that are here. */
  readonly networks: readonly KeptNetwork[];
  /** The network of the moment, if there is one. */
  readonly now: number | undefined;
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

/** The drawings on the pads, if there are two. */
function drawnPair(pads: CompareParts["pads"]): readonly Uint8Array[] {
  const pictures = pads.flatMap(({ image }) => image ?? []);
  return pictures.length === 2 ? pictures : [];
}

function bodyRow({ title, cells, marked, pictures = [] }: Row, shape: ImageShape | undefined): HTMLElement {
  const row = create("tr");
  const heading = create("th", "", title);
  heading.scope = "row";
  for (const pixels of pictures) {
    const canvas = create("canvas");
    canvas.setAttribute("aria-hidden", "true");
    if (shape) showPicture(canvas, pixels, shape);
    heading.append(canvas);
  }
  row.append(heading, ...cells.map((text, i) => cell(text, marked[i])));
  return row;
}

/** A column's head: which network it is about, to be chosen among all that can be compared. */
function columnHead({ networks, now }: CompareParts, chosen: number, choose: (id: number) => void): HTMLElement {
  const head = create("th");
  head.scope = "col";
  const select = create("select");
  select.setAttribute("aria-label", t("comparedNetwork"));
  for (const network of networks) {
    const right = Number.isNaN(network.accuracy) ? "" : ` (${t("percent", network.accuracy)})`;
    const option = create("option", "", nameOf(network) + right);
    option.value = String(network.id);
    option.selected = network.id === chosen;
    select.append(option);
  }
  const name = create("span", "kept-name");
  name.setAttribute("aria-hidden", "true");
  const here = create("span", "kept-here", t("hereNow"));
  const show = (id: number) => {
    say(name, select.selectedOptions[0]?.text ?? "");
    here.hidden = id !== now;
  };
  show(chosen);
  select.addEventListener("change", () => {
    const id = Number(select.value);
    show(id);
    choose(id);
  });
  head.append(select, name, here);
  return head;
}

/**
 * Shows two kept networks side by side: how they came to be, what they are worth, and how each judges the drawings on the
 * pads. Which two can be chosen at the table's head.
 */
export async function compareKept(parts: CompareParts, pair: readonly [number, number]): Promise<void> {
  const { client, networks, pads, shape } = parts;
  const place = element("kept-compared", HTMLElement);
  const status = create("p", "", t("oneMoment"));
  const body = create("tbody");
  const ids = [...pair];
  let asked = 0;

  const measure = async (): Promise<void> => {
    const mine = ++asked;
    status.className = "";
    say(status, t("oneMoment"));
    const pictures = drawnPair(pads);
    const drawn = new Uint8Array(pictures.reduce((sum, { length }) => sum + length, 0));
    for (const [i, pixels] of pictures.entries()) drawn.set(pixels, i * pixels.length);
    try {
      const measured: MeasuredFile[] = [];
      for (const id of ids) {
        const network = networks.find((each) => each.id === id);
        if (!network) return;
        const { bytes, what } = network;
        measured.push(await client.measure({ bytes, what, name: nameOf(network), pair: drawn }));
      }
      if (mine !== asked) return;
      body.replaceChildren(...rowsOf(measured, pictures).map((row) => bodyRow(row, shape)));
      say(status, "");
    } catch (error) {
      if (mine !== asked) return;
      body.replaceChildren();
      status.className = "warning";
      sayError(status, error);
    }
  };

  const table = create("table");
  const head = create("tr");
  head.append(create("td"));
  for (const column of [0, 1]) {
    head.append(
      columnHead(parts, ids[column], (id) => {
        ids[column] = id;
        void measure();
      }),
    );
  }
  const top = create("thead");
  top.append(head);
  table.append(create("caption", "", t("comparedKept")), top, body);
  place.hidden = false;
  place.replaceChildren(table, status);
  await measure();
  place.focus();
}
