import { Command } from "commander";
import { UnreadableFileError } from "../errors.ts";
import { fingerprint } from "../formats/model.ts";
import { quote } from "../message-text.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { differences } from "../run/differences.ts";
import { version } from "../version.ts";
import { addCommonOptions, type CommonFlags, threadCount } from "./options.ts";
import { createProgress } from "./progress.ts";
import { parseReceipt } from "./receipt.ts";
import { setUpTraining } from "./training-setup.ts";

async function verify(file: string, flags: CommonFlags & { threads: number }): Promise<void> {
  const receipt = parseReceipt(new TextDecoder().decode(await readBytes(file)), file);
  const { configuration, dataFlags } = receipt;
  const { recipe, architecture, seed, initFile } = configuration;
  if (configuration.version !== version) {
    const made = quote(configuration.version);
    console.error(`This is version ${version}, the run was made with ${made}: other bits are no surprise.`);
  }
  const setup = await setUpTraining({
    ...dataFlags,
    recipe,
    architecture,
    seed,
    init: initFile,
    threads: flags.threads,
  });
  const { network, trainer } = setup;
  const progress = createProgress(flags.quiet === true);
  let found: string;
  try {
    const different = differences({ ...configuration, version }, setup.identity);
    if (different.length > 0) {
      throw new UnreadableFileError(
        `${file}: this run cannot be made again here, since something differs: ${different.join("; ")}.`,
      );
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
    .addOption(threadCount("train"));
  addCommonOptions(command);
  command.addHelpText("after", "\nExample:\n  siamese-simd verify runs/all/summary.json");
  return command.action(verify);
}
