// Runs a bundled Worker in workerd, and prints what it answers: with a Node that miniflare takes, 22 or later.
// Arguments: the folder of the bundle, a file with what to post.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Miniflare } from "./node_modules/miniflare/dist/src/index.js";

const [folder, order] = process.argv.slice(2);
const names = readdirSync(folder).filter((name) => name !== "main.js");
const modules = ["main.js", ...names].map((name) => ({
  type: name.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
  path: join(folder, name),
}));
const miniflare = new Miniflare({ modules, modulesRoot: folder, compatibilityDate: "2026-07-01" });
try {
  const response = await miniflare.dispatchFetch("http://worker/", { method: "POST", body: readFileSync(order) });
  console.log(await response.text());
} finally {
  await miniflare.dispose();
}
