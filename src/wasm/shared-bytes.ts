const IMPORT_SECTION = 2;
const MEMORY_IMPORT = 2;
const WITH_MAXIMUM = 1;
const SHARED_WITH_MAXIMUM = 3;

/**
 * The same module, importing a shared memory: one flag of the memory's limits is all that tells the two apart
 * (WebAssembly threads proposal, "Shared Linear Memory"), so the code need not travel twice.
 * @throws TypeError if the bytes import no memory with a maximum
 */
export function shareMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(bytes);
  let at = 8;
  const integer = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = result[at++];
      value |= (byte & 127) << shift;
      if (!(byte & 128)) return value >>> 0;
    }
  };
  const name = (): void => {
    const length = integer();
    at += length;
  };
  while (at < result.length) {
    const section = result[at++];
    const size = integer();
    if (section !== IMPORT_SECTION) {
      at += size;
      continue;
    }
    integer(); // The count: the memory is the only import.
    name();
    name();
    if (result[at++] !== MEMORY_IMPORT || result[at] !== WITH_MAXIMUM) break;
    result[at] = SHARED_WITH_MAXIMUM;
    return result;
  }
  throw new TypeError("These kernels import no memory with a maximum: they cannot be run by several threads.");
}
