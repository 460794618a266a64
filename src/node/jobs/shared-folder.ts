import { realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { refuse } from "../../read/unreadable.ts";
import { fileError } from "../read/data-files.ts";

/** The one folder in which paths of tasks that come from other machines stay, links followed. */
export class SharedFolder {
  readonly #path: string | null;
  #root: string | undefined;
  /** The folder in it that was asked for last, and where it is in truth: most of a task's images lie in one. */
  #last: { readonly folder: string; readonly real: string } | undefined;

  /** @param path null if nothing may be read */
  constructor(path: string | null) {
    this.#path = path;
  }

  #within(path: string, from: string, absolute: string): string {
    this.#root ??= realpathSync.native(from);
    const real = realpathSync.native(absolute);
    const below = relative(this.#root, real);
    if (below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below)) {
      refuse(path, "expected a path within the shared folder, got one that leads out of it.");
    }
    return real;
  }

  #resolve(path: string, use: (root: string, absolute: string) => string): string {
    const root = this.#path;
    if (root === null) {
      return refuse(path, "expected images from the queue, got a path, and this worker has no --folder.");
    }
    if (isAbsolute(path)) refuse(path, "expected a path within the shared folder, got one from the root.");
    try {
      return use(root, resolve(root, path));
    } catch (error) {
      throw fileError(error, path);
    }
  }

  /** Where a path is in truth. @throws UnreadableFileError if it leads out of the folder */
  follow(path: string): string {
    return this.#resolve(path, (root, absolute) => this.#within(path, root, absolute));
  }

  /**
   * As `follow`, but the last part of the path may be a link, so that not every file is looked for: it is to be opened
   * without following one.
   */
  approach(path: string): string {
    return this.#resolve(path, (root, absolute) => {
      const folder = dirname(absolute);
      if (this.#last?.folder !== folder) this.#last = { folder, real: this.#within(path, root, folder) };
      return join(this.#last.real, basename(absolute));
    });
  }
}
