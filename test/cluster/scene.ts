import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { type Outcome, runCommand } from "../support/command-line.ts";
import { writeImages } from "../support/image-folder.ts";
import { NatsServer, WorkerProcess } from "./nats-server.ts";

/** Bytes before the numbers in files that are written here. */
const NPY_HEAD = 128;

/** A model, images, their embeddings by one process, and a server. */
export class Scene {
  readonly folder = mkdtempSync(join(tmpdir(), "siamese-cluster-"));
  readonly model = join(this.folder, "model.safetensors");
  readonly shared = join(this.folder, "shared");
  readonly images = join(this.shared, "images");
  readonly server: NatsServer;
  readonly #workers: WorkerProcess[] = [];

  private constructor(server: NatsServer) {
    this.server = server;
  }

  static async set(count: number, ...serverArgs: string[]): Promise<Scene> {
    const scene = new Scene(await NatsServer.start(...serverArgs));
    const { folder, model } = scene;
    writeFileSync(model, saveModel(await createNetwork({ seed: 2 })));
    const pixels = (i: number) => Uint8Array.from({ length: 784 }, (_, at) => (at * (i + 3)) % 251);
    const files = Object.fromEntries(Array.from({ length: count }, (_, i) => [`shared/images/${i}.png`, pixels(i)]));
    await writeImages(folder, files, 28, 28);
    await scene.embedPlainly();
    return scene;
  }

  async clear(): Promise<void> {
    await this.endWorkers();
    await this.server.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** What one process makes of the images. */
  async embedPlainly(): Promise<void> {
    const out = join(this.folder, "plain.npy");
    await runCommand("embed", this.images, "--model", this.model, "--out", out, "--quiet");
  }

  startWorker(...args: string[]): WorkerProcess {
    const worker = new WorkerProcess(["--nats", this.server.url, ...args]);
    this.#workers.push(worker);
    return worker;
  }

  async endWorkers(): Promise<void> {
    for (const worker of this.#workers.splice(0)) await worker.kill();
  }

  embedArgs(out: string, shards: number, ...more: string[]): string[] {
    return [
      ...["embed", this.images, "--model", this.model, "--shards", String(shards), "--out", join(this.folder, out)],
      ...["--nats", this.server.url, "--ack-wait", "1", "--json", ...more],
    ];
  }

  embed(out: string, shards: number, ...more: string[]): Promise<Outcome> {
    return runCommand(...this.embedArgs(out, shards, ...more));
  }

  /** Holds the shards of a run against what one process makes. */
  async expectWhole(out: string): Promise<void> {
    const read = (name: string) => readFileSync(join(this.folder, name));
    const merged = await runCommand("merge", join(this.folder, out), "--out", join(this.folder, `${out}-merged.npy`));
    expect(merged).toMatchObject({ code: 0 });
    expect(read(`${out}-merged.npy`)).toEqual(read("plain.npy"));
    expect(read(`${out}-merged.names.json`)).toEqual(read("plain.names.json"));
    const lines = read(join(out, "shards.jsonl")).toString().trim().split("\n");
    const shards = lines.map((line) => read(join(out, JSON.parse(line).file)).subarray(NPY_HEAD));
    expect(Buffer.concat(shards)).toEqual(read("plain.npy").subarray(NPY_HEAD));
  }

  /** Files of results that there are. */
  results(out: string): string[] {
    const path = join(this.folder, out, "results");
    return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(".result")) : [];
  }

  /** Who made the results of a run, and how many each. */
  makers(out: string): Record<string, number> {
    const makers: Record<string, number> = {};
    for (const name of this.results(out)) {
      const [header] = readFileSync(join(this.folder, out, "results", name), "latin1").split("\n", 1);
      const { worker } = JSON.parse(header) as { worker: string };
      makers[worker] = (makers[worker] ?? 0) + 1;
    }
    return makers;
  }
}
