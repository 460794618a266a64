import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Triple = readonly [number, number, number];

// What each kind of eye sees of linear RGB: Machado, Oliveira and Fernandes 2009, table 1, severity 1.
const EYES: Record<string, readonly number[]> = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

const parse = (colour: string): Triple => {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};
const linear = (part: number): number => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
const seen = (colour: string, eye: readonly number[]): Triple => {
  const [r, g, b] = parse(colour).map(linear);
  const row = (i: number) => Math.min(1, Math.max(0, eye[i] * r + eye[i + 1] * g + eye[i + 2] * b));
  return [row(0), row(3), row(6)];
};
const luminance = ([r, g, b]: Triple): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** CIE L*a*b* for daylight, from linear RGB. */
function lab([r, g, b]: Triple): Triple {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(luminance([r, g, b]));
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const style = readFileSync("src/web/style/base.css", "utf8");
const values = (name: string): string[] =>
  [...style.matchAll(new RegExp(`--${name}: ([^;]+);`, "g"))].map(([, value]) => value);
const themes = values("classes").map((list, i) => ({
  theme: ["light", "dark"][i],
  classes: list.split(" "),
  card: values("card")[i],
}));

test.each(themes)("the ten colours of the $theme theme differ for every kind of eye, and from the card", (theme) => {
  const { classes, card } = theme;
  expect(classes.length).toBe(10);
  const usual = EYES.usual;
  for (const colour of classes) {
    const [dark, light] = [luminance(seen(colour, usual)), luminance(seen(card, usual))].sort((a, b) => a - b);
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5);
  }
  for (const [kind, eye] of Object.entries(EYES)) {
    const labs = classes.map((colour) => lab(seen(colour, eye)));
    for (const [i, a] of labs.entries()) {
      for (const b of labs.slice(0, i)) {
        const apart = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
        // A difference of 2.3 is just noticed side by side; small letters want ten times that.
        expect(apart, `${kind}: ${classes[i]}`).toBeGreaterThan(20);
      }
    }
  }
});
