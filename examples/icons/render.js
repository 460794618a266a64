// Draws two folders: drawings, four of each of 500 icons to learn from, a folder an icon; and files, the icons under all of
// their names, to look through.
import { mkdirSync, writeFileSync } from "node:fs";
import { paint, readIcons } from "./icons.js";

const icons = readIcons(500);

// As an icon is drawn here and there.
const STYLES = [{ pen: 1.5 }, { pen: 2, size: 0.9 }, { pen: 2.5, turn: 3 }, { pen: 2, size: 1.05, turn: -3 }];
for (const { drawing, names } of icons) {
  mkdirSync(`drawings/${names[0]}`, { recursive: true });
  for (const [i, style] of STYLES.entries()) writeFileSync(`drawings/${names[0]}/${i}.png`, paint(drawing, style));
}

mkdirSync("files", { recursive: true });
/** Which icon a file shows. */
const shown = {};
const save = (name, icon, png) => {
  writeFileSync(`files/${name}.png`, png);
  shown[`files/${name}.png`] = icon;
};
for (const [icon, { drawing, names }] of icons.entries()) {
  for (const name of names) save(name, icon, paint(drawing));
  // One in ten was saved again, thinner and turned.
  if (icon % 10 === 0) save(`${names[0]}-copy`, icon, paint(drawing, { pen: 1.75, turn: 4 }));
}
writeFileSync("shown.json", JSON.stringify(shown));
console.log(`${4 * icons.length} drawings of ${icons.length} icons, ${Object.keys(shown).length} files.`);
