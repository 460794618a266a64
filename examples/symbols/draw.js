// Draws symbols as people do, never twice alike: taught/, three drawings of each of 20; asked/, 50 new ones of each, and 20
// of each of 10 other symbols. PNG files of 120 x 120, dark on white, of any size and anywhere on the sheet.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { foreign, taught } from "./symbols.js";

const { resolve } = createRequire(import.meta.url);
await initWasm(readFileSync(resolve("@resvg/resvg-wasm/index_bg.wasm")));

let state = 1;
/** A number from 0 to 1 (the minimal standard generator: Park and Miller 1988). */
function uniform() {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647;
}
/** An error of the hand: mostly within the given size. */
const by = (size) => size * (uniform() + uniform() + uniform() + uniform() - 2) * 1.7;

function path(line, moved) {
  const smooth = line.startsWith("~");
  const numbers = line.replace("~", "").split(" ").map(Number);
  const places = [];
  for (let i = 0; i < numbers.length; i += 2) places.push(moved(numbers[i] + by(3), numbers[i + 1] + by(3)));
  const text = ([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`;
  if (!smooth) return `M${places.map(text).join("L")}`;
  // Through the middles of its pieces, bent towards the places between.
  const middles = places.slice(1).map(([x, y], i) => [(x + places[i][0]) / 2, (y + places[i][1]) / 2]);
  const bends = middles.slice(1).map((middle, i) => `Q${text(places[i + 1])} ${text(middle)}`);
  return `M${text(places[0])}L${text(middles[0])}${bends.join("")}L${text(places.at(-1))}`;
}

function draw(lines) {
  const size = 0.45 + 0.5 * uniform();
  const [turn, slant, tall] = [by(0.12), by(0.12), 1 + by(0.14)];
  const room = 120 - 110 * size;
  const [right, down] = [room * uniform(), room * uniform()];
  const paths = lines.map((line) => {
    // Each line of a symbol is a little off its place.
    const [aside, below] = [by(3), by(3)];
    return path(line, (x, y) => {
      const [u, v] = [x + aside - 50, (y + below - 50) * tall];
      const w = u + slant * v;
      return [size * (w - turn * v + 50) + right + 3, size * (v + turn * w + 50) + down + 3];
    });
  });
  const pen = 3 + 5 * size * (0.5 + uniform());
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120"><rect width="120" height="120" fill="#fff"/>
    <path d="${paths.join("")}" fill="none" stroke="#223" stroke-width="${pen}" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  return new Resvg(svg).render().asPng();
}

function drawAll(folder, symbols, drawings) {
  for (const [name, lines] of Object.entries(symbols)) {
    mkdirSync(`${folder}/${name}`, { recursive: true });
    for (let i = 0; i < drawings; i++) writeFileSync(`${folder}/${name}/${i}.png`, draw(lines));
  }
}

drawAll("taught", taught, 3);
drawAll("asked", taught, 50);
drawAll("asked", foreign, 20);
console.log("taught: 20 symbols, 3 drawings each; asked: 1000 new drawings of them, 200 of 10 other symbols.");
