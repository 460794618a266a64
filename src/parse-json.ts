/** What a JSON text says; undefined, which none says, if it is no JSON. The engine's own words would quote the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
