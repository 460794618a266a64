import type { RecipeName } from "../run/recipes.ts";

/** A row of docs/quality.md's table: how it is trained, and what came of it. */
export interface PublishedRow {
  /** Names its results file. */
  readonly name: string;
  readonly recipe: RecipeName;
  readonly seed: number;
  /** Share of MNIST's 60,000 training images. */
  readonly fraction: number;
  readonly epochs?: number;
  /** sha256 of the weights. */
  readonly fingerprint: string;
}

const rowsOf = (
  block: string,
  how: Omit<PublishedRow, "name" | "seed" | "fingerprint">,
  fingerprints: readonly string[],
) =>
  fingerprints.map((fingerprint, i): PublishedRow => ({ name: `${block}-${i + 1}`, ...how, seed: i + 1, fingerprint }));

/** In the table's order. Computed with Node 20 on x86-64. */
export const publishedRows: readonly PublishedRow[] = [
  ...rowsOf("best", { recipe: "best", fraction: 0.1 }, [
    "8c9893750df8f85055e40610484f1a2314809c227a695fc491628a3691488993",
    "4e70e496b780149630762b207e292f68afa94bd144bb73b3d1e7bcc83af2d376",
    "0b153a10ce81f9360e3247921d9496a765038e5096c975d2bd1224052fb427a0",
  ]),
  ...rowsOf("quick", { recipe: "quick", fraction: 0.1 }, [
    "557ff3ce71108f55cd7037a52f5c38b6275926f905889596cb64721c1df36945",
    "264b35de9691f5b9cb3676baf554252aad1163537c26e3de87e62eeb9dba4375",
    "3195589c942caceb2b38364828f22e6623da8e5de069b6467b0e0be4d087a360",
  ]),
  ...rowsOf("notebook", { recipe: "notebook", fraction: 0.1 }, [
    "8520c411cef50f58f346736c9febb498aac595f07cee32d0f47331f6adafb2f7",
    "40945a3393a4b0fe3f7fec0a05dd22f92c35898c97c49c6c7161d6f14a36827b",
    "2a6d3389123a8553d17184665bd3bfb8006660526d3357605175944747e4342e",
  ]),
  ...rowsOf("all", { recipe: "best", fraction: 1, epochs: 60 }, [
    "897cf712335c62857b47191376ffd692505fc37bfd6df9f31340b2fa8f3154bc",
    "a98b2b86f03c193f52a2e9773c9000c9ec0d5a4fff969da51ccb0cd925d67007",
    "b2520af0b6f1c42bd7f0672af6ecd2bc9c3f9872da34cc0455224adc9dc8ba5e",
  ]),
];
