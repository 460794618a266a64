import { type Architecture, resolveLayers } from "../src/nn/architecture.ts";
import { type ConvPool, winogradSide } from "../src/nn/layers/conv-pool.ts";

/** How each layer of a network is computed: the shape alone decides. */
export const planLines = (name: string, architecture: Architecture): string[] =>
  resolveLayers(architecture).map((layer) => {
    const { input, output } = layer;
    const shape = `${input.rows}x${input.columns}x${input.channels} to ${output.rows}x${output.columns}x${output.channels}`;
    return `${name.padEnd(10)} ${layer.name.padEnd(6)} ${shape.padEnd(24)} ${layer.type === "conv" ? convPlan(layer as ConvPool) : layer.type}`;
  });

function convPlan(layer: ConvPool): string {
  const { R, P } = layer;
  const side = winogradSide(layer);
  const what = `${R}x${R} filters, windows of ${P}x${P}: `;
  const outputs = side + 1 - R;
  return what + (side === 0 ? "plain sums" : `Winograd F(${outputs}x${outputs}, ${R}x${R})`);
}
