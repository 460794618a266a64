import { mkdir } from "node:fs/promises";
import { printable } from "../../message-text.ts";
import { failureReason, OutputError } from "./durable-write.ts";

/** Makes a folder and those around it, where they are missing. @throws OutputError if that cannot be */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const isFile = (error as NodeJS.ErrnoException).code === "EEXIST";
    const reason = isFile ? "there is a file of that name" : failureReason(error);
    throw new OutputError(`${printable(path)}: could not make this folder: ${reason}.`, { cause: error });
  }
}
