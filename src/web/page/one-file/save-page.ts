import { version } from "../../../version.ts";
import { t } from "../../messages/t.ts";
import { download } from "../download.ts";
import { element } from "../elements.ts";
import type { Judge } from "../judge.ts";
import type { PageWorkerClient } from "../page-worker-client.ts";
import type { SymbolJudge } from "../symbol-judge.ts";
import { lineSymbols } from "../symbols.ts";
import type { TeachPanel } from "../teach-panel.ts";
import { makeOneFile } from "./make-one-file.ts";

export interface PageParts {
  readonly client: PageWorkerClient;
  readonly judge: Judge;
  readonly teach: TeachPanel;
  readonly symbolJudge: SymbolJudge;
}

const textOf = (id: string): string => element(id, HTMLElement).innerText.trim();

/** What the elements of the file say, in the language of the page. */
const elementWords = (noun: Judge["noun"]) => ({
  first: t("one", noun),
  second: t("another", noun),
  draw: t("drawSymbol"),
  keys: t("padLabel", "%"),
  undo: t("undoStroke"),
  clear: t("clear"),
  loading: t("oneMoment"),
  drawTwo: t("drawBoth"),
  same: t("isSame"),
  different: t("isDifferent"),
  unsure: t("unsure"),
  distance: t("distancePhrase"),
  nothingTaught: t("nameThis"),
  drawOne: t("drawSymbol"),
  looksLike: t("looksLike", "%"),
  noneOfThese: t("noneOfThese", "%"),
  name: textOf("symbol-name-label"),
  remember: textOf("remember"),
  forget: t("forgetLabel", "%"),
});

/**
 * Saves the network of the moment and the symbols as a page in one file.
 * @param name the file's, without its ending: what run it was
 * @returns the file's name and how many bytes it has
 */
export async function savePage(parts: PageParts, name: string): Promise<{ name: string; bytes: number }> {
  const { client, judge, teach, symbolJudge } = parts;
  const symbols = lineSymbols(teach.symbols);
  const model = await client.save("model", {});
  const symbolModel = symbols.length > 0 ? await symbolJudge.model() : undefined;
  const [fingerprint = ""] = /^[0-9a-f]{64}$/.exec(textOf("fingerprint")) ?? [];
  const about = {
    title: t("cardTitle"),
    compare: t("drawTwo", judge.noun),
    symbolsTitle: t("drawSymbol"),
    run: `${name} ${fingerprint}`.trim(),
    made: t("about", version),
    words: elementWords(judge.noun),
  };
  const phrases = { language: document.documentElement.lang, waiting: t("oneMoment"), failed: t("oneFileFailed") };
  const page = await makeOneFile({ about, model, symbols, symbolModel }, phrases);
  download(`${name}.html`, page, "text/html");
  return { name: `${name}.html`, bytes: page.length };
}
