/** What a job makes. */
export interface Made {
  /** The result's body, the same bytes wherever it was made. */
  readonly body: Uint8Array;
  /** Images that went through the network for it. */
  readonly images: number;
}
