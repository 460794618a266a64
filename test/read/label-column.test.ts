import { afterAll, describe, expect, it } from "vitest";
import { expectUnreadable, TemporaryFolder } from "../node/temporary-folder.ts";
import { readDataset } from "./read-dataset.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

describe("the column of labels", () => {
  // Twelve images of 2x2 of two classes: pixels take many values.
  const pixels = (i: number) => [i * 20, 255 - i * 20, (i * 50) % 256, (i * 7 + 200) % 256];
  const withLabel = (row: number[], at: number, label: number) => [...row.slice(0, at), label, ...row.slice(at)];
  const table = (row: (i: number) => (number | string)[], header?: string) =>
    folder.write(
      "table.csv",
      [...(header ? [header] : []), ...Array.from({ length: 12 }, (_, i) => row(i).join())].join("\n"),
    );
  const images = Array.from({ length: 12 }, (_, i) => pixels(i)).flat();

  it.each<[string, string, number]>([
    ["label", "label,a,b,c,d", 0],
    ["Class", "a,b,Class,c,d", 2],
    ["target", "a,b,c,d,target", 4],
    [" y ", "a,b,c,d, y ", 4],
    ["digit", "a,digit,b,c,d", 1],
  ])("is found by its name in the header: %s", async (_, header, at) => {
    const { dataset, notes } = await readDataset({
      images: table((i) => withLabel(pixels(i), at, i % 2), header),
    });
    expect([...dataset.images]).toEqual(images);
    expect([...dataset.labels]).toEqual(Array.from({ length: 12 }, (_, i) => i % 2));
    expect(notes[1]).toContain(`labels are taken from column ${at + 1} of 5`);
  });

  it.each([
    ["first", 0],
    ["last", 4],
  ])("is the %s, if there is no header and it alone holds few values that come again", async (_, at) => {
    const { dataset, notes } = await readDataset({ images: table((i) => withLabel(pixels(i), at, i % 2)) });
    expect([...dataset.images]).toEqual(images);
    expect([...dataset.labels]).toEqual(Array.from({ length: 12 }, (_, i) => i % 2));
    expect(notes).toContain(`${folder.join("table.csv")}: labels are taken from column ${at + 1} of 5`);
  });

  it("is asked for where both may be", async () => {
    const both = table((i) => [i % 2, ...pixels(i).slice(0, 3), i % 3]);
    await expectUnreadable(readDataset({ images: both }), "cannot tell whether column 1 or column 5 holds the labels");
    const last = await readDataset({ images: both, labelColumn: 5 });
    expect([...last.dataset.labels.subarray(0, 4)]).toEqual([0, 1, 2, 0]);
    const named = table((i) => [i % 2, ...pixels(i).slice(0, 3), i % 3], "first,a,b,c,kind");
    const kind = await readDataset({ images: named, labelColumn: "kind" });
    expect([...kind.dataset.labels]).toEqual([...last.dataset.labels]);
    await expectUnreadable(
      readDataset({ images: named, labelColumn: "sort" }),
      'expected the column of labels as a name in its header or a number from 1 to 5, got "sort"',
    );
    await expectUnreadable(readDataset({ images: both, labelColumn: 6 }), 'a number from 1 to 5, got "6"');
  });

  it("may hold words, with a header or without", async () => {
    const words = ["axe", "brain, left", "axe"];
    const word = (i: number) => `"${words[i % 3]}"`;
    for (const header of [undefined, "name,a,b,c,d", "label,0,1,2,3"]) {
      const { dataset } = await readDataset({ images: table((i) => [word(i), ...pixels(i)], header) });
      expect(dataset.classNames).toEqual(["axe", "brain, left"]);
      expect([...dataset.labels.subarray(0, 4)]).toEqual([0, 1, 0, 0]);
      expect([...dataset.images]).toEqual(images);
    }
    const apart = await readDataset({
      images: table(pixels),
      labels: folder.write("words.csv", Array.from({ length: 12 }, (_, i) => word(i)).join("\n")),
    });
    expect(apart.dataset.classNames).toEqual(["axe", "brain, left"]);
  });

  it("is not one that numbers the rows, as pandas writes it", async () => {
    const { dataset, notes } = await readDataset({ images: table((i) => [i, ...pixels(i), i % 2], ",a,b,c,d,label") });
    expect([...dataset.images]).toEqual(images);
    expect(notes.at(-1)).toContain("column 1 numbers the rows, left out");
  });

  it("may hold integers as floats, and as many as 65,536 classes", async () => {
    const { dataset } = await readDataset({
      images: table((i) => [i < 6 ? "7.0" : "65535.0", ...pixels(i)], "label,a,b,c,d"),
    });
    expect([dataset.labels[0], dataset.labels[11], dataset.classNames.length]).toEqual([7, 65_535, 65_536]);
    const large = await readDataset({ images: table((i) => [i < 6 ? 7 : 65_536, ...pixels(i)], "label,a,b,c,d") });
    expect(large.dataset.classNames).toEqual(["65536", "7"]);
  });
});
