/** The class of each image, as a number. */
export type Labels = Uint8Array | Uint16Array;

/** A class that occurs, and which images are of it. */
export interface ClassMembers {
  readonly label: number;
  /** Image numbers, ascending. */
  readonly members: Uint32Array;
}

/** Groups images by class: the classes that occur, ascending. */
export function groupByClass(labels: Labels): ClassMembers[] {
  const places = new Map<number, number[]>();
  for (const [i, label] of labels.entries()) {
    const list = places.get(label);
    if (list) list.push(i);
    else places.set(label, [i]);
  }
  return [...places]
    .map(([label, list]) => ({ label, members: Uint32Array.from(list) }))
    .sort((a, b) => a.label - b.label);
}
