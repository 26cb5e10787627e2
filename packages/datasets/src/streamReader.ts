import { joinBytes } from './joinBytes.js';

/** Takes bytes from a stream in pieces of the lengths asked for. */
export interface StreamReader {
  /** Bytes taken so far. */
  readonly offset: number;
  /** The next `length` bytes, fewer only where the stream ends. The array is overwritten or shared: copy what must last. */
  take(length: number): Promise<Uint8Array>;
  /** The same, without taking them. */
  peek(length: number): Promise<Uint8Array>;
  /** Leaves out bytes; returns how many there were. */
  skip(length: number): Promise<number>;
  cancel(): Promise<void>;
}

/** Reads a stream; `fail` turns what the stream throws into an error of ours. */
export function streamReader(stream: ReadableStream<Uint8Array>, fail: (error: unknown, offset: number) => Error): StreamReader {
  const reader = stream.getReader();
  let chunk: Uint8Array = new Uint8Array(0);
  let received = 0;
  let offset = 0;
  const next = async (): Promise<boolean> => {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw fail(error, received);
    });
    if (done) return false;
    received += value.length;
    chunk = value;
    return true;
  };
  const gather = async (length: number): Promise<Uint8Array> => {
    // Grows with what comes: a length that a forged header announces takes no memory.
    const parts: Uint8Array[] = [];
    for (let missing = length; missing > 0;) {
      if (chunk.length === 0 && !(await next())) break;
      const part = chunk.subarray(0, missing);
      parts.push(part);
      chunk = chunk.subarray(part.length);
      missing -= part.length;
    }
    return joinBytes(parts);
  };
  return {
    get offset(): number {
      return offset;
    },
    async peek(length): Promise<Uint8Array> {
      const bytes = await gather(length);
      chunk = joinBytes([bytes, chunk]);
      return bytes;
    },
    async take(length): Promise<Uint8Array> {
      const bytes = await gather(length);
      offset += bytes.length;
      return bytes;
    },
    async skip(length): Promise<number> {
      let skipped = 0;
      while (skipped < length) {
        if (chunk.length === 0 && !(await next())) break;
        const part = Math.min(chunk.length, length - skipped);
        chunk = chunk.subarray(part);
        skipped += part;
      }
      offset += skipped;
      return skipped;
    },
    async cancel(): Promise<void> {
      await reader.cancel().catch(() => undefined);
    },
  };
}
