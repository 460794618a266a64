// The blocks of code that the docs site runs, as they stand.
import { readFileSync } from "node:fs";

interface Sample {
  readonly title: string;
  readonly code: string;
}

const SAMPLES = ["README.md", "docs/coming-from.md"];

/** Named by the headings that they stand under. */
export const samples: readonly Sample[] = SAMPLES.flatMap((file) => {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^```js\n(.*?)^```/gms)].map(([, code], i) => {
    const heading = [...text.slice(0, text.indexOf(code)).matchAll(/^## (.*)$/gm)].at(-1);
    return { title: heading?.[1] ?? `${file}, ${i + 1}`, code };
  });
});

/** In Markdown, each with a place for its button. */
export function liveBlocks(): string {
  return samples
    .map(
      ({ title, code }, i) =>
        `## ${title}\n\n\`\`\`js\n${code}\`\`\`\n\n<div class="live" data-sample="${i}" data-title="${title}"></div>\n`,
    )
    .join("\n");
}
