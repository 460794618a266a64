// What is too long to run on every change, one part after the other: npm run test:long, or with names of parts, a few of
// them. A part that fails does not keep the others from running. docs/reliability.md says when it was last green.
import { spawnSync } from "node:child_process";

interface Part {
  readonly command: string;
  readonly env?: Record<string, string>;
}

const parts: Record<string, Part> = {
  nodes: { command: "npm run test:nodes" },
  browsers: { command: "npm run test:browser", env: { EVERY_ENGINE: "1" } },
  docs: { command: "npm run test:docs" },
  crash: { command: "npm run test:crash -- --count 500" },
  fuzz: { command: "npm run test:fuzz -- --count 200000 --seed 2" },
  soak: { command: "npm run test:soak -- --steps 1000000 --rounds 1000" },
  cluster: { command: "npm run test:cluster", env: { LONG: "1" } },
  memory: { command: "npm run test:memory" },
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
const report: string[] = [];
for (const name of names) {
  const part = parts[name];
  if (part === undefined) throw new RangeError(`No part is called ${name}; there are ${Object.keys(parts).join(", ")}`);
  const begin = performance.now();
  const { status } = spawnSync(part.command, { shell: true, stdio: "inherit", env: { ...process.env, ...part.env } });
  if (status !== 0) process.exitCode = 1;
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  report.push(`${name.padEnd(10)}${seconds.padStart(6)} s  ${status === 0 ? "passed" : "FAILED"}  ${part.command}`);
}
console.log(report.join("\n"));
