import { refuse } from "./unreadable.ts";

/** What is recognised and read. */
export type ReadableFormat = "png" | "jpeg" | "zip" | "gzip" | "npy" | "npz" | "idx" | "safetensors" | "json" | "text";

const AS_PICTURE = "save it as PNG or JPEG";
const UNPACK = "unpack it, or make a ZIP of it";
const AS_CSV = 'save it as CSV with DataFrame.to_csv("data.csv", index=False), or its pictures as files';
const SAVE_ARRAYS = 'save the arrays with numpy.savez("data.npz", X=X, y=y)';
const SAVE_WEIGHTS =
  'save the weights with safetensors.torch.save_file(model.state_dict(), "model.safetensors") in Python';

/** What is recognised to be refused: what it is, and what to do. */
const UNREADABLE = {
  heic: ["a HEIC image", AS_PICTURE],
  avif: ["an AVIF image", AS_PICTURE],
  gif: ["a GIF image", AS_PICTURE],
  tiff: ["a TIFF image", AS_PICTURE],
  webp: ["a WebP image", `${AS_PICTURE}, or hand in a decoder for WebP`],
  bmp: ["a BMP image", AS_PICTURE],
  icon: ["an ICO image", AS_PICTURE],
  photoshop: ["a Photoshop image", AS_PICTURE],
  "jpeg-xl": ["a JPEG XL image", AS_PICTURE],
  "jpeg-2000": ["a JPEG 2000 image", AS_PICTURE],
  svg: ["an SVG drawing", "draw it into a PNG first"],
  pdf: ["a PDF document", "save its pages as PNG"],
  office: ["an Office document", "save a table as CSV, and pictures as PNG"],
  pytorch: ["a PyTorch file of pickled Python", SAVE_WEIGHTS],
  pickle: ["a file of pickled Python", `${SAVE_ARRAYS}, or ${SAVE_WEIGHTS}`],
  keras: ["a Keras model", "save its weights as safetensors"],
  hdf5: ["an HDF5 file", SAVE_ARRAYS],
  matlab: ["a MATLAB file", SAVE_ARRAYS],
  parquet: ["a Parquet table", AS_CSV],
  arrow: ["an Arrow table", AS_CSV],
  tar: ["a tar archive", UNPACK],
  rar: ["a RAR archive", UNPACK],
  "7z": ["a 7z archive", UNPACK],
  xz: ["an xz archive", UNPACK],
  bzip2: ["a bzip2 archive", UNPACK],
  zstd: ["a Zstandard archive", UNPACK],
} as const satisfies Record<string, readonly [what: string, advice: string]>;

export type UnreadableFormat = keyof typeof UNREADABLE;
export type FileFormat = ReadableFormat | UnreadableFormat;

/** How many first bytes `sniff` looks at, at most. */
export const SNIFF_BYTES = 512;

/** Any byte. */
const ANY = -1;

// Only bytes of ASCII are written as text: a page that names no encoding would read others as it likes.
/** First bytes, and at which byte they are, if not the first. */
const SIGNATURES: readonly (readonly [FileFormat, readonly (number | string)[], number?])[] = [
  ["png", [0x89, "PNG\r\n\x1a\n"]],
  ["jpeg", [0xff, 0xd8, 0xff]],
  ["gzip", ["\x1f", 0x8b]],
  ["npy", [0x93, "NUMPY"]],
  ["gif", ["GIF8"]],
  ["tiff", ["II*\0"]],
  ["tiff", ["MM\0*"]],
  ["tiff", ["II+\0"]],
  ["webp", ["RIFF", ANY, ANY, ANY, ANY, "WEBP"]],
  ["icon", ["\0\0\x01\0"]],
  ["photoshop", ["8BPS"]],
  ["jpeg-xl", [0xff, "\n"]],
  ["jpeg-xl", ["\0\0\0\x0cJXL "]],
  ["jpeg-2000", ["\0\0\0\x0cjP  "]],
  ["jpeg-2000", [0xff, "O", 0xff, "Q"]],
  ["pdf", ["%PDF-"]],
  ["office", [0xd0, 0xcf, "\x11", 0xe0, 0xa1, 0xb1, "\x1a", 0xe1]],
  ["hdf5", [0x89, "HDF\r\n\x1a\n"]],
  ["matlab", ["MATLAB 5.0 MAT-file"]],
  ["parquet", ["PAR1"]],
  ["arrow", ["ARROW1"]],
  ["tar", ["ustar"], 257],
  ["rar", ["Rar!\x1a\x07"]],
  ["7z", ["7z", 0xbc, 0xaf, "'\x1c"]],
  ["xz", [0xfd, "7zXZ\0"]],
  ["bzip2", ["BZh"]],
  ["zstd", ["(", 0xb5, "/", 0xfd]],
];

const toBytes = (parts: readonly (number | string)[]): number[] =>
  parts.flatMap((part) => (typeof part === "number" ? part : Array.from(part, (char) => char.charCodeAt(0))));

const has = (bytes: Uint8Array, signature: readonly (number | string)[], at: number): boolean =>
  toBytes(signature).every((byte, i) => byte === ANY || bytes[at + i] === byte);

/** What an ISO base media file (ISO/IEC 14496-12) holds, by its brand. */
const BRANDS: Readonly<Record<string, FileFormat>> = {
  avif: "avif",
  avis: "avif",
  ...Object.fromEntries(["heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"].map((brand) => [brand, "heic"])),
};

/** What a ZIP holds, by the name of its first entry. */
const FIRST_ENTRIES: readonly (readonly [FileFormat, RegExp])[] = [
  ["npz", /\.npy$/],
  ["pytorch", /(^|\/)data\.pkl$/],
  ["keras", /^(metadata|config)\.json$|\.weights\.h5$/],
  ["office", /^(\[Content_Types\]\.xml|mimetype)$/],
];

// Everything below a space but tab, line feed, form feed and return.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const BINARY = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/;

function sniffText(bytes: Uint8Array): FileFormat | undefined {
  if (bytes.length === 0) return undefined;
  let text: string;
  try {
    // As a stream: the last character may be cut.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
  if (BINARY.test(text)) return undefined;
  if (/^\s*(<\?xml[^>]*>\s*)?(<!--[^>]*>\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg/i.test(text)) return "svg";
  return /^\s*[[{]/.test(text) ? "json" : "text";
}

/**
 * What a file is, by its first bytes; its name says nothing.
 * @param bytes at least the first `SNIFF_BYTES`, or the whole file if it has fewer
 * @returns undefined for anything unknown, and for no bytes
 */
export function sniff(bytes: Uint8Array): FileFormat | undefined {
  const start = bytes.subarray(0, SNIFF_BYTES);
  for (const [format, signature, at = 0] of SIGNATURES) if (has(start, signature, at)) return format;
  if (has(start, ["PK\x03\x04"], 0)) {
    const nameEnd = 30 + (start[26] ?? 0) + 256 * (start[27] ?? 0);
    const name = new TextDecoder().decode(start.subarray(30, nameEnd));
    return FIRST_ENTRIES.find(([, pattern]) => pattern.test(name))?.[0] ?? "zip";
  }
  // An archive without entries, or in parts.
  if (has(start, ["PK\x05\x06"], 0) || has(start, ["PK\x07\x08"], 0)) return "zip";
  if (has(start, ["ftyp"], 4)) return BRANDS[String.fromCharCode(...start.subarray(8, 12))];
  if (start[0] === 0 && start[1] === 0 && [8, 9, 11, 12, 13, 14].includes(start[2]) && start[3] > 0) return "idx";
  // Eight bytes of header length, the upper four 0, and a JSON object.
  if (has(start, ["\0\0\0\0{"], 4)) return "safetensors";
  // A pickle's protocol, then a frame, a mark or a container.
  const pickled = toBytes([0x95, "(}]c", 0x8c]);
  if (start[0] === 0x80 && start[1] >= 2 && start[1] <= 5 && pickled.includes(start[2])) return "pickle";
  if (has(start, ["BM"], 0) && has(start, ["\0\0\0\0"], 6)) return "bmp";
  return sniffText(start);
}

const IMAGES: ReadonlySet<FileFormat> = new Set([
  "png",
  "jpeg",
  "heic",
  "avif",
  "gif",
  "tiff",
  "webp",
  "bmp",
  "icon",
  "photoshop",
  "jpeg-xl",
  "jpeg-2000",
  "svg",
]);

/** Whether a format holds a picture, be it read here or not. */
export const isImageFormat = (format: FileFormat): boolean => IMAGES.has(format);

export const isReadable = (format: FileFormat): format is ReadableFormat => !Object.hasOwn(UNREADABLE, format);

/** @throws UnreadableFileError always: names the format and says what to do */
export function refuseFormat(format: UnreadableFormat, source: string): never {
  const [what, advice] = UNREADABLE[format];
  return refuse(source, `${what} is not read here; ${advice}.`);
}
