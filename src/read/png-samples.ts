import type { PngParts } from "./png-chunks.ts";

/**
 * A sample of 16 bits as one of 8, v * 255 / 65535 rounded to the nearest (PNG specification, third edition, 13.12).
 * Exact in integers, and without ties, since 65535 / 255 is odd.
 */
export const to8Bits = (sample: number): number => (sample * 255 + 32895) >> 16;

/** Channels of the picture: the file's, or three of a palette, and one more if a colour is see-through. */
export function countChannels({ header, transparency }: PngParts): 1 | 2 | 3 | 4 {
  return ((header.isIndexed ? 3 : header.samples) + (transparency ? 1 : 0)) as 1 | 2 | 3 | 4;
}

/** The samples of a row as the file counts them: 0 to 2^depth - 1. */
function unpack(row: Uint8Array, depth: number, samples: Uint16Array): void {
  if (depth === 16) {
    for (let i = 0; i < samples.length; i++) samples[i] = (row[2 * i] << 8) | row[2 * i + 1];
    return;
  }
  const mask = (1 << depth) - 1;
  for (let i = 0, bit = 0; i < samples.length; i++, bit += depth) {
    samples[i] = (row[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
  }
}

/** Writes one unfiltered row of `columns` pixels, the first at `pixels[at]`, the next ones `stride` bytes apart. */
export type StoreRow = (row: Uint8Array, columns: number, at: number, stride: number) => void;

/** @param onMissing is told of a pixel whose colour the palette does not have */
export function storeIndexed(
  { header: { depth }, palette, transparency }: PngParts,
  pixels: Uint8Array,
  onMissing: (colour: number) => never,
): StoreRow {
  const colours = palette.length / 3;
  return (row, columns, at, stride) => {
    const places = new Uint16Array(columns);
    unpack(row, depth, places);
    for (const place of places) {
      if (place >= colours) onMissing(place);
      pixels[at] = palette[3 * place];
      pixels[at + 1] = palette[3 * place + 1];
      pixels[at + 2] = palette[3 * place + 2];
      if (transparency) pixels[at + 3] = place < transparency.length ? transparency[place] : 255;
      at += stride;
    }
  };
}

/** Of grey and RGB, with alpha, with one see-through colour, or neither. */
export function storeSamples({ header: { depth, samples }, transparency }: PngParts, pixels: Uint8Array): StoreRow {
  const most = 2 ** depth - 1;
  // 255, 85, 17 or 1, of 1, 2, 4 or 8 bits.
  const scale = 255 / most;
  // Of fewer bits than 16 the format counts the lowest alone.
  const key =
    transparency &&
    Array.from({ length: samples }, (_, c) => {
      return ((transparency[2 * c] << 8) | transparency[2 * c + 1]) & most;
    });
  return (row, columns, at, stride) => {
    if (depth === 8 && stride === samples) {
      pixels.set(row, at);
      return;
    }
    const values = new Uint16Array(columns * samples);
    unpack(row, depth, values);
    for (let i = 0; i < values.length; i += samples, at += stride) {
      let isKey = true;
      for (let c = 0; c < samples; c++) {
        const value = values[i + c];
        pixels[at + c] = depth === 16 ? to8Bits(value) : value * scale;
        if (key && value !== key[c]) isKey = false;
      }
      if (key) pixels[at + samples] = isKey ? 0 : 255;
    }
  };
}
