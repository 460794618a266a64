// What the page is made of, as an archive: the page links to it, whoever serves it.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { create } from "tar";

const FOLDERS = ["assembly", "docs", "scripts", "src"];
/** What the build makes, and pictures. */
const LEFT_OUT = /(kernels-text|worker-source|scan-source|thread-source|digits-base64|jpeg-wasm)\.ts$|\.(png|jpg)$/;
const PACKAGE = /^(package.*|tsconfig.*|asconfig)\.json$|^(LICENSE|README\.md|CHANGELOG\.md)$/;

/** Writes the files that the page is built from as a .tar.gz, always of the same bytes. */
export async function writeSourceArchive(path: string): Promise<void> {
  const inFolders = await Promise.all(
    FOLDERS.map(async (folder) =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && !LEFT_OUT.test(entry.name))
        .map(({ parentPath, name }) => join(parentPath, name)),
    ),
  );
  const paths = [...(await readdir(".")).filter((name) => PACKAGE.test(name)), ...inFolders.flat()].sort();
  await create({ file: path, gzip: { level: 9 }, portable: true, noMtime: true, prefix: "siamese-simd" }, paths);
}
