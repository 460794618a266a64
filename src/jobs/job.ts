import { sha256 } from "../formats/hash.ts";
import { quoteValue } from "../message-text.ts";
import type { ArchitectureSize } from "../nn/architecture-for.ts";
import { refuse } from "../read/unreadable.ts";
import { checkRecipe, type Recipe } from "../train/recipe.ts";
import { version } from "../version.ts";
import { canonicalJson, type Json } from "./canonical-json.ts";

/** Counts the changes of what a job is and of what its result holds. */
const JOB_FORMAT = 1;

interface AnyJob {
  readonly format: typeof JOB_FORMAT;
  /** Of the package: another may give other bits. */
  readonly version: string;
  /** sha256 of what it works on. */
  readonly data: string;
}

/** The embeddings of some images. */
export interface EmbedJob extends AnyJob {
  readonly kind: "embed";
  /** sha256 of the model file. */
  readonly model: string;
  /** Which shard of the images, from 0. `data` is the hash of this shard's names and bytes alone. */
  readonly shard: number;
}

/**
 * A network that is trained, and measured on held-out images. `data` is the hash of both sets of images, and of the pairs if
 * there is a list of them, packed.
 */
export interface TrainJob extends AnyJob {
  readonly kind: "train";
  /** All entries of it. */
  readonly recipe: Recipe;
  /** How large the layers are for the images; null with a dimension of null: the recipe's own. */
  readonly architecture: ArchitectureSize | null;
  /** Numbers in an embedding; null: as many as suit the images. */
  readonly dimension: number | null;
  /** sha256 of the model file whose layers and weights it starts with; null: the weights are drawn. */
  readonly init: string | null;
  readonly seed: number;
  /** Epochs after which it stops; those of the recipe, or fewer. */
  readonly until: number;
}

/**
 * A piece of work of which nothing but this is to be known: whoever does it, and whenever, comes to the same bytes. So a
 * result can be kept under the job's hash, done again, and compared.
 */
export type Job = EmbedJob | TrainJob;

export type JobKindName = Job["kind"];

/** What all jobs of this package's version begin with. */
export const jobBase = { format: JOB_FORMAT, version } as const;

/** The hash of a job: sha256 of its canonical JSON. */
export const hashJob = (job: Job): Promise<string> =>
  sha256(new TextEncoder().encode(canonicalJson(job as unknown as Json)));

/** Whether it is a sha256 in hexadecimal. */
export const isHash = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);

/** What each entry of a job must be, a kind a table. */
type Checks = Readonly<Record<string, readonly [what: string, fits: (value: unknown) => boolean]>>;

const HASH: Checks[string] = ["a sha256", isHash];
const COUNT: Checks[string] = ["an integer from 0", (value) => Number.isSafeInteger(value) && Number(value) >= 0];

function isRecipe(value: unknown): boolean {
  try {
    checkRecipe(value);
    return true;
  } catch {
    return false;
  }
}

const integer = (value: unknown, min: number, max: number): boolean =>
  Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;

/** Sizes that layers can be asked for. */
export const SIZES: readonly ArchitectureSize[] = ["small", "medium", "large"];
export const MAX_DIMENSION = 65_536;

const KINDS: Readonly<Record<JobKindName, Checks>> = {
  embed: { data: HASH, model: HASH, shard: COUNT },
  train: {
    data: HASH,
    recipe: ["a whole recipe", isRecipe],
    architecture: ["small, medium, large or null", (value) => value === null || SIZES.some((size) => size === value)],
    dimension: ["an integer from 1 or null", (value) => value === null || integer(value, 1, MAX_DIMENSION)],
    init: ["a sha256 or null", (value) => value === null || isHash(value)],
    seed: ["an integer from 0 to 4294967295", (value) => integer(value, 0, 2 ** 32 - 1)],
    until: ["an integer from 1", (value) => integer(value, 1, 1e6)],
  },
};

/** The entries that all kinds have. */
const COMMON: readonly string[] = ["format", "version", "kind"];

/**
 * Checks a job that came from elsewhere. Nothing in it is code or a path.
 * @param source where it came from, for errors
 * @throws UnreadableFileError naming what is wrong: another format or version, an unknown kind, an entry too many
 */
export function checkJob(value: unknown, source: string): Job {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(source, `expected a job, an object, got ${quoteValue(value)}.`);
  }
  const job = value as Readonly<Record<string, unknown>>;
  if (job.format !== JOB_FORMAT) {
    refuse(source, `expected a job of format ${JOB_FORMAT}, got ${quoteValue(job.format)}.`);
  }
  if (job.version !== version) {
    refuse(source, `expected a job of version ${version}, got one of version ${quoteValue(job.version)}.`);
  }
  const { kind } = job;
  if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind)) {
    return refuse(source, `expected a job of the kinds ${Object.keys(KINDS).join(", ")}, got ${quoteValue(kind)}.`);
  }
  const checks = KINDS[kind as JobKindName];
  for (const [key, [what, fits]] of Object.entries(checks)) {
    if (!fits(job[key])) refuse(source, `expected the job's ${key}, ${what}, got ${quoteValue(job[key])}.`);
  }
  const unknown = Object.keys(job).find((key) => !COMMON.includes(key) && !Object.hasOwn(checks, key));
  if (unknown !== undefined) refuse(source, `a job of kind ${kind} has no ${quoteValue(unknown)}.`);
  return value as Job;
}
