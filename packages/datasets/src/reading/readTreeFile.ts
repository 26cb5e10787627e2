import { faults } from '../faults.js';
import { detectFormat } from '../detectFormat.js';
import { gunzip } from '../gunzip.js';
import { largestExpansion } from '../inflate.js';
import type { TreeFile } from './fileTree.js';
import { caller, mostBytes, type ReadExamplesOptions } from './readExamplesOptions.js';

/** The bytes of a file as it lies on the disk. */
export async function readWhole(file: TreeFile, { maxBytes = mostBytes, onFile }: ReadExamplesOptions): Promise<Uint8Array> {
  const bytes = await file.bytes(maxBytes);
  onFile?.(file.name, bytes);
  return bytes;
}

/** The bytes of a file, out of gzip where they are in it. */
export async function readInflated(file: TreeFile, options: ReadExamplesOptions): Promise<Uint8Array> {
  const { maxBytes = mostBytes } = options;
  const bytes = await readWhole(file, options);
  if (detectFormat(bytes) !== 'gzip' || bytes.length < 18) return bytes;
  // The last four bytes of a gzip file are its inflated size; inflation stops there.
  const size = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
  if (size > maxBytes || size > bytes.length * largestExpansion)
    throw faults.tooLarge`${caller}: '${file.name}' announces ${size} inflated bytes; at most ${Math.min(maxBytes, bytes.length * largestExpansion)} are possible (option \`maxBytes\`)`;
  return gunzip(`${caller}, '${file.name}'`, bytes, 0, () => size);
}
