import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import type { NatsConnection } from "@nats-io/transport-node";
import { printable } from "../../../message-text.ts";

type Transport = typeof import("@nats-io/transport-node");
type JetStream = typeof import("@nats-io/jetstream");
type ObjectStores = typeof import("@nats-io/obj");

/** A connection to a NATS server, and the packages that speak with it. */
export interface Nats {
  readonly connection: NatsConnection;
  readonly jetstream: JetStream;
  readonly objects: ObjectStores;
}

const PACKAGES = "@nats-io/transport-node @nats-io/jetstream @nats-io/obj";

async function load(): Promise<readonly [Transport, JetStream, ObjectStores]> {
  try {
    return await Promise.all([import("@nats-io/transport-node"), import("@nats-io/jetstream"), import("@nats-io/obj")]);
  } catch (error) {
    throw new Error(`--nats needs packages that are not installed: npm install ${PACKAGES}`, { cause: error });
  }
}

/** Milliseconds for which a server may be silent that is connected to. */
const CONNECT_MS = 5000;

/** What says who we are to the server: never an argument, which every process of a machine could see. */
export const NATS_VARIABLES =
  "NATS_TOKEN, NATS_USER and NATS_PASSWORD, NATS_CREDS (a file), NATS_CA, NATS_CERT and NATS_KEY (files, for TLS)";

/** @throws RangeError for an address that is none, or that holds a password */
function checkUrl(url: string): void {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new RangeError("--nats: expected the address of a server, such as nats://host:4222.");
  }
  if (!["nats:", "tls:"].includes(parsed.protocol) || parsed.hostname === "") {
    throw new RangeError("--nats: expected the address of a server, such as nats://host:4222 or tls://host:4222.");
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new RangeError(`--nats: a password in an address is seen by others; put it into ${NATS_VARIABLES}.`);
  }
}

/** Reads a file that a variable names. The error says the variable, not what is in the file. */
async function readNamed(variable: string): Promise<Buffer | undefined> {
  const path = process.env[variable];
  if (path === undefined || path === "") return undefined;
  return readFile(path).catch((error) => {
    throw new Error(`${variable}: the file ${printable(path)} cannot be read.`, { cause: error });
  });
}

/** TLS, where the address or a variable asks for it. */
async function tlsOptions(url: string) {
  const [ca, cert, key] = await Promise.all(["NATS_CA", "NATS_CERT", "NATS_KEY"].map(readNamed));
  if (!url.startsWith("tls:") && !ca && !cert) return undefined;
  const { hostname } = new URL(url);
  const files = Object.entries({ ca, cert, key }).flatMap(([name, file]) => (file ? [[name, file.toString()]] : []));
  return {
    ...Object.fromEntries(files),
    // The client tells Node no name where the address is a number, and Node then takes the server for "localhost".
    ...(isIP(hostname)
      ? { checkServerIdentity: (_: string, peer: PeerCertificate) => checkServerIdentity(hostname, peer) }
      : {}),
  };
}

/** Why there is no connection, in our own words: those of the client may repeat what it was given. */
function reasonOf({ name, message, code }: Error & { readonly code?: unknown }, isTls: boolean): string {
  const all = `${name} ${message}`;
  // A server that wants a certificate says so by an alert.
  if (/authorization|authentication|alert/i.test(`${all} ${code}`))
    return `it refuses who we are; see ${NATS_VARIABLES}`;
  if (/parse credentials/.test(all)) return "NATS_CREDS: the file holds no credentials";
  if (/CERT|VERIFY|ISSUER/.test(String(code))) return "its certificate is not trusted; see NATS_CA, a file";
  // One that wants a certificate falls silent without.
  if (isTls && name === "TimeoutError")
    return "it does not answer, or wants a certificate; see NATS_CERT and NATS_KEY, files";
  return "it does not answer";
}

/**
 * Connects to a server, as the environment says who we are.
 * @param wait whether to wait for a server that does not answer yet
 * @throws RangeError for another address; Error where the packages are missing or the server refuses
 */
export async function connectNats(url: string, name: string, wait: boolean): Promise<Nats> {
  checkUrl(url);
  const [{ connect, credsAuthenticator }, jetstream, objects] = await load();
  const { NATS_TOKEN: token, NATS_USER: user, NATS_PASSWORD: pass } = process.env;
  const creds = await readNamed("NATS_CREDS");
  const tls = await tlsOptions(url);
  try {
    const connection = await connect({
      servers: url.replace(/^(nats|tls):\/\//, ""),
      name,
      ...(token ? { token } : {}),
      ...(user ? { user } : {}),
      ...(pass ? { pass } : {}),
      ...(creds ? { authenticator: credsAuthenticator(creds) } : {}),
      ...(tls ? { tls } : {}),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 500,
      waitOnFirstConnect: wait,
      timeout: CONNECT_MS,
    });
    return { connection, jetstream, objects };
  } catch (error) {
    const reason = reasonOf(error as Error, tls !== undefined);
    throw new Error(`${printable(url)}: no connection to this NATS server: ${reason}.`, { cause: error });
  }
}
