/**
 * The upper half of IBM's code page 437, in which names are that are not marked as UTF-8 (APPNOTE, appendix D): code
 * points of four hexadecimal digits, since a page that names no encoding would read the characters as it likes.
 */
const CP437 =
  "00c700fc00e900e200e400e000e500e700ea00eb00e800ef00ee00ec00c400c500c900e600c600f400f600f200fb00f9" +
  "00ff00d600dc00a200a300a520a7019200e100ed00f300fa00f100d100aa00ba00bf231000ac00bd00bc00a100ab00bb" +
  "259125922593250225242561256225562555256325512557255d255c255b251025142534252c251c2500253c255e255f" +
  "255a25542569256625602550256c25672568256425652559255825522553256b256a2518250c25882584258c25902580" +
  "03b100df039303c003a303c300b503c403a6039803a903b4221e03c603b52229226100b1226522642320232100f72248" +
  "00b0221900b7221a207f00b225a000a0";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

const codePoint = (byte: number): number =>
  byte < 128 ? byte : Number.parseInt(CP437.slice(4 * (byte - 128), 4 * (byte - 127)), 16);

function decode(bytes: Uint8Array, isUtf8: boolean): { name: string; isWhole: boolean } {
  try {
    // Many archivers write UTF-8 without saying so.
    return { name: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), isWhole: true };
  } catch {
    const name = Array.from(bytes, (byte) => String.fromCharCode(codePoint(byte))).join("");
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
