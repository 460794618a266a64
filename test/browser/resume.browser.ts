import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { takeFraction } from "../../src/data/dataset.ts";
import { decodeCheckpoint } from "../../src/formats/decode-checkpoint.ts";
import { fingerprint } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { Trainer } from "../../src/train/trainer.ts";
import { engines } from "./support/engines.ts";
import { GOLDEN_FINGERPRINT, GOLDEN_STEPS, goldenRun } from "./support/golden.ts";
import { RUN_GOLDEN } from "./support/run-golden.ts";
import { type Site, serveSite } from "./support/site.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-resume-"));
const checkpoint = join(folder, "run", "checkpoint.safetensors");
let site: Site;
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await site?.stop();
});

/** A run from the command line with the golden run's settings, killed some time after its first checkpoint. */
beforeAll(async () => {
  site = await serveSite(inject("folder"));
  const flags = ["--recipe", "notebook", "--epochs", "2", "--threads", "1", "--checkpoint-every", "100"];
  const command = ["--import", "tsx", "src/cli/main.ts", "train", ...flags, "--out", join(folder, "run")];
  const child = spawn(process.execPath, command, { stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("close", resolve));
  while (!existsSync(checkpoint) && child.exitCode === null) await sleep(5);
  child.kill("SIGKILL");
  await ended;
});

it.each(engines)(
  "a run killed in Node goes on in $name, and back in Node, to the bits of one never stopped",
  async ({ start }) => {
    const file = readFileSync(checkpoint);
    const visitor = await start();
    let saved: string;
    try {
      await visitor.goto(site.url);
      const order = { backend: "wasm", threads: 1, checkpoint: file.toString("base64"), until: 850 };
      const result = await visitor.run<{ saved: string; error?: string }>(RUN_GOLDEN, order);
      expect(result.error).toBeUndefined();
      saved = result.saved;
    } finally {
      await visitor.close();
    }
    const train = takeFraction((await loadDefaultMnist()).train, 0.1);
    const trainer = new Trainer(await createNetwork({ seed: goldenRun.seed }), { ...goldenRun, dataset: train });
    expect(decodeCheckpoint(file, trainer.network).state.step).toBeLessThan(850);
    trainer.state = decodeCheckpoint(Buffer.from(saved, "base64"), trainer.network).state;
    expect(trainer.step).toBe(850);
    for (const _ of trainer.run()) if (trainer.step === GOLDEN_STEPS) break;
    expect(await fingerprint(trainer.network)).toBe(GOLDEN_FINGERPRINT);
  },
);
