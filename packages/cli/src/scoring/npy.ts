/** A column of a table: whole numbers, float32 or texts. */
export interface NpyColumn {
  readonly name: string;
  readonly values: Float32Array | Int32Array | readonly string[];
}

/** A name as Python writes it. */
const quoted = (name: string): string =>
  `'${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;

/** The type of a column's cells, and the bytes of one: of texts those of the longest, in UTF-32. */
function cellOf(values: NpyColumn['values']): { readonly type: string; readonly size: number } {
  if (values instanceof Int32Array) return { type: '<i4', size: 4 };
  if (values instanceof Float32Array) return { type: '<f4', size: 4 };
  const longest = values.reduce((most, text) => Math.max(most, [...text].length), 1);
  return { type: `<U${longest}`, size: 4 * longest };
}

/** The type, the length and the cells of an array of one dimension as NPY. */
interface Layout {
  readonly descr: string;
  readonly rows: number;
  readonly cells: readonly (Pick<NpyColumn, 'values'> & { readonly size: number })[];
}

/** Magic, version, length of the header; the header ends in a line feed and the numbers begin at a multiple of 64. Version 3 has a header in UTF-8. */
function npyFile({ descr, rows, cells }: Layout): Uint8Array<ArrayBuffer> {
  const text = `{'descr': ${descr}, 'fortran_order': False, 'shape': (${rows},), }`;
  const ascii = [...text].every((letter) => letter < '\u0080');
  const head = new TextEncoder().encode(text);
  const before = ascii ? 10 : 12;
  // NumPy leaves room for a number of rows of 21 digits.
  const room = 21 - String(rows).length;
  const length = Math.ceil((before + head.length + room + 1) / 64) * 64 - before;
  const bytes = new Uint8Array(before + length + rows * cells.reduce((sum, { size }) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), ascii ? 1 : 3, 0]);
  if (ascii) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  bytes.fill(0x20, before, before + length - 1);
  bytes[before + length - 1] = 0x0a;
  bytes.set(head, before);
  let at = before + length;
  for (let row = 0; row < rows; row++) {
    for (const { values, size } of cells) {
      if (values instanceof Int32Array) view.setInt32(at, values[row]!, true);
      else if (values instanceof Float32Array) view.setFloat32(at, values[row]!, true);
      else [...values[row]!].forEach((letter, i) => view.setUint32(at + 4 * i, letter.codePointAt(0)!, true));
      at += size;
    }
  }
  return bytes;
}

/**
 * A table as an NPY file (format version 1.0), a structured array with a field for each column: in NumPy, `np.load(file)['score']`.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyTable(columns: readonly NpyColumn[]): Uint8Array<ArrayBuffer> {
  const cells = columns.map(({ name, values }) => ({ name, values, ...cellOf(values) }));
  const fields = cells.map(({ name, type }) => `(${quoted(name)}, '${type}')`).join(', ');
  return npyFile({ descr: `[${fields}]`, rows: columns[0]?.values.length ?? 0, cells });
}

/** Texts as an NPY file: an array of one dimension. */
export function npyTexts(values: readonly string[]): Uint8Array<ArrayBuffer> {
  const cell = cellOf(values);
  return npyFile({ descr: `'${cell.type}'`, rows: values.length, cells: [{ values, ...cell }] });
}
