// What the charts draw with. Loaded when needed: commands that draw nothing start faster.
import { parseHTML } from "linkedom/worker";

export { dot, frame, line, plot, rect, rectY, ruleX, ruleY, text } from "@observablehq/plot";

/** A page to draw on, of which no browser knows. */
export const emptyDocument = (): Document => parseHTML("<html></html>").document;
