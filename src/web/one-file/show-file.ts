// What a page in one file does: two pads to compare, and the symbols. Built into the global `siameseOneFile`.
import { SiameseCompare, SiameseGallery } from "../../elements/index.ts";
import { loadModel } from "../../formats/model.ts";
import { createGallery } from "../../gallery/index.ts";
import { contentsOf, splitParts } from "./contents.ts";

const main = document.querySelector("main") ?? document.body;

function add(tag: "h2" | "p", text: string, className = ""): void {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  main.append(made);
}

/** Fills the page. @param packed as `joinParts` joins them */
export async function show(packed: Uint8Array): Promise<void> {
  const { about, model, symbols, symbolModel } = contentsOf(splitParts(packed));
  const { words } = about;
  const compare = new SiameseCompare();
  compare.words = words;
  compare.network = await loadModel(model);
  add("h2", about.compare);
  main.append(compare);
  if (symbolModel) {
    const gallery = createGallery(await loadModel(symbolModel));
    for (const { name, drawings } of symbols) {
      for (const drawing of drawings) gallery.add(name, "strokes" in drawing ? drawing.strokes : drawing.pixels);
    }
    const own = new SiameseGallery();
    own.words = words;
    own.gallery = gallery;
    own.setAttribute("teach", "");
    add("h2", about.symbolsTitle);
    main.append(own);
  }
  add("p", about.run, "small");
  add("p", about.made, "small");
}
