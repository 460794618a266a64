/** The CRC of PNG and ZIP (ISO 3309, polynomial 0xEDB88320), a table of four bytes at a time. */
const TABLES = Array.from({ length: 4 }, () => new Uint32Array(256));
for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  TABLES[0][byte] = crc;
}
for (let byte = 0; byte < 256; byte++) {
  for (let k = 1; k < 4; k++) TABLES[k][byte] = (TABLES[k - 1][byte] >>> 8) ^ TABLES[0][TABLES[k - 1][byte] & 255];
}

const [TABLE_0, TABLE_1, TABLE_2, TABLE_3] = TABLES;

/** The CRC-32 of the bytes from `start` to before `end`: 0 to 2^32 - 1. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = 0xffffffff;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    crc ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    crc = TABLE_3[crc & 255] ^ TABLE_2[(crc >>> 8) & 255] ^ TABLE_1[(crc >>> 16) & 255] ^ TABLE_0[crc >>> 24];
  }
  for (; i < end; i++) crc = (crc >>> 8) ^ TABLE_0[(crc ^ bytes[i]) & 255];
  return ~crc >>> 0;
}
