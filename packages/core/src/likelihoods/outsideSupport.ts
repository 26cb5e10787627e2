import { cellsOf } from './supportCells.js';
import type { Support, SupportDetails } from './support.js';

/** A number where it should not be. */
export interface Outside {
  /** Its position in `values`. */
  readonly index: number;
  readonly value: number;
}

/**
 * The first value that a support does not describe, on the host, before any tensor is made: a likelihood scores such values without complaint.
 *
 * @param support of a built likelihood
 * @param values the numbers of one or more examples, one example behind the other
 * @param mask as many, 1 where a value was observed and 0 where it is missing: what is missing may be anything. A one-hot row is looked at where all of
 *   its numbers were observed.
 * @param details a likelihood's description has them under the same names; without any, levels, categories and columns are looked at as far as they
 *   can be known: as finite numbers, whole numbers from 0, finite numbers
 * @returns where it is and what it is, or undefined; of a row without a 1, its first number
 * @throws RangeError when there are not as many marks as values, or the values do not make whole rows of the classes or columns
 */
export function outsideSupport(
  support: Support,
  values: ArrayLike<number>,
  mask?: ArrayLike<number>,
  details: SupportDetails = {},
): Outside | undefined {
  const cells = cellsOf(support, details);
  const width = cells.reduce((sum, cell) => sum + cell.width, 0);
  if (mask !== undefined && mask.length !== values.length)
    throw new RangeError(
      `outsideSupport: \`mask\` has ${mask.length} numbers but \`values\` has ${values.length}; expected as many`,
    );
  if (values.length % width !== 0)
    throw new RangeError(`outsideSupport: \`values\` has ${values.length} numbers; expected whole rows of ${width}`);
  for (let at = 0, i = 0; at < values.length; i = (i + 1) % cells.length) {
    const cell = cells[i]!;
    const index = mask === undefined || isWhole(mask, at, cell.width) ? cell.wrong(values, at) : -1;
    if (index >= 0) return { index, value: values[index]! };
    at += cell.width;
  }
  return undefined;
}

/** Whether a likelihood's description speaks of rows of so many numbers: a user's likelihood may mean something else by the same names. */
export function describesRows(support: Support, details: SupportDetails, size: number): boolean {
  const width = cellsOf(support, details).reduce((sum, cell) => sum + cell.width, 0);
  return support === 'columns' && details.columns !== undefined ? width === size : size % width === 0;
}

function isWhole(mask: ArrayLike<number>, at: number, width: number): boolean {
  for (let i = at; i < at + width; i++) if (mask[i] === 0) return false;
  return true;
}
