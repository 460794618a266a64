// Writes the training worker of Node into a TypeScript file as one text, so that the library needs no path to find it.
import { writeFileSync } from "node:fs";
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: ["src/node/worker-entry.ts"],
  bundle: true,
  minify: true,
  write: false,
  platform: "node",
  format: "cjs",
  target: "node20",
  plugins: [
    {
      name: "without-bytes",
      setup({ onLoad }) {
        // The worker is handed compiled kernels; their bytes need not travel with its text.
        onLoad({ filter: /kernels-base64\.ts$/ }, () => ({ contents: 'export const kernelsBase64 = "";' }));
      },
    },
  ],
});
const [{ text }] = outputFiles;
writeFileSync(
  "src/node/worker-source.ts",
  `// Made by scripts/embed-worker.mjs from worker-entry.ts.\nexport const workerSource = ${JSON.stringify(text)};\n`,
);
