import { sizeFromShape } from '@vaekit-internal/base';
import { counted, faults } from './faults.js';
import type { NpyTensor, NpyText } from './npy.js';
import { emptyLike } from './subset.js';

type Members = Readonly<Record<string, NpyTensor | NpyText>>;

/** Whether the arrays of an archive are a sparse matrix that SciPy saved. */
export const isSparse = (members: Members): boolean =>
  ['data', 'format', 'shape'].every((key) => Object.hasOwn(members, key)) && typeof members['format']?.data[0] === 'string';

/**
 * The dense matrix of the arrays that `scipy.sparse.save_npz` writes, in the formats CSR, CSC, BSR and COO. What is there twice is added.
 *
 * Nothing is believed of the indices; the matrix must fit into `maxBytes`. Throws a `DataError`: `'unsupported'` for another format, `'damaged'`, `'too-large'`.
 */
export function denseArray(name: string, members: Members, maxBytes: number): NpyTensor {
  const format = String(members['format']?.data[0]);
  const refuse = (problem: string): never => {
    throw faults.damaged`${name}: a sparse matrix in the format ${format} ${problem}`;
  };
  const numbers = (key: string): NpyTensor => {
    const member = Object.hasOwn(members, key) ? members[key] : undefined;
    if (member === undefined || typeof member.data[0] === 'string') return refuse(`needs an array of numbers '${key}'`);
    return member as NpyTensor;
  };
  const places = (key: string): NpyTensor['data'] => {
    const { data, dtype } = numbers(key);
    return /^\W?[iu]\d$/.test(dtype) ? data : refuse(`has '${key}' of type ${dtype}; whole numbers were expected`);
  };
  const values = numbers('data');
  const shape = [...places('shape')];
  const [rows = 0, columns = 0] = shape;
  if (shape.length !== 2 || shape.some((size) => size < 0)) return refuse(`says shape [${shape}]; two sizes were expected`);
  const bytes = rows * columns * values.data.BYTES_PER_ELEMENT;
  if (bytes > maxBytes)
    throw faults.tooLarge`${name}: the sparse matrix of shape [${shape}] has ${counted(bytes, 'byte')} when it is dense; at most ${maxBytes} are read (option \`maxBytes\`)`;
  const data = emptyLike(values.data, rows * columns);
  const add = (row: number, column: number, value: number): void => {
    if (!(row >= 0 && row < rows && column >= 0 && column < columns))
      refuse(`of shape [${shape}] has a value in row ${row}, column ${column}`);
    data[row * columns + column] = (data[row * columns + column] ?? 0) + value;
  };
  if (format === 'coo') {
    const [row, column] = [places('row'), places('col')];
    if (row.length !== values.data.length || column.length !== values.data.length) refuse('has indices of another length');
    values.data.forEach((value, i) => add(row[i] ?? -1, column[i] ?? -1, value));
    return { data, shape, dtype: values.dtype };
  }
  if (!['csr', 'csc', 'bsr'].includes(format))
    throw faults.unsupported`${name}: a sparse matrix in the format ${format}; csr, csc, bsr and coo are read (save it with tocsr())`;
  const indices = places('indices');
  const starts = places('indptr');
  // A block is one number but in BSR, where `data` is [blocks, height, width].
  const [high = 1, wide = 1] = format === 'bsr' ? values.shape.slice(1) : [];
  const block = high * wide;
  const lines = (format === 'csc' ? columns : rows) / high;
  if (starts.length !== lines + 1 || sizeFromShape(values.shape) !== indices.length * block)
    refuse(`of shape [${shape}] has ${indices.length} indices in ${starts.length - 1} lines`);
  for (let line = 0; line < lines; line++) {
    const [from = 0, to = 0] = [starts[line], starts[line + 1]];
    if (!(from >= 0 && from <= to && to <= indices.length)) refuse(`has a line from ${from} to ${to}`);
    for (let at = from; at < to; at++) {
      const other = indices[at] ?? -1;
      if (format === 'csc') add(other, line, values.data[at] ?? 0);
      else
        for (let i = 0; i < block; i++)
          add(line * high + Math.floor(i / wide), other * wide + (i % wide), values.data[at * block + i] ?? 0);
    }
  }
  return { data, shape, dtype: values.dtype };
}
