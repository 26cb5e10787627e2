import { type MixedColumn, mixedColumnWidth } from '@vaekit/losses';
import type { Support, SupportDetails } from './support.js';

/** Numbers beside each other that are one thing. */
export interface Cell {
  readonly width: number;
  /** The position, from `at` on, of the number that does not belong there, or −1. */
  wrong(values: ArrayLike<number>, at: number): number;
}

/** What a row of a support is made of, cell by cell. */
export function cellsOf(support: Support, { levels, range, classes, encoding, columns }: SupportDetails): readonly Cell[] {
  switch (support) {
    case 'unitInterval':
      return [one(inUnitInterval)];
    case 'real':
      return [one(Number.isFinite)];
    case 'counts':
      return [one(isCount)];
    case 'categories':
      return [classes !== undefined && encoding === 'oneHot' ? oneHotRow(classes) : one(isClassOf(classes ?? Infinity))];
    case 'levels':
      return [one(range === undefined ? Number.isFinite : isLevelOf(range, levels))];
    case 'columns':
      return columns === undefined ? [one(Number.isFinite)] : columns.map(cellOf);
  }
}

function cellOf(column: MixedColumn): Cell {
  switch (column.kind) {
    case 'gaussian':
    case 'laplace':
    case 'studentT':
      return one(Number.isFinite);
    case 'bernoulli':
    case 'continuousBernoulli':
      return one(inUnitInterval);
    case 'poisson':
    case 'negativeBinomial':
      return one(isCount);
    case 'categorical':
      // Refuses a number of classes that makes no sense.
      return mixedColumnWidth(column).values === 1 ? one(isClassOf(column.classes)) : oneHotRow(column.classes);
  }
}

const inUnitInterval = (value: number): boolean => value >= 0 && value <= 1;
const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0;
const isClassOf =
  (classes: number) =>
  (value: number): boolean =>
    isCount(value) && value < classes;

function one(belongs: (value: number) => boolean): Cell {
  return { width: 1, wrong: (values, at) => (belongs(values[at]!) ? -1 : at) };
}

function oneHotRow(classes: number): Cell {
  return {
    width: classes,
    wrong(values, at) {
      let found = false;
      for (let i = at; i < at + classes; i++) {
        if (values[i] !== 0 && (values[i] !== 1 || found)) return i;
        found ||= values[i] === 1;
      }
      return found ? -1 : at;
    },
  };
}

/** On a level, but for the rounding of a few float32 operations; without `levels`, in the range. */
function isLevelOf([low, high]: readonly [number, number], levels: number | undefined): (value: number) => boolean {
  const rounding = 4 * 2 ** -23 * Math.max(Math.abs(low), Math.abs(high));
  const inRange = (value: number): boolean => value >= low - rounding && value <= high + rounding;
  if (levels === undefined) return inRange;
  const step = (high - low) / (levels - 1);
  return (value) => inRange(value) && Math.abs(value - (low + Math.round((value - low) / step) * step)) <= rounding;
}
