import { faults } from './faults.js';
import type { ImageFile } from './imageExamples.js';

/** An image in a cell of a table, as Hugging Face keeps it: its bytes, and the name of the file that they came from. */
export interface ImageCell {
  readonly bytes?: Uint8Array | null;
  readonly path?: string | null;
}

/**
 * The cells of a column as files for `imageExamples`, in the order of the rows.
 *
 * Throws a `DataError` of kind `'unsupported'` if a cell has no bytes: a path alone names a file of another machine.
 */
export function imageColumn(name: string, cells: readonly (ImageCell | null | undefined)[]): readonly ImageFile[] {
  const digits = String(cells.length).length;
  return cells.map((cell, row) => {
    if (cell?.bytes) return { path: `row ${String(row).padStart(digits, '0')}`, bytes: cell.bytes };
    const what = cell?.path ? `only the path '${cell.path}'` : 'nothing';
    throw faults.unsupported`${name}: row ${row} of the images holds ${what}; the bytes of an image were expected in every row`;
  });
}
