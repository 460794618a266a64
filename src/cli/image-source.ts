import { createInterface } from "node:readline";
import type { Command } from "commander";
import type { Network } from "../nn/network.ts";
import { findImageFiles, type NamedFile } from "../node/read/image-files.ts";
import { refuseUnreadable } from "../read/image-folder.ts";
import { refuse } from "../read/unreadable.ts";
import { type EmbeddedFiles, embedFiles } from "../search/embed-files.ts";
import { createCountProgress } from "./count-progress.ts";
import { startEmbedding } from "./load-model.ts";
import { type CommonFlags, threadCount } from "./options.ts";

export interface ImageFlags extends CommonFlags {
  skipUnreadable?: boolean;
  threads: number;
}

export const addImageOptions = (command: Command, threads: "embed" | "embed and search" = "embed"): Command =>
  command
    .option("--skip-unreadable", "skip image files that cannot be read, and count them")
    .addOption(threadCount(threads));

export const PATHS_HELP =
  "PNG or JPEG files, folders or ZIP archives of them; - reads such paths from standard input, a line each";

/** The paths that were given, and in the place of "-" the lines of standard input. */
export async function* expandPaths(paths: readonly string[]): AsyncGenerator<string, void> {
  for (const path of paths) {
    if (path !== "-") yield path;
    else for await (const line of createInterface({ input: process.stdin })) if (line !== "") yield line;
  }
}

/** The image files that paths lead to. @throws UnreadableFileError if there is none */
export async function findImages(paths: readonly string[], quiet: boolean | undefined): Promise<NamedFile[]> {
  const expanded: string[] = [];
  for await (const path of expandPaths(paths)) expanded.push(path);
  const { images, others } = await findImageFiles(expanded);
  if (others > 0 && !quiet) console.error(`${others} file${others === 1 ? "" : "s"} left out, no images`);
  if (images.length === 0) refuse(expanded[0] ?? "standard input", "expected images, PNG or JPEG, got none.");
  return images;
}

/**
 * Hands on the images' embeddings, a few at a time, with a bar on the terminal.
 *
 * @returns why images were left out, one reason each
 * @throws UnreadableFileError, after the last image, if some cannot be read and these are not to be skipped
 */
export async function embedImages(
  network: Network,
  images: readonly NamedFile[],
  flags: ImageFlags,
  take: (part: EmbeddedFiles<NamedFile>) => void | Promise<void>,
): Promise<string[]> {
  await startEmbedding(network, images.length, flags.threads);
  const unreadable: string[] = [];
  const progress = createCountProgress(images.length, flags.quiet);
  try {
    for await (const part of embedFiles(network, images, (reason) => unreadable.push(reason))) {
      await take(part);
      progress.add(part.files.length);
    }
  } finally {
    progress.stop();
  }
  const some = `${unreadable.length} of ${images.length} image files cannot be read`;
  if (unreadable.length > 0 && !flags.skipUnreadable) refuseUnreadable(unreadable, some, "images");
  if (unreadable.length === images.length) refuse("images", "expected an image that can be read, got none.");
  if (unreadable.length > 0 && !flags.quiet) console.error(`${some} and are left out; the first: ${unreadable[0]}`);
  return unreadable;
}
