import type { Network } from "../nn/network.ts";

/** What was measured on held-out images; shares from 0 to 1. */
export interface ModelResults {
  /** Of pairs, judged rightly at the threshold. */
  readonly accuracy: number;
  readonly auc: number;
  readonly equalErrorRate: number;
  /** Of images whose nearest training image is of their class. */
  readonly nearestNeighbour?: number;
  /** The data's name. */
  readonly data: string;
}

export interface CardOptions {
  readonly name?: string;
  readonly results?: ModelResults;
  readonly license?: string;
}

/** A string of YAML: JSON's strings are such. */
const yaml = (text: string): string => JSON.stringify(text);

/** The four figures: as the Hub's metrics are typed, by name, and as the card's table shows them. */
function figures({ accuracy, auc, equalErrorRate, nearestNeighbour }: ModelResults) {
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
  return [
    { type: "accuracy", name: "Pair accuracy", value: accuracy, shown: percent(accuracy) },
    { type: "roc_auc", name: "ROC AUC", value: auc, shown: auc.toFixed(5) },
    { type: "equal_error_rate", name: "Equal error rate", value: equalErrorRate, shown: percent(equalErrorRate) },
    ...(nearestNeighbour === undefined
      ? []
      : [
          {
            type: "accuracy",
            name: "Nearest-neighbour accuracy",
            value: nearestNeighbour,
            shown: percent(nearestNeighbour),
          },
        ]),
  ];
}

/** https://huggingface.co/docs/hub/model-cards: metadata in YAML, with the results as a model index. */
function frontMatter({ name = "siamese-simd model", results, license = "mit" }: CardOptions): string[] {
  const head = [
    `license: ${yaml(license)}`,
    "library_name: siamese-simd",
    "pipeline_tag: image-feature-extraction",
    "tags:",
    ...["siamese-network", "image-similarity", "embeddings", "onnx", "safetensors"].map((tag) => `  - ${tag}`),
  ];
  if (!results) return head;
  return [
    ...head,
    "model-index:",
    `  - name: ${yaml(name)}`,
    "    results:",
    "      - task:",
    "          type: image-feature-extraction",
    "        dataset:",
    `          name: ${yaml(results.data)}`,
    `          type: ${yaml(results.data)}`,
    "        metrics:",
    ...figures(results).flatMap(({ type, name, value }) => [
      `          - type: ${type}`,
      `            name: ${yaml(name)}`,
      `            value: ${value}`,
    ]),
  ];
}

function resultLines({ results }: CardOptions): string[] {
  if (!results) return ["No results were given with this model."];
  return [
    `On held-out images of ${results.data}:`,
    "",
    "| | |",
    "| --- | --- |",
    ...figures(results).map(({ name, shown }) => `| ${name} | ${shown} |`),
  ];
}

/** What turns an image file into the bytes that a network takes, in words. */
function preparationLine({ architecture, preparation }: Network): string {
  const { height, width } = architecture.input;
  if (!preparation) return `Images are to be ${height}x${width} pixels.`;
  const fits = {
    contain: "scaled to fit, with bars of the image's ground beside it",
    cover: "scaled to fill, the rest cut off on both sides",
    stretch: "stretched",
  };
  const inverted = preparation.invert ? "; then inverted (255 minus each byte), as the training images were" : "";
  return (
    `Images of another size are ${fits[preparation.fit]}, see-through ones laid on ${preparation.background}` +
    `${inverted}; config.json has it under \`preprocessing.from_files\`.`
  );
}

/** The text of a model card. */
export function modelCard(network: Network, options: CardOptions): string {
  const { name = "siamese-simd model" } = options;
  const { height, width, channels } = network.architecture.input;
  const kind = channels === 3 ? "RGB" : channels === 1 ? "grey" : `${channels}-channel`;
  const size = `${height} * ${width} * ${channels}`;
  const shape = `(N, ${height}, ${width}, ${channels})`;
  const far = Number.isNaN(network.threshold)
    ? "No threshold was chosen for it."
    : `Up to a distance of ${network.threshold.toFixed(4)} two images are taken to show the same.`;
  return `${[
    "---",
    ...frontMatter(options),
    "---",
    "",
    `# ${name}`,
    "",
    `A Siamese network: it takes ${kind} images of ${height}x${width} pixels to embeddings of ${network.dimension} numbers, ` +
      `whose Euclidean distance says how alike they are. ${far} How often that is right was measured on classes like ` +
      "those it was trained on; for others it is not known.",
    "",
    "## Results",
    "",
    ...resultLines(options),
    "",
    "## Use",
    "",
    `Every file takes bytes, ${shape}, 0 to 255; scaling them to 0..1 and cropping are inside. ${preparationLine(network)}`,
    "",
    "In PyTorch:",
    "",
    "```python",
    "import torch",
    "from model import load",
    "",
    `images = torch.zeros(2, ${height}, ${width}, ${channels}, dtype=torch.uint8)`,
    "with torch.no_grad():",
    "    a, b = load()(images)",
    "print(float(torch.dist(a, b)))",
    "```",
    "",
    "In JavaScript, in Node (in pages: fetch the bytes):",
    "",
    "```js",
    'import { readFile } from "fs/promises";',
    'import { loadModel } from "siamese-simd";',
    "",
    'const network = await loadModel(await readFile("model.safetensors"));',
    `const images = new Uint8Array(2 * ${size});`,
    "const [a, b] = [images.subarray(0, images.length / 2), images.subarray(images.length / 2)];",
    "console.log(network.distance(a, b), network.embed(images));",
    "```",
    "",
    "In ONNX Runtime, of which the Python package takes the same input and gives the same output:",
    "",
    "```js",
    'import { InferenceSession, Tensor } from "onnxruntime-node"; // in pages: onnxruntime-web',
    "",
    'const session = await InferenceSession.create("onnx/model.onnx");',
    `const images = new Tensor("uint8", new Uint8Array(2 * ${size}), [2, ${height}, ${width}, ${channels}]);`,
    "const { embeddings } = await session.run({ images });",
    "console.log(embeddings.dims, embeddings.data);",
    "```",
    "",
  ].join("\n")}`;
}
