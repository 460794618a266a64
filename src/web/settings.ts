import { printable } from "../message-text.ts";
import type { Architecture } from "../nn/architecture.ts";
import type { Backend } from "../nn/network.ts";
import { isRecipeName, type RecipeName, recipeNames, recipes, resolveRecipe } from "../run/recipes.ts";
import type { Recipe } from "../train/recipe.ts";

/** What the visitor can choose before a run. */
export interface Settings {
  /** The name of one of the recipes. */
  readonly recipe: string;
  readonly epochs: number;
  readonly batch: number;
  readonly lr: number;
  readonly margin: number;
  readonly seed: number;
  /** Threads that train. They change the speed, never the bits. */
  readonly threads: number;
  /** Default: SIMD where the browser has it. The same bits either way. */
  readonly backend?: Backend;
  /** Layers in place of the recipe's own. */
  readonly architecture?: Architecture;
  /** The name of the file that they are from; undefined if that is a checkpoint. */
  readonly architectureFile?: string | undefined;
}

// Long enough to be watched and to do well with drawings, short enough to be waited for: some five seconds on a laptop.
const EPOCHS = 60;

/** The settings that the page begins with: what its build trains in Node to know the fingerprint. */
export const defaultSettings: Settings = { ...settingsOf("best"), epochs: EPOCHS };

/** A recipe's own settings. @throws RangeError if there is no such recipe */
export function settingsOf(name: string): Settings {
  const { epochs, batch, lr, margin } = recipes[nameOf(name)];
  return { recipe: name, epochs, batch, lr, margin, seed: 1, threads: 1 };
}

/** The recipe that settings carry out. @throws RangeError if there is no such recipe, or an entry is out of range */
export const recipeFrom = ({ recipe, epochs, batch, lr, margin }: Settings): Recipe =>
  resolveRecipe(nameOf(recipe), { epochs, batch, lr, margin });

function nameOf(name: string): RecipeName {
  if (isRecipeName(name)) return name;
  throw new RangeError(`Expected a recipe (${recipeNames.join(", ")}), got "${name}".`);
}

/** Whether two runs' settings give the same bits. */
export function sameBits(a: Settings, b: Settings): boolean {
  const keys = ["recipe", "epochs", "batch", "lr", "margin", "seed"] as const;
  const isSame = JSON.stringify(a.architecture) === JSON.stringify(b.architecture);
  return isSame && keys.every((key) => a[key] === b[key]);
}

/** A file's name as a shell takes it, and no flag. */
function shellWord(name: string): string {
  const word = name.startsWith("-") ? `./${name}` : name;
  return /^[\w./-]+$/.test(word) ? word : `'${printable(word).replaceAll("'", "'\\''")}'`;
}

/** The command that makes the same run in Node, in the repository. */
export function commandOf(settings: Settings): string {
  const { recipe, architecture, architectureFile } = settings;
  // What only a file of the run knows cannot be named on a command line.
  if (!isRecipeName(recipe) || (architecture && !architectureFile)) return "npm run train -- --resume";
  const own = settingsOf(recipe);
  const flags = [`--recipe ${recipe}`];
  for (const key of ["epochs", "batch", "lr", "margin", "seed"] as const) {
    if (settings[key] !== own[key]) flags.push(`--${key} ${settings[key]}`);
  }
  if (architectureFile !== undefined) flags.push(`--architecture ${shellWord(architectureFile)}`);
  return `npm run train -- ${flags.join(" ")}`;
}
