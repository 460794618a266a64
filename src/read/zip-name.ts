/** The upper half of IBM's code page 437, in which names are that are not marked as UTF-8 (APPNOTE, appendix D). */
const CP437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

function decode(bytes: Uint8Array, isUtf8: boolean): { name: string; isWhole: boolean } {
  try {
    // Many archivers write UTF-8 without saying so.
    return { name: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), isWhole: true };
  } catch {
    const name = Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : CP437[byte - 128])).join("");
    return { name, isWhole: !isUtf8 };
  }
}

/**
 * The name of a ZIP's entry, with `/` between folders.
 * @returns the name, whether it is a folder's, and a fault if it must not be used as a path
 */
export function decodeZipName(bytes: Uint8Array, isUtf8: boolean): { name: string; isFolder: boolean; fault?: string } {
  const { name: stored, isWhole } = decode(bytes, isUtf8);
  // Old archivers of Windows write backslashes.
  const name = stored.replaceAll("\\", "/");
  const isFolder = name.endsWith("/");
  const fault = (what: string) => ({ name, isFolder, fault: what });
  if (!isWhole) return fault("has a name that is no UTF-8");
  if (CONTROL.test(name)) return fault("has a name with control characters");
  if (name.startsWith("/") || /^[a-z]:/i.test(name)) return fault("has an absolute path");
  const parts = (isFolder ? name.slice(0, -1) : name).split("/");
  if (parts.includes("..")) return fault('has a path with ".."');
  if (parts.includes("") || parts.includes(".")) return fault("has a path with an empty part");
  return { name, isFolder };
}
