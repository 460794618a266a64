import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { expectUnreadable, TemporaryFolder } from "../node/temporary-folder.ts";
import { idx, readDataset } from "./read-dataset.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const mnist = await loadDefaultMnist();

const sha256 = (bytes: Iterable<number>) => createHash("sha256").update(Uint8Array.from(bytes)).digest("hex");

/** The rows of images as a CSV file has them. */
function rowsOf({ images, height, width }: Dataset, count: number): string[] {
  const size = height * width;
  return Array.from({ length: count }, (_, i) => [...images.subarray(i * size, (i + 1) * size)].join());
}

describe("MNIST", () => {
  it("is whole: 60,000 and 10,000 images, by their sha256 (sha256sum of the files without their headers)", () => {
    const { train, test } = mnist;
    expect([train.count, train.height, train.width]).toEqual([60_000, 28, 28]);
    expect([test.count, test.height, test.width]).toEqual([10_000, 28, 28]);
    expect(sha256(train.images)).toBe("741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757");
    expect(sha256(train.labels)).toBe("1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13");
    expect(sha256(test.images)).toBe("6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161");
    expect(sha256(test.labels)).toBe("ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5");
  });

  it("begins with the digits that everyone knows", () => {
    expect([...mnist.train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...mnist.test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  });
});

describe("one set of images in every kind of file", () => {
  const count = 300;
  const images = mnist.test.images.slice(0, count * 784);
  const labels = mnist.test.labels.slice(0, count);
  const rows = rowsOf(mnist.test, count);
  const header = Array.from({ length: 784 }, (_, i) => `pixel${i}`).join();
  const idxImages = idx(0x803, [count, 28, 28], images);
  const idxLabels = idx(0x801, [count], Uint8Array.from(labels));
  const imagesCsv = `${rows.join("\n")}\n`;
  const labelsCsv = `${[...labels].join("\n")}\n`;
  const labelled = rows.map((row, i) => `${labels[i]},${row}`);

  const kinds: Record<string, [images: string | Uint8Array, labels?: string | Uint8Array]> = {
    IDX: [idxImages, idxLabels],
    "gzipped IDX": [gzipSync(idxImages), gzipSync(idxLabels)],
    "IDX and a CSV of labels": [idxImages, labelsCsv],
    "CSV and IDX labels": [imagesCsv, idxLabels],
    CSV: [imagesCsv, labelsCsv],
    "gzipped CSV": [gzipSync(imagesCsv), gzipSync(labelsCsv)],
    "CSV with headers": [`${header}\n${imagesCsv}`, `label\n${labelsCsv}`],
    "CSV with a header for the labels alone": [imagesCsv, `label\n${labelsCsv}`],
    "CSV without a last newline": [rows.join("\n"), [...labels].join("\n")],
    "CSV with blank lines at the end": [`${imagesCsv}\n\n`, `${labelsCsv}\r\n`],
    "CSV with CRLF and a byte-order mark": [`\ufeff${rows.join("\r\n")}\r\n`, `\ufeff${[...labels].join("\r\n")}`],
    "CSV with quotes": [
      rows.map((row) => row.replaceAll(/\d+/g, '"$&"')).join("\n"),
      `"label"\n${[...labels].map((l) => `"${l}"`).join("\n")}`,
    ],
    "CSV with spaces": [rows.map((row) => row.replaceAll(",", ", ")).join("\n"), ` ${[...labels].join(" \n ")}`],
    "CSV with the label first": [labelled.join("\n")],
    "CSV with the label first and a header": [`label,${header}\n${labelled.join("\n")}`],
  };

  it.each(Object.keys(kinds))("%s", async (kind) => {
    const [imagesFile, labelsFile] = kinds[kind];
    const files = {
      images: folder.write("images", imagesFile),
      labels: labelsFile === undefined ? undefined : folder.write("labels", labelsFile),
    };
    const { dataset } = await readDataset(files);
    expect([dataset.count, dataset.height, dataset.width]).toEqual([count, 28, 28]);
    expect(sha256(dataset.images)).toBe(sha256(images));
    expect(dataset.labels).toEqual(labels);
  });

  it("tells whether a first row was taken as a header", async () => {
    const plain = folder.write("plain.csv", imagesCsv);
    const headed = folder.write("headed.csv", `label\n${labelsCsv}`);
    const { notes } = await readDataset({ images: plain, labels: headed });
    expect(notes).toEqual([`${plain}: no header row`, `${headed}: first row is a header, skipped`]);
  });
});

describe("IDX files", () => {
  const images = folder.write("images.idx", idx(0x803, [2, 1, 1], Uint8Array.of(1, 2)));
  it("are refused with their name and the byte", async () => {
    const labels = (bytes: number[]) => folder.write("labels.idx", idx(0x801, [bytes.length], Uint8Array.from(bytes)));
    await expectUnreadable(readDataset({ images }), "images.idx: expected images and their labels, got images alone");
    await expectUnreadable(readDataset({ images, labels: labels([1]) }), "labels.idx: expected 2 labels");
    await expectUnreadable(
      readDataset({ images, labels: labels([1, 12]), classCount: 10 }),
      "labels.idx: label 1 (byte 9): expected 0 to 9",
    );
    await expectUnreadable(
      readDataset({ images, labels: images }),
      "expected one file of images and one of labels, or one of both, got",
    );
  });

  it("may have images that are not square", async () => {
    const wide = folder.write("wide.idx", idx(0x803, [1, 2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6)));
    const { dataset } = await readDataset({ images: wide, labels: folder.write("l.csv", "4\n") });
    expect([dataset.height, dataset.width]).toEqual([2, 3]);
  });
});
