import onnxProto from "onnx-proto";

const { onnx } = onnxProto;

interface Named {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const ints = (name: string, values: number[]) => ({ name, type: onnx.AttributeProto.AttributeType.INTS, ints: values });
const int = (name: string, value: number) => ({ name, type: onnx.AttributeProto.AttributeType.INT, i: value });

/** The default network as an ONNX model, x (N, 1, 28, 28) to y (N, 10), operator set 13. */
export function onnxModel(named: Record<string, Named>): Uint8Array {
  const node = (opType: string, input: string[], output: string, attribute: object[] = []) => ({
    opType,
    input,
    output: [output],
    attribute,
  });
  const pool = (side: number) => [ints("kernel_shape", [side, side]), ints("strides", [side, side])];
  const layer = (name: string) => [`${name}.weight`, `${name}.bias`];
  const nodes = [
    node("Conv", ["x", ...layer("conv1")], "a"),
    node("Relu", ["a"], "b"),
    node("MaxPool", ["b"], "c", pool(2)),
    node("Conv", ["c", ...layer("conv2")], "d"),
    node("Relu", ["d"], "e"),
    node("MaxPool", ["e"], "f", pool(3)),
    node("Flatten", ["f"], "g"),
    node("Gemm", ["g", ...layer("lin1")], "h", [int("transB", 1)]),
    node("Relu", ["h"], "i"),
    node("Gemm", ["i", ...layer("lin2")], "j", [int("transB", 1)]),
    node("Relu", ["j"], "k"),
    node("Gemm", ["k", ...layer("lin3")], "y", [int("transB", 1)]),
  ];
  const value = (name: string, dims: (number | string)[]) => ({
    name,
    type: {
      tensorType: {
        elemType: 1,
        shape: { dim: dims.map((d) => (typeof d === "number" ? { dimValue: d } : { dimParam: d })) },
      },
    },
  });
  const model = onnx.ModelProto.fromObject({
    irVersion: 8,
    opsetImport: [{ domain: "", version: 13 }],
    graph: {
      name: "siamese",
      node: nodes,
      input: [value("x", ["N", 1, 28, 28])],
      output: [value("y", ["N", 10])],
      initializer: Object.entries(named).map(([name, { shape, data }]) => ({
        name,
        dims: [...shape],
        dataType: 1,
        floatData: [...data],
      })),
    },
  });
  return onnx.ModelProto.encode(model).finish();
}
