import { realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
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

  /** Where a path is in truth. @throws UnreadableFileError if it leads out of the folder */
  follow(path: string): string {
    const root = this.#path;
    if (root === null) {
      return refuse(path, "expected images from the queue, got a path, and this worker has no --folder.");
    }
    if (isAbsolute(path)) refuse(path, "expected a path within the shared folder, got one from the root.");
    try {
      this.#root ??= realpathSync.native(root);
      const real = realpathSync.native(resolve(root, path));
      const below = relative(this.#root, real);
      if (below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below)) {
        refuse(path, "expected a path within the shared folder, got one that leads out of it.");
      }
      return real;
    } catch (error) {
      throw fileError(error, path);
    }
  }

  /**
   * As `follow`, but the last part of the path may be a link, so that not every file is looked for: it is to be opened
   * without following one.
   */
  approach(path: string): string {
    const end = path.lastIndexOf("/");
    const [folder, name] = [path.slice(0, Math.max(0, end)), path.slice(end + 1)];
    // Such parts are no names of files.
    if (end === 0 || /^\.{0,2}$|\\/.test(name)) return this.follow(path);
    if (this.#last?.folder !== folder) this.#last = { folder, real: this.follow(folder) };
    return `${this.#last.real}${sep}${name}`;
  }
}
