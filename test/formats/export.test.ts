import { describe, expect, it } from "vitest";
import { exportHub } from "../../src/formats/hub.ts";
import { fingerprint, loadModel } from "../../src/formats/model.ts";
import { exportOnnx } from "../../src/formats/onnx.ts";
import { integerField } from "../../src/formats/protobuf.ts";
import { torchModule } from "../../src/formats/torch-module.ts";
import { exportArchitectures, exportImages, exportNetwork } from "../support/export-networks.ts";
import { fixtureBytes, fixtureJson, largestDifference } from "../support/fixtures.ts";

interface Field {
  readonly number: number;
  readonly value: number;
  readonly bytes: Uint8Array;
}

/** A message's fields, read by the specification of the wire format alone. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const value = varint();
    const isBytes = key % 8 === 2;
    if (!isBytes) expect(key % 8).toBe(0);
    fields.push({ number: key >> 3, value, bytes: isBytes ? bytes.subarray(at, at + value) : new Uint8Array() });
    if (isBytes) at += value;
  }
  expect(at).toBe(bytes.length);
  return fields;
}
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const all = (fields: readonly Field[], number: number) => fields.filter((field) => field.number === number);

describe.each(Object.entries(exportArchitectures))("%s", (name, architecture) => {
  it("the network in PyTorch gives our embeddings", async () => {
    const network = await exportNetwork(architecture);
    // What PyTorch computed by this text, written by npm run test:export.
    expect(torchModule(network)).toBe(textOf(fixtureBytes(`export/${name}.py`)));
    const expected = fixtureJson(`export/${name}.json`);
    const images = exportImages(architecture, expected.length / network.dimension);
    expect(largestDifference(network.embed(images), expected)).toBeLessThan(1e-5);
  });

  it("the ONNX file takes bytes, any number of images, and keeps what it is", async () => {
    const network = await exportNetwork(architecture);
    const model = fieldsOf(await exportOnnx(network, { recipe: "a recipe" }));
    const metadata = Object.fromEntries(
      all(model, 14).map(({ bytes }) => fieldsOf(bytes).map((field) => textOf(field.bytes))),
    );
    expect(metadata).toEqual({
      recipe: "a recipe",
      architecture: JSON.stringify(architecture),
      threshold: "0.75",
      fingerprint: await fingerprint(network),
    });
    expect(all(model, 1)[0].value).toBe(8);
    const graph = fieldsOf(all(model, 7)[0].bytes);
    const shapeOf = (info: Uint8Array) => {
      const [type] = all(fieldsOf(all(fieldsOf(info), 2)[0].bytes), 1);
      const [element, shape] = fieldsOf(type.bytes);
      const sides = fieldsOf(shape.bytes).map(({ bytes }) => fieldsOf(bytes)[0]);
      return [element.value, ...sides.map((side) => (side.bytes.length > 0 ? textOf(side.bytes) : side.value))];
    };
    const { height, width, channels } = architecture.input;
    expect(shapeOf(all(graph, 11)[0].bytes)).toEqual([2, "N", height, width, channels]);
    expect(shapeOf(all(graph, 12)[0].bytes)).toEqual([1, "N", network.dimension]);
  });
});

it("integers of any size are written as the wire format has them", () => {
  // From the format's own page: 150 in field 1 is 08 96 01.
  expect([...integerField(1, 150)]).toEqual([0x08, 0x96, 0x01]);
  for (const value of [0, 127, 128, 2 ** 32, 2 ** 53 - 1])
    expect(fieldsOf(integerField(20, value))[0].value).toBe(value);
});

describe("a folder for the Hub", () => {
  const results = {
    accuracy: 0.9912,
    auc: 0.99931,
    equalErrorRate: 0.0088,
    nearestNeighbour: 0.98,
    data: "MNIST: all",
  };

  it("holds the card with its results, the preprocessing, and weights that load", async () => {
    const network = await exportNetwork(exportArchitectures.centred);
    const files = await exportHub(network, { name: "digits", results, license: "apache-2.0" });
    expect([...files.keys()]).toEqual(["README.md", "config.json", "model.safetensors", "model.py", "onnx/model.onnx"]);
    const card = textOf(files.get("README.md") as Uint8Array);
    const [, front] = card.split("---\n");
    expect(front).toContain('license: "apache-2.0"\n');
    expect(front).toContain("pipeline_tag: image-feature-extraction\n");
    expect(front).toContain('name: "MNIST: all"\n');
    expect(front).toContain('name: "Equal error rate"\n            value: 0.0088\n');
    expect(card).toContain("| Pair accuracy | 99.12 % |");
    const config = JSON.parse(textOf(files.get("config.json") as Uint8Array));
    expect(config.preprocessing.seen).toEqual({ height: 28, width: 28, top: 2, left: 2, rows: 24, columns: 24 });
    const again = await loadModel(files.get("model.safetensors") as Uint8Array);
    expect(await fingerprint(again)).toBe(await fingerprint(network));
  });

  it("claims no results that were not given", async () => {
    const files = await exportHub(await exportNetwork(exportArchitectures.grey));
    const card = textOf(files.get("README.md") as Uint8Array);
    expect(card).not.toContain("model-index");
    expect(card).toContain("No results were given");
  });
});
