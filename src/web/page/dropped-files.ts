/** A file that the visitor chose, and its place in the folder that it came with, if any. */
export interface Chosen {
  readonly file: File;
  readonly path: string;
}

export interface DropPlace {
  /** Where what is dropped is for this place. Default: wherever there is no other place. */
  readonly within?: Element;
  /** What shows that it would be taken, by the class "over". */
  readonly frame: Element;
  onOver?(): void;
  take(files: Chosen[]): void;
}

/** The files chosen in a field. */
export const chosenIn = (input: HTMLInputElement): Chosen[] =>
  [...(input.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

/** All files under what was dropped: folders come as entries that must be walked. */
async function walk(entry: FileSystemEntry): Promise<Chosen[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ file, path: entry.fullPath.replace(/^\//, "") }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Chosen[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return found;
    for (const child of batch) found.push(...(await walk(child)));
  }
}

/** What is dropped is gone after the event: entries and files are taken at once. */
async function filesOf(items: readonly DataTransferItem[]): Promise<Chosen[]> {
  const found = items.map((item): Chosen[] | Promise<Chosen[]> => {
    const entry = item.webkitGetAsEntry();
    // What was dragged from another page is no part of a file system.
    const file = entry ? null : item.getAsFile();
    if (file) return [{ file, path: file.name }];
    return entry ? walk(entry) : [];
  });
  return (await Promise.all(found)).flat();
}

const places: DropPlace[] = [];

const placeOf = ({ target }: Event): DropPlace | undefined =>
  places.find(({ within }) => within?.contains(target as Node)) ?? places.find(({ within }) => !within);

function mark(place: DropPlace | undefined): void {
  for (const each of places) each.frame.classList.toggle("over", each === place);
}

function listen(): void {
  // A file dropped beside a frame must not make the browser leave the page.
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    const place = placeOf(event);
    place?.onOver?.();
    mark(place);
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) mark(undefined);
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(undefined);
    const place = placeOf(event);
    void filesOf([...(event.dataTransfer?.items ?? [])]).then((files) => {
      if (files.length > 0) place?.take(files);
    });
  });
}

/** Has the files and folders that are dropped on a part of the page given to a function. */
export function takeDrops(place: DropPlace): void {
  if (places.length === 0) listen();
  places.push(place);
}
