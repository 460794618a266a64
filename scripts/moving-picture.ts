// The README's moving picture, docs/page.webp: the page itself, driven in Chromium, trained anew each time. Needs chromium and
// img2webp (Debian's packages chromium and webp): npx tsx scripts/moving-picture.ts
import { execFile } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fill, openPage } from "../test/browser/support/page-actions.ts";
import { PuppeteerVisitor } from "../test/browser/support/puppeteer-visitor.ts";
import { serveSite } from "../test/browser/support/site.ts";
import { strokes } from "../test/browser/support/strokes.ts";
import { type Place, waitFor } from "../test/browser/support/visitor.ts";
import { buildWeb } from "./build-web.ts";

const PATH = "docs/page.webp";
const MOST_BYTES = 500_000;
const SIZE = { width: 1120, height: 670 };
/** Of a frame while something moves, and of one that is to be read. */
const STEP_MS = 160;
const READ_MS = 1800;
const QUALITY = "35";

const folder = await mkdtemp(join(tmpdir(), "siamese-simd-picture-"));
const web = join(folder, "web");
await buildWeb(web);
const site = await serveSite(web);
const visitor = await PuppeteerVisitor.start("Chromium");
const frames: { readonly file: string; readonly ms: number }[] = [];

async function frame(ms = STEP_MS): Promise<void> {
  const file = join(folder, `${String(frames.length).padStart(3, "0")}.png`);
  await writeFile(file, await visitor.page.screenshot({ type: "png" }));
  frames.push({ file, ms });
}

/** Puts an element below the bar at the top of the window. */
const show = (selector: string) =>
  visitor.run(
    `const { top } = document.querySelector(arguments[0]).getBoundingClientRect();
     scrollBy({ top: top - 50, behavior: "instant" });`,
    selector,
  );

/** A digit on a pad, with a frame after each of its strokes' corners. */
async function write(pad: string, drawing: readonly (readonly Place[])[]): Promise<void> {
  const box = await (await visitor.page.$(`#${pad} .pad`))?.boundingBox();
  if (!box) throw new Error(`${pad} is not shown.`);
  const { mouse } = visitor.page;
  for (const stroke of drawing) {
    for (const [i, [x, y]] of stroke.entries()) {
      await mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: i === 0 ? 1 : 6 });
      if (i === 0) await mouse.down();
      else await frame();
    }
    await mouse.up();
  }
}

try {
  await visitor.page.setViewport(SIZE);
  await openPage(visitor, site.url);
  await visitor.setTheme("light");
  await fill(visitor, "#epochs", 12);
  // Slowly, so that there is something to see of the first steps.
  await fill(visitor, "#pace", 8);
  await show("#train");
  await frame(READ_MS / 2);
  await visitor.click("#start");
  await show("#train");
  for (let i = 0; i < 8; i++) await frame();
  await fill(visitor, "#pace", "");
  await show("#train");
  const done = 'return document.querySelector("#status").textContent.startsWith("Done")';
  while (!(await visitor.run<boolean>(done))) await frame();
  await waitFor(visitor, 'return document.querySelector("#fingerprint").textContent.length === 64');
  await frame(READ_MS);
  await show("#compare");
  await frame(STEP_MS * 3);
  await write("pad-a", strokes.seven);
  await write("pad-b", strokes.anotherSeven);
  await waitFor(visitor, 'return document.querySelector("#word").textContent !== "?"');
  await frame(READ_MS);
  await visitor.click("#pad-b .pad-head button:last-child");
  await show("#compare");
  await write("pad-b", strokes.one);
  await waitFor(visitor, 'return document.querySelector("#word").textContent !== "?"');
  await frame(READ_MS);
  const words = frames.flatMap(({ file, ms }) => ["-d", String(ms), "-lossy", "-q", QUALITY, "-m", "6", file]);
  await promisify(execFile)("img2webp", ["-loop", "0", ...words, "-o", PATH]);
  const { size } = await stat(PATH);
  console.log(`${PATH}: ${frames.length} frames, ${size} bytes`);
  if (size > MOST_BYTES) throw new Error(`${PATH}: at most ${MOST_BYTES} bytes are wanted.`);
} finally {
  await visitor.close();
  await site.stop();
  if (!process.env.KEEP) await rm(folder, { recursive: true, force: true });
  else console.log(folder);
}
