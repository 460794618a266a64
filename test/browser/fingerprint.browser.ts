import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { engines } from "./support/engines.ts";
import { GOLDEN_FINGERPRINT } from "./support/golden.ts";
import { RUN_GOLDEN } from "./support/run-golden.ts";
import { type Site, serveSite } from "./support/site.ts";
import type { Visitor } from "./support/visitor.ts";

interface Result {
  readonly fingerprint: string;
  readonly backend: string;
  readonly error?: string;
}

describe.each(engines)("$name", ({ start }) => {
  let visitor: Visitor;
  let site: Site;
  beforeAll(async () => {
    site = await serveSite(inject("folder"));
    visitor = await start();
    await visitor.goto(site.url);
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
  });

  const expectGolden = async (backend: "wasm" | "js", threads: number) => {
    const { fingerprint, backend: used, error } = await visitor.run<Result>(RUN_GOLDEN, { backend, threads });
    expect(error).toBeUndefined();
    expect(used).toBe(backend);
    expect(fingerprint).toBe(GOLDEN_FINGERPRINT);
  };

  it("gives Node's fingerprint after 1,000 steps with the SIMD kernels", () => expectGolden("wasm", 1));
  it("gives it with the scalar kernels", () => expectGolden("js", 1));
  it("gives it with two threads, where the engine has them", async () => {
    const isIsolated = await visitor.run<boolean>("return crossOriginIsolated && 'SharedArrayBuffer' in globalThis");
    // WebKitGTK, as Debian builds it, has no shared memory; the other two must have it.
    expect(isIsolated || visitor.name === "WebKitGTK").toBe(true);
    if (isIsolated) await expectGolden("wasm", 2);
  });
});
