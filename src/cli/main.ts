#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { UnreadableFileError } from "../errors.ts";
import { version } from "../version.ts";
import { compareCommand } from "./compare.ts";
import { dedupeCommand } from "./dedupe.ts";
import { embedCommand } from "./embed.ts";
import { evaluateCommand } from "./evaluate.ts";
import { exportCommand } from "./export.ts";
import { classifyCommand, teachCommand } from "./gallery.ts";
import { jobsCommand } from "./jobs.ts";
import { mergeCommand } from "./merge.ts";
import { reproduceCommand } from "./reproduce.ts";
import { searchCommand } from "./search.ts";
import { sweepCommand } from "./sweep.ts";
import { trainCommand } from "./train.ts";
import { verifyCommand } from "./verify.ts";
import { workerCommand } from "./worker.ts";

// A reader that has enough, such as `head`, is no failure of ours. What goes to standard error is not needed to go on.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
process.stderr.on("error", () => {});

const program = new Command("siamese-simd")
  .description("Train and use a small Siamese network that tells whether two small images show the same thing.")
  .version(version)
  .showHelpAfterError("(add --help for the options)")
  .exitOverride();

for (const command of [
  trainCommand(),
  evaluateCommand(),
  compareCommand(),
  embedCommand(),
  sweepCommand(),
  jobsCommand(),
  mergeCommand(),
  searchCommand(),
  dedupeCommand(),
  exportCommand(),
  teachCommand(),
  classifyCommand(),
  verifyCommand(),
  reproduceCommand(),
  workerCommand(),
]) {
  command.exitOverride().showHelpAfterError("(add --help for the options)");
  program.addCommand(command);
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version end with 0; everything else that commander refuses is wrong usage. It has said so already.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof UnreadableFileError) for (const line of error.details) console.error(`  ${line}`);
    process.exitCode = error instanceof RangeError || error instanceof TypeError ? 2 : 1;
    if (process.env.DEBUG) console.error(error);
  }
}
