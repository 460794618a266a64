// Every limit of the readers. Each is checked before the memory or time that it guards is spent.

/** Pixels along a side of an image file: a photograph of 12 megapixels is 4032x3024. */
export const MAX_IMAGE_SIDE = 4096;

/** Bytes of one image's pixels, as the file has them: 64 MiB, for RGB and alpha of 8 bits at the longest sides. */
export const MAX_IMAGE_BYTES = 2 ** 26;

/** Bytes of one image file. */
export const MAX_IMAGE_FILE_BYTES = 2 ** 26;

/** Bytes of decoded images that are kept while a data set is looked at; the others are decoded twice. */
export const MAX_KEPT_IMAGE_BYTES = 2 ** 27;

/** Image files that are read while one is decoded, and their bytes in all; a larger one is read alone. */
export const MAX_READ_AHEAD_FILES = 8;
export const MAX_READ_AHEAD_BYTES = 2 ** 22;

/** Chunks of a PNG, or segments of a JPEG: enough for the largest file in pieces of 1 KiB. */
export const MAX_IMAGE_PIECES = 2 ** 16;

/** Deflate (RFC 1951) unpacks to at most this many times its size: 258 bytes for two bits. */
export const MAX_DEFLATE_RATIO = 1032;

/** Scans of one progressive JPEG. The usual scripts have 6 to 13; each costs a pass over the whole picture. */
export const MAX_JPEG_SCANS = 32;

/** Entries of a ZIP archive. */
export const MAX_ZIP_ENTRIES = 250_000;

/** Bytes of a ZIP archive's directory: 64 MiB, 268 for each of the most entries. */
export const MAX_ZIP_DIRECTORY_BYTES = 2 ** 26;

/**
 * A ZIP archive may unpack to 16 MiB plus this many times its own size, all entries together. Pictures need once,
 * tables ten times.
 */
export const MAX_ZIP_RATIO = 100;
export const ZIP_RATIO_BASE = 2 ** 24;

/** Bytes of one array or table in memory: 1 GiB, 20 times MNIST. */
export const MAX_ARRAY_BYTES = 2 ** 30;

/** Bytes of a list in JSON: 64 MiB, some 20,000 of MNIST's digits. Its numbers take four times as much when parsed. */
export const MAX_JSON_BYTES = 2 ** 26;

/** Bytes of an .npy file's header; numpy itself reads at most 10,000 unless told. */
export const MAX_NPY_HEADER_BYTES = 2 ** 16;

/** Dimensions of an .npy array, numpy's own limit. */
export const MAX_NPY_DIMENSIONS = 32;

/**
 * Gzip may unpack to 128 KiB plus 10 times its own size: MNIST needs 5 times, as CSV 9, and what a small file unpacks
 * to must be parsed in little time too. A packed bomb would need 1000 times.
 */
export const GUNZIP_BASE = 2 ** 17;
export const GUNZIP_RATIO = 10;

/** Bytes of one line of a CSV file: a row of 128x128 pixels in colour and a label stays below. */
export const MAX_CSV_LINE = 2 ** 18;

/** Blank lines that a CSV file may end in. */
export const MAX_CSV_BLANK_LINES = 1000;

/** Pixels along a side of an image in a CSV file, and in an IDX file. */
export const MAX_CSV_SIDE = 128;
export const MAX_IDX_SIDE = 1024;

/** Files of one data set. */
export const MAX_DATA_FILES = 250_000;

/** Unreadable files that an error names, of many. */
export const MAX_REPORTED_FILES = 20;
