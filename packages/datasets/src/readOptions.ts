export interface ReadOptions {
  /** The most bytes that the file may have, or what comes out of it; 1 GiB unless said. */
  readonly maxBytes?: number;
  /** What messages call the bytes, for example the file's name; the reader's own name unless said. */
  readonly name?: string;
}
