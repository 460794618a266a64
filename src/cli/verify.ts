import { Command } from "commander";
import { UnreadableFileError } from "../errors.ts";
import { fingerprint } from "../formats/model.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import type { Configuration } from "../node/run-configuration.ts";
import { checkRecipe } from "../train/recipe.ts";
import { addCommonOptions, type CommonFlags, threadCount } from "./options.ts";
import { packageVersion } from "./package-version.ts";
import { createProgress } from "./progress.ts";
import { setUpTraining } from "./training-setup.ts";

interface Receipt {
  configuration: Configuration;
  fingerprint: string;
}

function parseReceipt(text: string, source: string): Receipt {
  try {
    const receipt = JSON.parse(text) as Receipt;
    checkRecipe(receipt.configuration.recipe);
    if (!/^[0-9a-f]{64}$/.test(receipt.fingerprint)) throw new TypeError("there is no fingerprint");
    return receipt;
  } catch (error) {
    throw new UnreadableFileError(`${source}: expected the summary.json of a run: ${(error as Error).message}`);
  }
}

async function verify(file: string, flags: CommonFlags & { threads: number }): Promise<void> {
  const receipt = parseReceipt(new TextDecoder().decode(await readBytes(file)), file);
  const { configuration } = receipt;
  const { dataFlags, recipe, seed, initFile, version } = configuration;
  if (version !== packageVersion()) {
    console.error(`This is version ${packageVersion()}, the run was made with ${version}: other bits are no surprise.`);
  }
  const init = initFile === undefined ? {} : { init: initFile };
  const setup = await setUpTraining({ ...dataFlags, recipe, seed, ...init, threads: flags.threads });
  const { network, trainer } = setup;
  const progress = createProgress(flags.quiet === true);
  let found: string;
  try {
    for (const key of ["dataHash", "pairs", "init"] as const) {
      const [was, is] = [configuration[key], setup.configuration[key]];
      if (was !== is)
        throw new RangeError(`${file}: the run's ${key} was ${was}, here it is ${is}: not the same data.`);
    }
    for (const event of trainer.run()) progress.show(event);
    found = await fingerprint(network);
  } finally {
    progress.stop();
    network.close();
  }
  const same = found === receipt.fingerprint;
  if (flags.json) console.log(JSON.stringify({ same, fingerprint: found, expected: receipt.fingerprint }, null, 2));
  else console.log(same ? `The same bits: ${found}` : `Other bits: ${found}, expected ${receipt.fingerprint}`);
  if (!same) process.exitCode = 1;
}

export function verifyCommand(): Command {
  const command = new Command("verify")
    .description("Train again as a run's summary.json says, and tell whether the weights have the same bits.")
    .argument("<summary.json>", "the receipt of a run")
    .addOption(threadCount());
  addCommonOptions(command);
  command.addHelpText("after", "\nExample:\n  siamese-simd verify runs/all/summary.json");
  return command.action(verify);
}
