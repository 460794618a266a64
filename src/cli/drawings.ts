import { drawingOf } from "../data/drawing-image.ts";
import { prepareImage } from "../data/preparation.ts";
import { imageFormOf } from "../nn/image-form.ts";
import type { Network } from "../nn/network.ts";
import type { NamedFile } from "../node/read/image-files.ts";
import { readImageFile } from "../read/image-folder.ts";

const SIDE = 28;

/** Whether a network takes drawings: images whose preparation it does not say, of MNIST's size. */
export function takesDrawings({ architecture, preparation }: Pick<Network, "architecture" | "preparation">): boolean {
  const { height, width, channels } = architecture.input;
  return preparation === undefined && height === SIDE && width === SIDE && channels === 1;
}

/** An image as a network takes it. */
export async function readImage(network: Network, { file }: NamedFile): Promise<Uint8Array> {
  const image = await readImageFile(file);
  return takesDrawings(network) ? drawingOf(image) : prepareImage(image, imageFormOf(network));
}

/** The name of the sub-folder that an image of a folder lies in: what it shows. Undefined if it lies in none. */
export function folderNameOf({ file }: NamedFile): string | undefined {
  const [name, inner] = file.path.split("/");
  return inner === undefined ? undefined : name;
}
