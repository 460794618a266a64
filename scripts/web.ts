// npm run web: builds the page and serves it, to this machine alone. With --host to other devices in its networks too; with
// --folder what is built already.
import { once } from "node:events";
import { access } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildWeb } from "./build-web.ts";
import { serveFolder } from "./serve-web.ts";

/** This machine's addresses in its networks: those that other machines there reach it by. */
const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flat()
    .flatMap((found) => (found && found.family === "IPv4" && !found.internal ? [found.address] : []));

const USAGE = "npm run web -- [--host] [--folder DIR], PORT=8080";

/** Ends with one line of what went wrong. */
function refuse(line: string): never {
  console.error(line);
  process.exit(1);
}

function optionsOf(args: readonly string[]): { readonly host: boolean; readonly folder: string | undefined } {
  const known = { host: { type: "boolean", default: false }, folder: { type: "string" } } as const;
  try {
    const { values } = parseArgs({ args: [...args], options: known });
    return { host: values.host, folder: values.folder };
  } catch (error) {
    const [said] = (error as Error).message.split(/[.\n]/);
    return refuse(`${said}; expected ${USAGE}`);
  }
}

const options = optionsOf(process.argv.slice(2));
const port = Number(process.env.PORT ?? 8080);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  refuse(`PORT: expected a whole number up to 65535, got ${process.env.PORT}; expected ${USAGE}`);
}
const { host: isForAll } = options;
const folder = resolve(options.folder ?? "dist-web");
const host = isForAll ? "0.0.0.0" : "127.0.0.1";
try {
  // Before the build, which takes some seconds.
  const probe = createServer().listen(port, host);
  await once(probe, "listening");
  probe.close();
  await once(probe, "close");
  if (options.folder === undefined) await buildWeb(folder);
  else await access(join(folder, "index.html"));
  const server = await serveFolder(folder, { port, host });
  const { port: given } = server.address() as AddressInfo;
  console.log(`http://localhost:${given}/`);
  console.log(`http://localhost:${given}/worker/  does jobs of a NATS server`);
  const addresses = isForAll ? ownAddresses() : [];
  for (const address of addresses) console.log(`http://${address}:${given}/  for other devices in this network`);
  if (isForAll && addresses.length === 0)
    console.log("This machine is in no network: there is no address for other devices.");
} catch (error) {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") refuse(`Port ${port} is in use; try another: PORT=${port + 1} npm run web`);
  if (code === "EACCES") refuse(`Port ${port} is not open to this user; try another: PORT=8080 npm run web`);
  if (code === "ENOENT" && options.folder !== undefined) refuse(`--folder: there is no ${path}`);
  throw error;
}
