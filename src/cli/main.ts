#!/usr/bin/env node
import { CommanderError } from "commander";
import { UnreadableFileError } from "../errors.ts";
import { createProgram } from "./program.ts";

// A reader that has enough, such as `head`, is no failure of ours. What goes to standard error is not needed to go on.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
process.stderr.on("error", () => {});

try {
  await createProgram().parseAsync();
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
