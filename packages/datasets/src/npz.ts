import { bytesSource } from './byteSource.js';
import { DataError } from './dataError.js';
import { counted, faults } from './faults.js';
import { type NpyTensor, type NpyText, readNpy } from './npy.js';
import { readZipDirectory, readZipEntry } from './zipArchive.js';
import type { ReadOptions } from './readOptions.js';

export interface ReadNpzOptions extends ReadOptions {
  /** Whether arrays of text are read too; they are refused unless said. */
  readonly text?: boolean;
  /** Told of each member whose type is not read, such as Python objects, and why; unless given, one is an error. */
  readonly onOtherType?: (member: string, error: DataError) => void;
}

/**
 * Reads an NPZ file (`numpy.savez` or `numpy.savez_compressed`): a zip archive of NPY files, by name without `.npy`.
 *
 * The directory at the end is what counts; sizes, checksums and every member are checked. Nothing is inflated beyond what the directory
 * announces, and no announcement is believed beyond what the bytes can hold. Encrypted and 64-bit archives (4 GiB) are refused. Throws a
 * `DataError` that names the member or the offset: `'magic'`, `'truncated'`, `'trailing'`, `'checksum'`, `'damaged'`, `'unsupported'`, `'too-large'`, and
 * what `readNpy` throws. Source: PKWARE, "APPNOTE.TXT"; RFC 1951.
 */
export function readNpz(
  bytes: Uint8Array,
  options: ReadNpzOptions & { readonly text: true },
): Promise<Record<string, NpyTensor | NpyText>>;
export function readNpz(bytes: Uint8Array, options?: ReadNpzOptions): Promise<Record<string, NpyTensor>>;
export async function readNpz(bytes: Uint8Array, options: ReadNpzOptions = {}): Promise<Record<string, NpyTensor | NpyText>> {
  const { maxBytes = 2 ** 30, name = 'readNpz', text = false, onOtherType } = options;
  const source = bytesSource(name, bytes);
  const entries = await readZipDirectory(source);
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (total > maxBytes)
    throw faults.tooLarge`${name}: the members announce ${counted(total, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`;
  const arrays = new Map<string, NpyTensor | NpyText>();
  const seen = new Set<string>();
  for (const entry of entries) {
    const key = entry.name.replace(/\.npy$/, '');
    if (key === entry.name || key === '__proto__' || seen.has(key))
      throw faults.unsupported`${name}: the directory names a member ${JSON.stringify(entry.name)}; NPY files, each under a name of its own, were expected (unpack an archive of other files, and give the folder)`;
    seen.add(key);
    const member = await readZipEntry(source, entry, maxBytes);
    try {
      arrays.set(key, readNpy(member, { name: `${name}, '${entry.name}'`, maxBytes, text }));
    } catch (error) {
      if (!(error instanceof DataError) || error.kind !== 'type' || onOtherType === undefined) throw error;
      onOtherType(key, error);
    }
  }
  return Object.fromEntries(arrays);
}
