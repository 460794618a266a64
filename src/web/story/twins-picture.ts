import type { StoryTexts } from "./story-texts.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Heights of the ten numbers' bars: those of the one twin and of the other. */
const NUMBERS = [
  [9, 15, 6, 12, 18, 8, 14, 5, 16, 11],
  [10, 14, 8, 12, 16, 9, 15, 6, 14, 12],
];
/** A seven, written in two ways. */
const SEVENS = ["M12 14H38L24 46", "M12 15L38 12Q34 30 22 48M17 31H33"];

function shape(
  parent: SVGElement,
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  text = "",
): void {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  parent.append(made);
}

/** The picture of the twins: two pictures, two networks of the same weights, ten numbers of each, one distance. */
export function twinsPicture(texts: StoryTexts): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 400 216");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", texts.twinsLabel);
  svg.setAttribute("class", "story-twins");
  const word = (x: number, y: number, text: string, anchor = "middle") =>
    shape(svg, "text", { x, y, "text-anchor": anchor }, text);
  for (const [i, top] of [8, 124].entries()) {
    const twin = i === 0 ? "twin-a" : "twin-b";
    const middle = top + 30;
    shape(svg, "rect", { x: 16, y: top, width: 60, height: 60, rx: 6, class: "paper" });
    shape(svg, "path", { d: SEVENS[i], transform: `translate(21 ${top})`, class: "stroke" });
    shape(svg, "path", { d: `M80 ${middle}H96`, class: "arrow" });
    // Layers, each smaller than the one before.
    for (const [k, height] of [60, 44, 28].entries()) {
      shape(svg, "rect", { x: 102 + 26 * k, y: middle - height / 2, width: 20, height, rx: 4, class: twin });
    }
    shape(svg, "path", { d: `M180 ${middle}H196`, class: "arrow" });
    for (const [k, height] of NUMBERS[i].entries()) {
      shape(svg, "rect", { x: 203 + 9 * k, y: middle + 10 - height, width: 6, height, class: twin });
    }
    shape(svg, "path", { d: `M298 ${middle}Q340 ${middle} 345 ${i === 0 ? 80 : 106}`, class: "arrow" });
  }
  shape(svg, "path", { d: "M109 72V120M115 72V120", class: "link" });
  word(46, 208, texts.twinsPictures);
  word(138, 208, texts.twinsNetworks);
  word(246, 208, texts.twinsNumbers);
  word(126, 100, texts.twinsWeights, "start");
  word(346, 98, texts.twinsDistance);
  return svg;
}
