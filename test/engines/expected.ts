import { golden } from "../golden/recipes.ts";
import { type Row, rows } from "./rows.ts";

/** The engines that have no threads: WebKitGTK, as Debian builds it, has no shared memory. The others must have them. */
export const withoutThreads: readonly string[] = ["WebKitGTK", "workerd"];

/** What every engine is to give: the sha256 as Node 20 gave them on x86-64. */
export const expected: Readonly<Record<Row, string>> = {
  "best, 300 steps": golden.best.after300,
  "best, 300 steps, two threads": golden.best.after300,
  "best, whole": golden.best.whole,
  "photo, 100 steps": "cdd1cda1b79ba4bd39e50f72eb695036f6ace02cd0158e782df3580be8bb4344",
  "symbols, 30 steps": "a5644c70afba5966afc8936faaacf3cad66cedb24fd984bc3e01da2f16641ec0",
  "pixels of PNG files": "05f1b4145402aa5c886ebec389a30273f4fc263f3f2b901d0a2780edae8bfe5a",
  "pixels of JPEG files": "71b61d1392af33c1abae6560041e84b5925ac5380fb353cc6ae12a6318ed959d",
  // As the sources have them, which this is run from.
  "names of eleven entries": await rows["names of eleven entries"](),
};
