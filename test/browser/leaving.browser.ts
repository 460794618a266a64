import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { engines } from "./support/engines.ts";
import { fill, openPage, text } from "./support/page-actions.ts";
import { type Site, serveSite } from "./support/site.ts";
import { type Visitor, waitFor } from "./support/visitor.ts";

// A browser puts a page that is left aside as it is, with whatever it was writing. The page opened next must not wait for it.
describe.each(engines)("A page left at once, with $name", ({ start }) => {
  let visitor: Visitor;
  let site: Site;
  beforeAll(async () => {
    site = await serveSite(inject("folder"));
    visitor = await start();
    await openPage(visitor, site.url);
    await fill(visitor, "#epochs", 1);
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
  });

  it("opens again, whatever it was keeping, with what it kept", async () => {
    for (let seed = 2; seed < 6; seed++) {
      await fill(visitor, "#seed", seed);
      await visitor.click("#start");
      await waitFor(visitor, 'return document.querySelector("#start").textContent !== "Train"');
      await openPage(visitor, `${site.url}?again=${seed}`);
      expect(await visitor.run('return document.querySelector("#epochs").value')).toBe("1");
    }
    expect(await text(visitor, "#status")).not.toContain("Getting");
  });
});
