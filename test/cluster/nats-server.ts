import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { COMMAND_LINE } from "../support/command-line.ts";

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => socket.destroy(new Error("enough")));
    socket.on("data", () => {});
    socket.on("error", (error) => resolve(error.message === "enough"));
  });

/** The real server, Debian's nats-server, on a port of its own. */
export class NatsServer {
  readonly url: string;
  readonly #port: number;
  readonly #store = mkdtempSync(join(tmpdir(), "siamese-nats-"));
  readonly #args: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, args: readonly string[]) {
    this.#port = port;
    this.#args = args;
    this.url = `nats://127.0.0.1:${port}`;
  }

  static async start(...args: string[]): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), args);
    await server.start();
    return server;
  }

  /** Starts it, again after `kill`, with more arguments than at first if they are given. */
  async start(...more: string[]): Promise<void> {
    const args = ["-a", "127.0.0.1", "-p", String(this.#port), "-js", "-sd", this.#store, ...this.#args, ...more];
    this.#process = spawn("nats-server", args, { stdio: "ignore" });
    for (let i = 0; i < 500 && !(await answers(this.#port)); i++) {
      if (this.#process.exitCode !== null) throw new Error(`nats-server ${args.join(" ")}: it has ended.`);
      await sleep(20);
    }
  }

  /** kill -9. @param deleteStore whether all that it has kept is deleted too */
  async kill(deleteStore = false): Promise<void> {
    const child = this.#process;
    if (!child) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
    this.#process = undefined;
    if (deleteStore) rmSync(this.#store, { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await this.kill(true);
  }
}

/** A worker process of the command line; kill -9 and start it again at will. */
export class WorkerProcess {
  readonly #args: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #ended: Promise<number | null> = Promise.resolve(0);
  /** Of standard error, and of standard output. */
  text = "";
  output = "";

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.#args = ["worker", "--threads", "1", ...args];
    this.#env = env;
    this.start();
  }

  start(): void {
    const child = spawn(process.execPath, [...COMMAND_LINE, ...this.#args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: this.#env,
    });
    child.stderr.on("data", (chunk) => (this.text += chunk));
    child.stdout.on("data", (chunk) => (this.output += chunk));
    this.#ended = new Promise((resolve) => child.once("close", resolve));
    this.#child = child;
  }

  /** Its exit code, when it has ended. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  get pid(): number {
    return Number(this.#child?.pid);
  }

  /** What its process was started with, as everyone on the machine sees it. */
  get listing(): string {
    return execFileSync("ps", ["-ww", "-o", "args=", "-p", String(this.#child?.pid)], { encoding: "utf8" });
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    this.#child?.kill(signal);
    await this.#ended;
  }
}
