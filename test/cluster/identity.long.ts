// Who we are to the server, by every way that the client has: npm run test:long cluster.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nkeys } from "@nats-io/nats-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { COMMAND_LINE, type Outcome } from "../support/command-line.ts";
import { NatsServer, WorkerProcess } from "./nats-server.ts";
import { Scene } from "./scene.ts";

const SECRET = "s3cret-of-the-test";
const keys = mkdtempSync(join(tmpdir(), "siamese-keys-"));
let scene: Scene;
beforeAll(async () => {
  scene = await Scene.set(4);
});
afterAll(async () => {
  await scene.clear();
  rmSync(keys, { recursive: true });
});

/** Writes a file beside the others of this test. */
function write(name: string, text: string): string {
  const path = join(keys, name);
  writeFileSync(path, text);
  return path;
}

/** A run of two jobs, as the environment says who we are. */
const embed = (url: string, env: Record<string, string> = {}): Promise<Outcome> =>
  new Promise((resolve) => {
    const out = mkdtempSync(join(keys, "out-"));
    const args = [
      ...["embed", scene.images, "--model", scene.model, "--shards", "2", "--out", out],
      ...["--nats", url, "--quiet"],
    ];
    const child = spawn(process.execPath, [...COMMAND_LINE, ...args], { env: { ...process.env, ...env } });
    let stderr = "";
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.on("close", (code) => resolve({ code: code ?? -1, stdout: out, stderr }));
  });

/** Holds that jobs go through a guarded server, and that no secret is seen. */
async function expectWork(url: string, env: Record<string, string>): Promise<void> {
  const worker = new WorkerProcess(["--nats", url], { ...process.env, ...env });
  try {
    const { code, stdout: out, stderr } = await embed(url, env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(worker.listing).not.toContain(SECRET);
    expect(worker.text).not.toContain(SECRET);
    expect(() => execFileSync("grep", ["-r", SECRET, out])).toThrow();
  } finally {
    await worker.kill();
  }
}

async function expectRefusal(url: string, env: Record<string, string>, reason: RegExp): Promise<void> {
  const { code, stderr } = await embed(url, env);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: [^\n]*\n$/);
  expect(stderr).toMatch(reason);
  expect(stderr).not.toContain(SECRET);
}

async function withServer(args: readonly string[], use: (server: NatsServer) => Promise<void>): Promise<void> {
  const server = await NatsServer.start(...args);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

it("works with a token; says one line where it is wrong, or the server is missing, or an address is", async () => {
  await withServer(["--auth", SECRET], async ({ url }) => {
    await expectWork(url, { NATS_TOKEN: SECRET });
    await expectRefusal(url, { NATS_TOKEN: `${SECRET}-not` }, /it refuses who we are/);
    const inUrl = await embed(url.replace("//", `//me:${SECRET}@`));
    expect(inUrl).toMatchObject({ code: 2, stderr: expect.stringContaining("is seen by others") });
    expect(inUrl.stderr).not.toContain(SECRET);
  });
  await expectRefusal("nats://127.0.0.1:1", {}, /^error: nats:\/\/127.0.0.1:1: no connection .*does not answer\.\n$/);
  expect(await embed("http://127.0.0.1")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("nats://host:4222"),
  });
});

it("works with a user and a password, and with neither is refused", async () => {
  await withServer(["--user", "worker", "--pass", SECRET], async ({ url }) => {
    await expectWork(url, { NATS_USER: "worker", NATS_PASSWORD: SECRET });
    await expectRefusal(url, { NATS_USER: "worker", NATS_PASSWORD: "other" }, /it refuses who we are/);
    await expectRefusal(url, {}, /it refuses who we are/);
  });
});

/** A JSON Web Token as NATS has them: https://docs.nats.io/running-a-nats-service/configuration/securing_nats/jwt */
function token(by: nkeys.KeyPair, sub: string, name: string, nats: object): string {
  const encode = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64url");
  const claims = { jti: name, iat: Math.floor(Date.now() / 1000), iss: by.getPublicKey(), name, sub, nats };
  const signed = [{ typ: "JWT", alg: "ed25519-nkey" }, claims].map((part) => encode(JSON.stringify(part))).join(".");
  return `${signed}.${encode(by.sign(new TextEncoder().encode(signed)))}`;
}

it("works with a credentials file: a user's token, signed by an account, and its seed", async () => {
  const [operator, account, user] = [nkeys.createOperator(), nkeys.createAccount(), nkeys.createUser()];
  const system = nkeys.createAccount().getPublicKey();
  const all = { subs: -1, conn: -1, leaf: -1, imports: -1, exports: -1, data: -1, payload: -1, wildcards: true };
  const limits = { ...all, mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
  const accountId = account.getPublicKey();
  const operatorToken = token(operator, operator.getPublicKey(), "operator", { type: "operator", version: 2 });
  const systemToken = token(operator, system, "system", { type: "account", version: 2, limits: all });
  const accountToken = token(operator, accountId, "account", { type: "account", version: 2, limits });
  const userToken = token(account, user.getPublicKey(), "user", {
    type: "user",
    version: 2,
    subs: -1,
    data: -1,
    payload: -1,
  });
  const seed = new TextDecoder().decode(user.getSeed());
  const block = (name: string, text: string) => `-----BEGIN ${name}-----\n${text}\n------END ${name}------\n\n`;
  const creds = (of: string) => block("NATS USER JWT", userToken) + block("USER NKEY SEED", of);
  const config = write(
    "operator.conf",
    `operator: ${operatorToken}\nsystem_account: ${system}\nresolver: MEMORY\n` +
      `resolver_preload: { ${system}: ${systemToken}, ${accountId}: ${accountToken} }\n`,
  );
  await withServer(["-c", config], async ({ url }) => {
    await expectWork(url, { NATS_CREDS: write("user.creds", creds(seed)) });
    const other = new TextDecoder().decode(nkeys.createUser().getSeed());
    await expectRefusal(url, { NATS_CREDS: write("other.creds", creds(other)) }, /it refuses who we are/);
    await expectRefusal(url, { NATS_CREDS: join(keys, "none") }, /NATS_CREDS: the file .* cannot be read/);
    await expectRefusal(url, { NATS_CREDS: write("empty.creds", SECRET) }, /NATS_CREDS: .* no credentials/);
  });
});

/** A certificate of an authority that is made here. @param name what it is for */
function certificate(name: string): { readonly cert: string; readonly key: string } {
  const [cert, key, request] = ["crt", "key", "csr"].map((ending) => join(keys, `${name}.${ending}`));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const fresh = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key];
  if (name.endsWith("authority")) {
    openssl("req", "-x509", ...fresh, "-out", cert, "-subj", `/CN=${name}`, "-days", "2");
    return { cert, key };
  }
  openssl("req", ...fresh, "-out", request, "-subj", `/CN=${name}`);
  const extensions = write(`${name}.ext`, "subjectAltName = IP:127.0.0.1");
  const signer = ["-CA", join(keys, "authority.crt"), "-CAkey", join(keys, "authority.key"), "-CAcreateserial"];
  openssl("x509", "-req", "-in", request, ...signer, "-out", cert, "-days", "2", "-extfile", extensions);
  return { cert, key };
}

it("works by TLS with an own authority, which is asked for, and shows a certificate where the server wants one", async () => {
  const [authority, other, server, client] = ["authority", "other-authority", "server", "client"].map(certificate);
  const tls = ["--tls", "--tlscert", server.cert, "--tlskey", server.key];
  await withServer(tls, async ({ url }) => {
    const secure = url.replace("nats:", "tls:");
    await expectWork(secure, { NATS_CA: authority.cert });
    await expectRefusal(secure, {}, /its certificate is not trusted; see .*NATS_CA/);
    await expectRefusal(secure, { NATS_CA: other.cert }, /its certificate is not trusted/);
    await expectRefusal(secure, { NATS_CA: join(keys, "none") }, /NATS_CA: the file .* cannot be read/);
  });
  await withServer([...tls, "--tlsverify", "--tlscacert", authority.cert], async ({ url }) => {
    const secure = url.replace("nats:", "tls:");
    await expectWork(secure, { NATS_CA: authority.cert, NATS_CERT: client.cert, NATS_KEY: client.key });
    await expectRefusal(secure, { NATS_CA: authority.cert }, /wants a certificate; see NATS_CERT and NATS_KEY/);
  });
});
