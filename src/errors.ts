/**
 * A file or byte buffer that is not what it claims to be: truncated, of another format, or with values out of range.
 *
 * The message says what was expected, what came, and where (file, row, byte); it is one line, fit to be shown as it is.
 */
export class UnreadableFileError extends Error {
  override readonly name = "UnreadableFileError";
  /** Where several files are unreadable: a line each of the first. */
  readonly details: readonly string[];

  constructor(message?: string, { details = [], ...options }: ErrorOptions & { details?: readonly string[] } = {}) {
    super(message, options);
    this.details = details;
  }
}
