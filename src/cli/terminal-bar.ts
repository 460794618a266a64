import { SingleBar } from "cli-progress";
import pc from "picocolors";

/** Whether standard error is a terminal that can draw a bar. */
export const drawsBars = (): boolean => process.stderr.isTTY && process.env.TERM !== "dumb";

/** A bar on standard error, followed by what is in `rest`; gone when it stops. */
export const terminalBar = (rest: string): SingleBar =>
  new SingleBar({
    format: `${pc.cyan("{bar}")} {percentage}%  ${rest}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
    fps: 10,
  });
