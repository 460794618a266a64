import { PuppeteerVisitor } from "./puppeteer-visitor.ts";
import type { Visitor } from "./visitor.ts";
import { WebKitVisitor } from "./webkit-visitor.ts";

/** The three engines, in Debian's packages. One that is missing fails its tests. */
export const engines: readonly { readonly name: string; readonly start: () => Promise<Visitor> }[] = [
  { name: "Chromium", start: () => PuppeteerVisitor.start("Chromium") },
  { name: "Firefox", start: () => PuppeteerVisitor.start("Firefox") },
  { name: "WebKitGTK", start: () => WebKitVisitor.start() },
];
