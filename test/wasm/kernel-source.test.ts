import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveFolder } from "../../scripts/serve-web.ts";
import { fingerprint } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";

const image = Uint8Array.from({ length: 784 }, (_, i) => (i * 7) % 256);

describe("createNetwork's kernels", () => {
  let server: Awaited<ReturnType<typeof serveFolder>>;
  let base: string;
  beforeAll(async () => {
    server = await serveFolder("build", { port: 0, headers: false });
    base = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
  });
  afterAll(() => server.close());

  it("come as bytes, as a module or from a URL, and give the same", async () => {
    const bytes = new Uint8Array(await readFile("build/kernels.wasm"));
    const inside = await createNetwork();
    const wanted = [await fingerprint(inside), inside.embed(image)];
    for (const kernels of [bytes, await WebAssembly.compile(bytes), new URL("kernels.wasm", base)]) {
      const network = await createNetwork({ kernels });
      expect(network.backend).toBe("wasm");
      expect([await fingerprint(network), network.embed(image)]).toEqual(wanted);
    }
  });

  it("that are not there are an error, and not a reason to be slow", async () => {
    await expect(createNetwork({ kernels: new URL("none.wasm", base) })).rejects.toThrow(/none.wasm: .* answered 404/);
    await expect(createNetwork({ kernels: Uint8Array.of(1, 2, 3) })).rejects.toThrow(WebAssembly.CompileError);
  });
});
