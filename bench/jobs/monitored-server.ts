import { freePort, NatsServer } from "../../test/cluster/nats-server.ts";

/** A NATS server that tells what goes through it. */
export class MonitoredServer {
  readonly #server: NatsServer;
  readonly #port: number;

  private constructor(server: NatsServer, port: number) {
    this.#server = server;
    this.#port = port;
  }

  static async start(): Promise<MonitoredServer> {
    const port = await freePort();
    return new MonitoredServer(await NatsServer.start("-m", String(port)), port);
  }

  get url(): string {
    return this.#server.url;
  }

  /** Messages and bytes since it was started, in and out. */
  async traffic(): Promise<{ readonly messages: number; readonly bytes: number }> {
    const found = await (await fetch(`http://127.0.0.1:${this.#port}/varz`)).json();
    return { messages: found.in_msgs + found.out_msgs, bytes: found.in_bytes + found.out_bytes };
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}
