import { Command } from "commander";
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

/** The command line, with all of its commands. */
export function createProgram(): Command {
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
  return program;
}
