/** Bytes that are read where they are needed: a file, a blob, an array. */
export interface ByteSource {
  readonly name: string;
  readonly size: number;
  /** The bytes from `offset` on, fewer than `length` only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return { name, size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

export async function readAll(source: ByteSource): Promise<Uint8Array> {
  return source.read(0, source.size);
}

const sliceSize = 2 ** 18;

/** A part of a source as a stream, read as it is asked for. */
export function sourceStream(
  source: ByteSource,
  start: number = 0,
  end: number = source.size,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let offset = start;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller): Promise<void> {
      if (offset >= end) {
        controller.close();
        return;
      }
      const bytes = await source.read(offset, Math.min(sliceSize, end - offset));
      if (bytes.length === 0) {
        controller.close();
        return;
      }
      offset += bytes.length;
      // A copy: a stream may take an array's buffer away from its owner.
      controller.enqueue(new Uint8Array(bytes));
    },
  });
}
