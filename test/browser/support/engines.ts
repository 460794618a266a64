import { PuppeteerVisitor } from "./puppeteer-visitor.ts";
import type { Visitor } from "./visitor.ts";
import { WebKitVisitor } from "./webkit-visitor.ts";

/** The three engines, in Debian's packages. One that is missing fails its tests. */
export const engines: readonly { readonly name: string; readonly start: () => Promise<Visitor> }[] = [
  { name: "Chromium", start: () => PuppeteerVisitor.start("Chromium") },
  { name: "Firefox", start: () => PuppeteerVisitor.start("Firefox") },
  { name: "WebKitGTK", start: () => WebKitVisitor.start() },
];

/**
 * For what rests on no engine's own ways: WebKitGTK takes twice as long as the others. `EVERY_ENGINE=1 npm run test:browser`
 * takes it too.
 */
export const quickEngines = engines.filter(({ name }) => name !== "WebKitGTK" || process.env.EVERY_ENGINE === "1");

/** For long visits that rest on no engine's own ways, which other files try in the others too: Chromium, or all. */
export const oneEngine = process.env.EVERY_ENGINE === "1" ? engines : engines.slice(0, 1);
