import { cifar100CoarseClasses, cifar100FineClasses, cifar10Classes } from './classNames.js';
import { counted, faults } from './faults.js';
import type { Examples } from './examples.js';
import type { ReadOptions } from './readOptions.js';

export interface ReadCifar100Options extends ReadOptions {
  /** Which of the two labels becomes `y`; `'fine'`, of 100 classes, unless said, else one of the 20 super-classes. */
  readonly labels?: 'fine' | 'coarse';
}

const side = 32;
const plane = side * side;

/**
 * Reads a file of the binary version of CIFAR-10: records of 3073 bytes, a label from 0 to 9 and three planes of 32 by 32 pixels.
 *
 * `x` is `[n, 32, 32, 3]` in 8 bits, the channels of a pixel together. Throws a `DataError`: `'empty'`, `'truncated'` (with the offset of the
 * record that is cut off), `'label-range'` (with the offset), `'too-large'`. Source: Krizhevsky, "Learning multiple layers of features from tiny images" (2009).
 */
export function readCifar10(bytes: Uint8Array, options: ReadOptions = {}): Examples<'none'> {
  const { maxBytes, name = 'readCifar10' } = options;
  return readRecords(bytes, { name, maxBytes, limits: [10], label: 0, classes: cifar10Classes });
}

/**
 * Reads a file of the binary version of CIFAR-100: records of 3074 bytes, a coarse label from 0 to 19, a fine one from 0 to 99, and three planes.
 *
 * Otherwise as `readCifar10`.
 */
export function readCifar100(bytes: Uint8Array, options: ReadCifar100Options = {}): Examples<'none'> {
  const { maxBytes, name = 'readCifar100', labels = 'fine' } = options;
  if (labels !== 'fine' && labels !== 'coarse')
    throw faults.option`readCifar100: \`labels\` is '${String(labels)}'; 'fine' or 'coarse' was expected`;
  const fine = labels === 'fine';
  const classes = fine ? cifar100FineClasses : cifar100CoarseClasses;
  return readRecords(bytes, { name, maxBytes, limits: [20, 100], label: fine ? 1 : 0, classes });
}

interface RecordFormat {
  readonly name: string;
  readonly maxBytes: number | undefined;
  /** For each label byte of a record, the number of its classes. */
  readonly limits: readonly number[];
  readonly label: number;
  readonly classes: readonly string[];
}

function readRecords(bytes: Uint8Array, { name, maxBytes = 2 ** 30, limits, label, classes }: RecordFormat): Examples<'none'> {
  const recordSize = limits.length + 3 * plane;
  if (bytes.length > maxBytes)
    throw faults.tooLarge`${name}: the file has ${counted(bytes.length, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`;
  const count = Math.floor(bytes.length / recordSize);
  const rest = bytes.length - count * recordSize;
  if (rest > 0)
    throw faults.truncated`${name}: records of ${recordSize} bytes were expected, but ${counted(rest, 'byte remains', 'bytes remain')} at offset ${count * recordSize}; the last record is cut off, or it is another format`;
  if (count === 0) throw faults.empty`${name}: the file is empty; records of ${recordSize} bytes were expected`;
  for (let offset = 0; offset < bytes.length; offset += recordSize) {
    const wrong = limits.findIndex((limit, place) => (bytes[offset + place] ?? 0) >= limit);
    if (wrong >= 0)
      throw faults.labelRange`${name}: the label at offset ${offset + wrong} (record ${offset / recordSize}) is ${bytes[offset + wrong]}; a number from 0 to ${limits[wrong]! - 1} was expected`;
  }
  const x = new Uint8Array(count * 3 * plane);
  const y = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const start = row * recordSize;
    y[row] = bytes[start + label] ?? 0;
    const pixels = start + limits.length;
    let to = row * 3 * plane;
    for (let i = pixels; i < pixels + plane; i++) {
      x[to++] = bytes[i] ?? 0;
      x[to++] = bytes[i + plane] ?? 0;
      x[to++] = bytes[i + 2 * plane] ?? 0;
    }
  }
  return { x: { data: x, shape: [count, side, side, 3] }, y: { data: y, shape: [count] }, binarization: 'none', classes };
}
