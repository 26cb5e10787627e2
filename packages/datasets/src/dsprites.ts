import type { ByteSource } from './byteSource.js';
import type { DataError } from './dataError.js';
import { counted, faults } from './faults.js';
import { evenly, type Factor, type FactorGrid, factorGrid } from './factorGrid.js';
import { largestExpansion } from './inflate.js';
import { openZipEntry, readZipDirectory } from './zipArchive.js';

export interface ReadDspritesOptions {
  /** Called now and then with the part that is read, 0 to 1. */
  readonly onProgress?: (part: number) => void;
  readonly signal?: AbortSignal;
}

/** The factors of dSprites but its color, which is always white; the turns go from 0 to 2π, both of which are the same picture. */
const dspritesFactors: readonly Factor[] = [
  { name: 'shape', values: [0, 1, 2], labels: ['square', 'ellipse', 'heart'] },
  { name: 'scale', values: evenly(0.5, 1, 6) },
  { name: 'rotation', values: evenly(0, 2 * Math.PI, 40) },
  { name: 'x', values: evenly(0, 1, 32) },
  { name: 'y', values: evenly(0, 1, 32) },
];

const side = 64;
const pixels = side * side;

/**
 * Reads the dSprites file (`dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz`, or any NPZ file whose `imgs` are ordered as there) as a grid.
 *
 * The 737,280 images are 3 GB as bytes; they are inflated piece by piece and kept as bits, 377 MB, so that every example is at hand at once.
 * Throws a `DataError`: `'file-missing'` (no `imgs.npy` in the archive), `'shape'`, `'value-range'` (a pixel that is neither 0 nor 1), and what a damaged
 * archive gives; or the signal's reason. Source: Matthey, Higgins, Hassabis and Lerchner, "dSprites: Disentanglement testing Sprites dataset" (2017).
 */
export async function readDsprites(source: ByteSource, options: ReadDspritesOptions = {}): Promise<FactorGrid> {
  return readSpriteImages(source, dspritesFactors, options);
}

/** `readDsprites` for any grid of factors. */
export async function readSpriteImages(
  source: ByteSource,
  factors: readonly Factor[],
  options: ReadDspritesOptions = {},
): Promise<FactorGrid> {
  const { onProgress, signal } = options;
  const { name } = source;
  const count = factors.reduce((product, factor) => product * factor.values.length, 1);
  const entry = (await readZipDirectory(source)).find((file) => file.name === 'imgs.npy');
  if (entry === undefined)
    throw faults.fileMissing`readDsprites: ${name} holds no 'imgs.npy'; the NPZ file of dSprites was expected`;
  const reader = await openZipEntry(source, entry);
  try {
    const magic = (await reader.take(10)).slice();
    if (magic.length < 10 || String.fromCharCode(...magic.subarray(1, 6)) !== 'NUMPY' || magic[6] !== 1)
      throw faults.magic`readDsprites: 'imgs.npy' in ${name} does not begin as an NPY file of version 1 does`;
    const header = String.fromCharCode(...(await reader.take((magic[8] ?? 0) + 256 * (magic[9] ?? 0))));
    const shape = /'shape': \((\d+), (\d+), (\d+)\)/.exec(header)?.slice(1).map(Number);
    const plain = /'descr': '\|[ub]1'/.test(header) && /'fortran_order': False/.test(header);
    if (!plain || shape?.join() !== [count, side, side].join())
      throw faults.shape`readDsprites: 'imgs.npy' in ${name} has the header ${header.trim()}; [${count},${side},${side}] of type '|u1' in C order was expected`;
    if (entry.size > entry.compressedSize * largestExpansion || entry.size < count * pixels)
      throw faults.truncated`readDsprites: 'imgs.npy' in ${name} is said to inflate from ${entry.compressedSize} to ${counted(entry.size, 'byte')}, which cannot hold ${counted(count, 'image')}`;
    const bits = new Uint8Array((count * pixels) / 8);
    const rows = 256;
    for (let start = 0; start < count; start += rows) {
      signal?.throwIfAborted();
      const wanted = Math.min(rows, count - start) * pixels;
      const bytes = await reader.take(wanted);
      if (bytes.length < wanted)
        throw faults.truncated`readDsprites: 'imgs.npy' in ${name} ends in image ${start + Math.floor(bytes.length / pixels)} of ${count}`;
      pack(bytes, bits, (start * pixels) / 8, (offset, value) => {
        const image = start + Math.floor(offset / pixels);
        return faults.valueRange`readDsprites: image ${image} in ${name} has a pixel of ${value}; 0 or 1 was expected`;
      });
      onProgress?.((start + wanted / pixels) / count);
    }
    if ((await reader.take(1)).length > 0)
      throw faults.trailing`readDsprites: 'imgs.npy' in ${name} goes on after its ${counted(count, 'image')}`;
    return factorGrid({
      name: 'dsprites',
      description: 'White sprites on a black 64 × 64 image; shape, scale, rotation, x and y are the latent variables',
      source: 'dSprites, by Loic Matthey, Irina Higgins, Demis Hassabis and Alexander Lerchner, DeepMind',
      license: 'Apache-2.0',
      factors,
      shape: [side, side, 1],
      label: 'shape',
      render: (image, _, index) => {
        const start = (index * pixels) / 8;
        for (let i = 0; i < pixels; i++) image[i] = ((bits[start + (i >> 3)] ?? 0) >> (i & 7)) & 1 ? 255 : 0;
      },
    });
  } finally {
    await reader.cancel();
  }
}

/** Eight bytes of 0 or 1 become one. */
function pack(bytes: Uint8Array, bits: Uint8Array, to: number, fail: (offset: number, value: number) => DataError): void {
  for (let i = 0, at = to; i < bytes.length; at++) {
    let byte = 0;
    let seen = 0;
    for (let bit = 0; bit < 8; bit++, i++) {
      const value = bytes[i] ?? 0;
      seen |= value;
      byte |= (value & 1) << bit;
    }
    if (seen > 1) {
      const wrong = bytes.findIndex((value) => value > 1);
      throw fail(wrong, bytes[wrong] ?? 0);
    }
    bits[at] = byte;
  }
}
