/** A column of a table: whole numbers or float32. */
export interface NpyColumn {
  readonly name: string;
  readonly values: Float32Array | Int32Array;
}

/**
 * A table as an NPY file (format version 1.0), a structured array with a field for each column: in NumPy, `np.load(file)['score']`.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyTable(columns: readonly NpyColumn[]): Uint8Array {
  const rows = columns[0]?.values.length ?? 0;
  const fields = columns.map(({ name, values }) => `('${name}', '${values instanceof Int32Array ? '<i4' : '<f4'}')`).join(', ');
  const text = `{'descr': [${fields}], 'fortran_order': False, 'shape': (${rows},), }`;
  // Magic, version, length of the header; the header ends in a line feed and the numbers begin at a multiple of 64.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + 4 * columns.length * rows);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  view.setUint16(8, length, true);
  bytes.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
  let at = 10 + length;
  for (let row = 0; row < rows; row++) {
    for (const { values } of columns) {
      if (values instanceof Int32Array) view.setInt32(at, values[row]!, true);
      else view.setFloat32(at, values[row]!, true);
      at += 4;
    }
  }
  return bytes;
}
