import { describe, expect, it } from "vitest";
import { fileOfBytes } from "../../src/read/data-file.ts";
import { orderByClass } from "../../src/read/folder-order.ts";

const order = (paths: string[], known?: string[]) => {
  const files = paths.map((path) => fileOfBytes(path, path, 0, async () => new Uint8Array()));
  const { classNames, files: ordered, strays } = orderByClass(files, known);
  return {
    classes: classNames,
    paths: ordered.map(({ file, label }) => `${label} ${file.path}`),
    strays: strays.map(({ path }) => path),
  };
};

describe("orderByClass", () => {
  it("gives each folder a class, and lets the classes take turns", () => {
    expect(order(["b/2.png", "a/9.png", "b/10.png", "b/1.png"])).toEqual({
      classes: ["a", "b"],
      paths: ["0 a/9.png", "1 b/1.png", "1 b/10.png", "1 b/2.png"],
      strays: [],
    });
  });

  it("does not mind in which order files come, nor in what folder all of them lie", () => {
    const paths = ["b/2.png", "a/9.png", "b/10.png", "B/1.png", "ä/1.png", "a/1.png"];
    const expected = order(paths);
    expect(expected.classes).toEqual(["B", "a", "b", "ä"]);
    expect(order([...paths].reverse())).toEqual(expected);
    const deep = order(paths.map((path) => `data/my images/${path}`));
    expect(deep.classes).toEqual(expected.classes);
    expect(deep.paths.map((path) => path.replace("data/my images/", ""))).toEqual(expected.paths);
  });

  it("names nested folders by their path, so that two of a name stay apart", () => {
    const { classes } = order(["Greek/01/a.png", "Latin/01/a.png", "Latin/02/a.png"]);
    expect(classes).toEqual(["Greek/01", "Latin/01", "Latin/02"]);
  });

  it("takes the class from the names where no folder tells images apart", () => {
    const { classes, paths } = order(["icons/brain_1.png", "icons/axe_0.png", "icons/axe-2.png", "icons/brain.png"]);
    expect(classes).toEqual(["axe", "brain"]);
    expect(paths).toEqual(["0 icons/axe-2.png", "1 icons/brain.png", "0 icons/axe_0.png", "1 icons/brain_1.png"]);
  });

  it("leaves out images beside the folders of the classes", () => {
    expect(order(["cover.png", "d/logo.png", "d/a/1.png", "d/b/1.png"])).toEqual({
      classes: ["a", "b"],
      paths: ["0 d/a/1.png", "1 d/b/1.png"],
      strays: ["cover.png", "d/logo.png"],
    });
  });

  it("takes a single folder for a class if it has the name of one that is known", () => {
    expect(order(["test/axe/1_a.png", "test/axe/2_b.png"], ["axe", "brain"]).classes).toEqual(["axe"]);
    expect(order(["test/axe/1_a.png", "test/axe/2_b.png"]).classes).toEqual(["1", "2"]);
  });

  it("ends, whatever the paths", () => {
    for (const paths of [["/a", "b/c"], ["//", "/"], [""], [], ["a//b", "a/c/d"], ["../a/1", "../b/1"]]) order(paths);
  });
});
