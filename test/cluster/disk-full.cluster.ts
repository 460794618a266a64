// The disk of the one who gives out jobs is full: a small file system of its own, in a namespace where mounting is allowed.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { COMMAND_LINE, runCommand } from "../support/command-line.ts";
import { writeDigits } from "../support/digit-files.ts";
import { NatsServer, WorkerProcess } from "./nats-server.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-disk-"));
const at = (...path: string[]) => join(folder, ...path);
afterAll(() => rmSync(folder, { recursive: true }));

const COUNT = 300;
const NAMESPACE = ["--user", "--map-root-user", "--mount"];
// A container may forbid it.
const canMount = spawnSync("unshare", [...NAMESPACE, "true"]).status === 0;

it.skipIf(!canMount)(
  "says that its disk is full, leaves nothing half-written, and goes on when there is room",
  async () => {
    writeFileSync(at("model.safetensors"), saveModel(await createNetwork({ seed: 2 })));
    await writeDigits(at("images"), COUNT);
    const embed = ["embed", at("images"), "--model", at("model.safetensors"), "--quiet"];
    await runCommand(...embed, "--out", at("plain.npy"));
    mkdirSync(at("disk"));
    const server = await NatsServer.start();
    const worker = new WorkerProcess(["--nats", server.url, "--folder", at("images")]);
    const shell = (...words: string[]) =>
      [process.execPath, ...COMMAND_LINE, ...words].map((word) => `'${word}'`).join(" ");
    const nats = ["--nats", server.url, "--folder", at("images"), "--compare", "0"];
    const run = shell(...embed, "--shards", String(COUNT), "--out", at("disk/out"), ...nats, "--json");
    const script = [
      // A file takes 4096 bytes: first not all results have room, then, these being there, not all shards.
      `mount -t tmpfs -o size=800k none '${at("disk")}'`,
      `${run} 2> '${at("error-1")}'; cp -r '${at("disk/out")}' '${at("full-1")}'`,
      `${shell("jobs", "--out", at("disk/out"), "--json")} > '${at("jobs.json")}'`,
      `mount -o remount,size=16m '${at("disk")}'`,
      `${run} > '${at("first.json")}' && cd '${at("disk/out")}' && rm shard* manifest.json && cd - > '${at("cd")}'`,
      `mount -o remount,size=2400k '${at("disk")}'`,
      `${run} 2> '${at("error-2")}'; cp -r '${at("disk/out")}' '${at("full-2")}'`,
      `mount -o remount,size=16m '${at("disk")}'`,
      `${run} && cp -r '${at("disk/out")}' '${at("whole")}'`,
      shell("merge", at("disk/out"), "--out", at("merged.npy"), "--quiet"),
    ].join("\n");
    let printed: string;
    try {
      printed = execFileSync("unshare", [...NAMESPACE, "sh", "-c", script], { encoding: "utf8" });
    } finally {
      await worker.kill();
      await server.stop();
    }
    const full = "could not write this file: no space left on the disk.\n";
    expect(readFileSync(at("error-1"), "utf8")).toMatch(
      new RegExp(`^error: .*/results/[0-9a-f]{64}\\.result: ${full}$`),
    );
    expect(readFileSync(at("error-2"), "utf8")).toMatch(new RegExp(`^error: .*/out/shard-.*: ${full}$`));
    const { done, broken } = JSON.parse(readFileSync(at("jobs.json"), "utf8"));
    expect(broken).toEqual([]);
    for (const stopped of ["full-1", "full-2"]) {
      const files = readdirSync(at(stopped), { recursive: true, encoding: "utf8" }).filter(
        (name) => name !== "results",
      );
      // Nothing but what is whole: in the second, shards too.
      const allowed = /^(plan\.json|jobs\.txt|results\/[0-9a-f]{64}\.result|shard-\d{5}\.(npy|names\.json))$/;
      expect(files.filter((name) => !allowed.test(name))).toEqual([]);
      for (const name of files.filter((each) => each.startsWith("shard-") || each.startsWith("results"))) {
        expect(readFileSync(at(stopped, name)).equals(readFileSync(at("whole", name)))).toBe(true);
      }
    }
    expect(readdirSync(at("full-1/results"))).toHaveLength(done);
    expect(done).toBeLessThan(COUNT);
    expect(JSON.parse(printed)).toMatchObject({ done: COUNT, known: COUNT, failed: 0 });
    expect(readFileSync(at("merged.npy"))).toEqual(readFileSync(at("plain.npy")));
  },
);
