import { Command } from "commander";
import { printable } from "../message-text.ts";
import { JobFolder } from "../node/jobs/job-folder.ts";
import { surveyJobs } from "../node/jobs/survey.ts";
import { addCommonOptions, type CommonFlags } from "./options.ts";

interface JobsFlags extends CommonFlags {
  out: string;
}

/** Reasons that are kept of broken results. */
const MAX_BROKEN = 100;

async function run({ out, json }: JobsFlags): Promise<void> {
  const broken: string[] = [];
  const folder = await JobFolder.open(out, (reason) => {
    if (broken.length < MAX_BROKEN) broken.push(reason);
  });
  try {
    const { kind } = folder.plan;
    const survey = await surveyJobs(folder, broken);
    if (json) {
      console.log(JSON.stringify({ out, kind, ...survey }, null, 2));
      return;
    }
    const { jobs, done, running, failed, waiting, coordinator } = survey;
    console.log(
      `${jobs} jobs of kind ${kind}: ${done} done, ${running.length} running, ${failed.length} failed, ${waiting} waiting`,
    );
    console.log(
      coordinator ? `Process ${coordinator.pid} on ${printable(coordinator.host)} runs them.` : "Nobody runs them now.",
    );
    for (const { number, hash, worker } of running)
      console.log(`running  job ${number}, ${hash.slice(0, 12)}  ${worker}`);
    for (const { number, hash, reason, attempts } of failed) {
      console.log(`failed   job ${number}, ${hash.slice(0, 12)}, tried ${attempts} times: ${printable(reason)}`);
    }
    for (const reason of broken) console.log(`broken   ${reason}`);
  } finally {
    await folder.close();
  }
}

export function jobsCommand(): Command {
  const command = new Command("jobs")
    .description(
      "Print how far the jobs in a folder are: done, running, failed with reasons, waiting. Reads every result.",
    )
    .requiredOption("--out <dir>", "the folder of embed --shards or of sweep");
  addCommonOptions(command);
  command.addHelpText("after", "\nExample:\n  siamese-simd jobs --out shards");
  return command.action(run);
}
