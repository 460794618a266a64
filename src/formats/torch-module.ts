import { seenPart } from "../nn/architecture.ts";
import { kindOf } from "../nn/layers/index.ts";
import { coreOf, type Network } from "../nn/network.ts";
import { torchLayer } from "./torch-layers.ts";

/** What a model.py takes images to: scaled, cropped to the part that the layers see, channels first. */
function inputLine(network: Network): string {
  const { height, width, top, left, rows, columns } = seenPart(network.architecture, coreOf(network).layers);
  const isWhole = rows === height && columns === width;
  const crop = isWhole ? "" : `[:, ${top}:${top + rows}, ${left}:${left + columns}]`;
  return `x = images${crop}.permute(0, 3, 1, 2).float() / 255`;
}

/**
 * The network as a PyTorch module in Python: `model.py`, whose `state_dict` is that of model.safetensors, and which
 * takes bytes, so that scaling, cropping and the order of the axes are its own.
 */
export function torchModule(network: Network): string {
  const { height, width, channels } = network.architecture.input;
  const modules: string[] = [];
  const steps: string[] = [inputLine(network)];
  let isFlat = false;
  for (const layer of coreOf(network).layers) {
    if (kindOf(layer).flattens && !isFlat) {
      steps.push("x = x.flatten(1)");
      isFlat = true;
    }
    const { module, forward } = torchLayer(layer);
    if (module !== undefined) modules.push(`self.${layer.name} = ${module}`);
    steps.push(...forward);
  }
  steps.push(isFlat ? "return x" : "return x.flatten(1)");
  const indent = (lines: readonly string[]) => lines.map((line) => `        ${line}`).join("\n");
  return `"""The network in PyTorch. Embeds images; those of one class lie close together."""
from pathlib import Path

from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F


class SiameseNetwork(nn.Module):
    def __init__(self):
        super().__init__()
${indent(modules)}

    def forward(self, images):
        """images: uint8 (N, ${height}, ${width}, ${channels}), 0 to 255; returns float32 (N, ${network.dimension})"""
${indent(steps)}


def load(path=Path(__file__).with_name("model.safetensors")):
    model = SiameseNetwork()
    model.load_state_dict(load_file(str(path)))
    return model.eval()
`;
}
