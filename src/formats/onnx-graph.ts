// What an ONNX file is made of. Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
import { bytesField, integerField, joinFields, messageField, stringField } from "./protobuf.ts";

// Files that onnx 1.11 (2022) wrote have this version; the operators used here are those of set 13 (2020).
const IR_VERSION = 8;
const OPERATOR_SET = 13;

/** TensorProto.DataType. */
const TYPES = { float: 1, uint8: 2, int64: 7 } as const;
type ElementType = keyof typeof TYPES;
export const FLOAT = TYPES.float;

/** AttributeProto.AttributeType. */
const INT = 2;
const INTS = 7;

/** An operator's attributes: integers, alone or in a list. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

/** An input or output of the graph; a side that is named, such as "N", may have any length. */
export interface GraphValue {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

const attribute = (name: string, value: number | readonly number[]): Uint8Array[] =>
  typeof value === "number"
    ? [stringField(1, name), integerField(3, value), integerField(20, INT)]
    : [stringField(1, name), ...value.map((each) => integerField(8, each)), integerField(20, INTS)];

const tensor = (name: string, type: ElementType, shape: readonly number[], data: Uint8Array): Uint8Array[] => [
  ...shape.map((side) => integerField(1, side)),
  integerField(2, TYPES[type]),
  stringField(8, name),
  bytesField(9, data),
];

function valueInfo({ name, type, shape }: GraphValue): Uint8Array[] {
  const sides = shape.map((side) =>
    messageField(1, [typeof side === "number" ? integerField(1, side) : stringField(2, side)]),
  );
  return [
    stringField(1, name),
    messageField(2, [messageField(1, [integerField(1, TYPES[type]), messageField(2, sides)])]),
  ];
}

/** Nodes and constants of a graph, in the order in which they are added. */
export class OnnxGraph {
  readonly #nodes: Uint8Array[] = [];
  readonly #constants: Uint8Array[] = [];

  /**
   * Adds an operator of one output.
   * @param output its name, and that of the node
   * @returns `output`
   */
  add(operator: string, inputs: readonly string[], output: string, attributes: Attributes = {}): string {
    this.#nodes.push(
      messageField(1, [
        ...inputs.map((input) => stringField(1, input)),
        stringField(2, output),
        stringField(3, output),
        stringField(4, operator),
        ...Object.entries(attributes).map(([name, value]) => messageField(5, attribute(name, value))),
      ]),
    );
    return output;
  }

  /** Adds a constant of 32-bit floats. @returns its name */
  floats(name: string, shape: readonly number[], data: ArrayLike<number>): string {
    const bytes = new DataView(new ArrayBuffer(data.length * 4));
    for (let i = 0; i < data.length; i++) bytes.setFloat32(i * 4, data[i], true);
    this.#constants.push(messageField(5, tensor(name, "float", shape, new Uint8Array(bytes.buffer))));
    return name;
  }

  /** Adds a constant, a row of integers. @returns its name */
  integers(name: string, values: readonly number[]): string {
    const bytes = new DataView(new ArrayBuffer(values.length * 8));
    for (const [i, value] of values.entries()) bytes.setBigInt64(i * 8, BigInt(value), true);
    this.#constants.push(messageField(5, tensor(name, "int64", [values.length], new Uint8Array(bytes.buffer))));
    return name;
  }

  /** The whole as a file, a ModelProto. @param metadata strings to keep in it */
  encode(
    name: string,
    producer: { readonly name: string; readonly version: string },
    input: GraphValue,
    output: GraphValue,
    metadata: Readonly<Record<string, string>>,
  ): Uint8Array {
    return joinFields([
      integerField(1, IR_VERSION),
      stringField(2, producer.name),
      stringField(3, producer.version),
      messageField(7, [
        ...this.#nodes,
        stringField(2, name),
        ...this.#constants,
        messageField(11, valueInfo(input)),
        messageField(12, valueInfo(output)),
      ]),
      messageField(8, [integerField(2, OPERATOR_SET)]),
      ...Object.entries(metadata).map(([key, value]) => messageField(14, [stringField(1, key), stringField(2, value)])),
    ]);
  }
}
