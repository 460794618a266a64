import { UnreadableFileError } from "../errors.ts";
import { parseArchitecture } from "../formats/architecture.ts";
import { quote, quoteValue } from "../message-text.ts";
import type { DataSources } from "../node/read/load-dataset.ts";
import { suggest } from "../options.ts";
import { parseJson } from "../parse-json.ts";
import { checkIdentity, type RunIdentity } from "../run/identity.ts";

/** What says which data a run was on: kept in its files, so that `verify` reads the same again. */
export interface DataFlagsOfRun extends DataSources {
  /** The images of these classes only. */
  readonly classes?: readonly string[] | undefined;
}

/** What a run's summary.json says of how to make it again. */
export interface Receipt {
  readonly configuration: RunIdentity;
  readonly dataFlags: DataFlagsOfRun;
  /** sha256 of the weights that came of it. */
  readonly fingerprint: string;
}

const isPath = (value: unknown): boolean => typeof value === "string" && value !== "" && value.length <= 10_000;
const isShare = (value: unknown): boolean => typeof value === "number" && value > 0 && value <= 1;
const isInteger = (value: unknown, min: number, max: number): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;

type Check = readonly [fits: (value: unknown) => boolean, expected: string];
const isSide = (value: unknown): boolean => isInteger(value, 1, 1024);
const isColumn = (value: unknown): boolean => isPath(value) || isInteger(value, 1, 65_535);
const isRange = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] < value[1];
function isSize(value: unknown): boolean {
  const { height, width } = (value ?? {}) as { height?: unknown; width?: unknown };
  return isSide(height) && isSide(width);
}
const aPath: Check = [isPath, "a path"];
const aShare: Check = [isShare, "a number above 0, at most 1"];

const oneOf = (...values: readonly unknown[]): Check => [(value) => values.includes(value), values.join(", ")];
const isName = (value: unknown): boolean => typeof value === "string" && value !== "";

const DATA_FLAGS: Readonly<Record<Exclude<keyof DataFlagsOfRun, "form" | "decoders">, Check>> = {
  images: aPath,
  labels: aPath,
  folder: aPath,
  testImages: aPath,
  testLabels: aPath,
  testFolder: aPath,
  pairs: aPath,
  fraction: aShare,
  testFraction: aShare,
  classCount: [(value) => isInteger(value, 2, 65_536), "an integer from 2 to 65536"],
  path: aPath,
  testPath: aPath,
  labelColumn: [isColumn, "a name or a number from 1"],
  range: [isRange, "two numbers, the lower first"],
  holdOut: [(value) => value === 0 || (isShare(value) && Number(value) <= 0.5), "a number from 0 to 0.5"],
  size: [isSize, "a height and a width from 1 to 1024"],
  skipUnreadable: [(value) => typeof value === "boolean", "true or false"],
  fit: oneOf("contain", "cover", "stretch"),
  colour: oneOf("auto", "grey", "rgb"),
  background: oneOf("auto", "black", "white"),
  invert: oneOf("auto", true, false),
  classes: [(value) => Array.isArray(value) && value.length > 0 && value.every(isName), "a list of names of classes"],
};
const KEYS = Object.keys(DATA_FLAGS) as (keyof typeof DATA_FLAGS)[];

/** The flags that say which data to read, without those that were not given. */
export const dataFlagsOf = (source: DataFlagsOfRun): DataFlagsOfRun =>
  Object.fromEntries(KEYS.filter((key) => source[key] !== undefined).map((key) => [key, source[key]]));

function checkHash(key: string, hash: unknown, source: string): asserts hash is string {
  if (typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash)) return;
  throw new UnreadableFileError(
    `${source}: expected the run's ${key}, a sha256, 64 digits from 0 to f, got ${quoteValue(hash)}.`,
  );
}

/**
 * Reads the summary.json of a run, and checks all of it.
 * @throws UnreadableFileError naming the entry that is missing or wrong, and what it must be
 */
export function parseReceipt(text: string, source: string): Receipt {
  const value = parseJson(text) as { configuration?: unknown; fingerprint?: unknown } | null | undefined;
  if (value === undefined) {
    throw new UnreadableFileError(`${source}: expected the summary.json of a run, this is not JSON.`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UnreadableFileError(`${source}: expected the summary.json of a run, got ${quoteValue(value)}.`);
  }
  const { fingerprint } = value;
  checkHash("fingerprint", fingerprint, source);
  const configuration = checkIdentity(value.configuration, source);
  const { architecture } = configuration;
  for (const key of ["dataHash", "init", "pairs"] as const) {
    if (configuration[key] !== undefined) checkHash(key, configuration[key], source);
  }
  // The memory that it needs, too.
  if (architecture) parseArchitecture(JSON.stringify(architecture), source);
  const dataFlags = configuration.dataFlags ?? {};
  for (const [key, flag] of Object.entries(dataFlags)) {
    if (!Object.hasOwn(DATA_FLAGS, key)) {
      throw new UnreadableFileError(`${source}: dataFlags: there is no ${quote(key)}; ${suggest(key, KEYS)}`);
    }
    const [fits, expected] = DATA_FLAGS[key as keyof typeof DATA_FLAGS];
    if (!fits(flag)) {
      throw new UnreadableFileError(`${source}: dataFlags: expected ${key}, ${expected}, got ${quoteValue(flag)}.`);
    }
  }
  return { configuration, dataFlags: dataFlags as DataFlagsOfRun, fingerprint };
}
