import type { ColumnEvidence } from './columnEvidence.js';
import { rangeOf } from '../rangeOf.js';
import { evidenceOf } from './sampleRows.js';
import { spelledNumber, valueOf } from './spelledNumber.js';

interface Column {
  readonly top: string;
  readonly below: readonly string[];
  readonly evidence: ColumnEvidence;
  readonly first: ColumnEvidence;
}

const isTyped = ({ isNumeric, datePatterns, booleanWords }: ColumnEvidence): boolean =>
  isNumeric || datePatterns.length > 0 || booleanWords !== undefined;

const isLike = (first: ColumnEvidence, below: ColumnEvidence): boolean => {
  if (below.isNumeric) return first.isNumeric;
  if (below.datePatterns.length > 0) return first.datePatterns.length > 0;
  return first.booleanWords !== undefined || (first.present && !isTyped(below));
};

/**
 * Whether the first line names the columns; undefined where that cannot be told.
 *
 * It does if it holds text where numbers, dates or yes and no follow; not if it holds such too, or texts that come again below. Numbers above numbers are names if they
 * rise in steps and the rows do not (0, 1, 2, …; years; wavelengths), or differ from all that follows in kind or range.
 */
export function hasHeader(rows: readonly (readonly string[])[], missing: ReadonlySet<string>): boolean | undefined {
  const [first = [], ...rest] = rows;
  const empty = (field: string): boolean => field.trim() === '' || missing.has(field.trim());
  if (rest.length === 0) return !first.every((field) => empty(field) || evidenceOf([field], missing).isNumeric);
  const columns = first.map((field, i): Column => {
    const below = rest.map((row) => row[i]?.trim() ?? '').filter((one) => !empty(one));
    return { top: field.trim(), below, evidence: evidenceOf(below, missing), first: evidenceOf([field], missing) };
  });
  const named = columns.filter(({ top }) => !empty(top));
  if (named.some(({ evidence, first: own }) => isTyped(evidence) && !isLike(own, evidence))) return true;
  // The corner above row numbers or names is empty, in what pandas and R write.
  const [corner] = columns;
  const isCornerOnly = columns.length > 1 && named.length === columns.length - 1 && corner?.top === '';
  if (isCornerOnly && corner.below.length === rest.length) return true;
  const numbers = named.filter(({ evidence }) => evidence.isNumeric);
  if (numbers.length > 0) return numericHeader(numbers, rest.length);
  if (named.some(({ evidence }) => isTyped(evidence))) return false;
  return textHeader(named);
}

function textHeader(columns: readonly Column[]): boolean | undefined {
  const found = columns.map(({ top, below }) => {
    const different = new Set(below);
    return { recurs: different.has(top), few: below.length >= 20 && different.size * 5 <= below.length };
  });
  if (!found.some(({ recurs }) => recurs)) return columns.length > 0;
  return found.some(({ recurs, few }) => few && !recurs) ? undefined : false;
}

const numberIn = (field: string): number => {
  const number = spelledNumber(field);
  if (number === undefined) return Number.NaN;
  const value = valueOf(number, '.');
  return Number.isNaN(value) ? valueOf(number, ',') : value;
};

function isProgression(values: readonly number[]): boolean {
  const [first = 0, second = 0] = values;
  const step = second - first;
  return step !== 0 && values.every((value, i) => Math.abs(value - first - i * step) <= 1e-6 * Math.abs(step) * (i + 1));
}

/** Whether a number lies far from those below it; undefined where those are all 0. */
function isOutside(top: number, below: readonly number[]): boolean | undefined {
  const [low, high] = rangeOf(below);
  const span = Math.max(high - low, 0.1 * Math.max(Math.abs(high), Math.abs(low)));
  return span > 0 ? top < low - 3 * span || top > high + 3 * span : undefined;
}

function numericHeader(columns: readonly Column[], size: number): boolean | undefined {
  const tops = columns.map(({ top }) => numberIn(top));
  if (new Set(tops).size < tops.length || size < 2 || tops.some(Number.isNaN)) return false;
  const count = tops.length;
  const below = columns.map((column) => column.below.map(numberIn));
  const rises = tops.every((top, i) => i === 0 || top > tops[i - 1]!);
  const rowsOfSteps = Array.from({ length: size }, (_, row) => below.map((values) => values[row] ?? Number.NaN)).filter(
    isProgression,
  );
  const steps = count > 2 && isProgression(tops) && rowsOfSteps.length < size / 10;
  const counts = rises && tops[0] === 0 && tops.at(-1) === count - 1;
  const years = rises && tops.every((top) => Number.isInteger(top) && top >= 1800 && top <= 2200);
  const whole = columns.every(({ top }) => /^\d+$/.test(top));
  const fractions = columns.every((column) => column.below.every((field) => /[.,]\d|e-?\d/i.test(field)));
  const otherKind = whole && fractions;
  const judged = tops.map((top, i) => isOutside(top, below[i]!)).filter((one) => one !== undefined);
  const outside = judged.length > count / 2 && judged.every(Boolean);
  // One number alone says little: a first measurement may be far from the others.
  if (count === 1) return outside && (otherKind || (tops[0]! >= 1800 && tops[0]! <= 2200)) ? undefined : false;
  if (otherKind && (counts || steps || years || (rises && count > 2) || outside)) return true;
  // Every number of a file that writes them with equally many decimals, but for the first line.
  const decimals = new Set(columns.flatMap((column) => column.below.map((field) => field.split('.')[1]?.length)));
  if (otherKind && decimals.size === 1) return true;
  if (outside) return years || (count > 2 && (rises || steps)) ? true : undefined;
  if (!steps) return false;
  const recur = tops.every((top, i) => below[i]!.includes(top));
  if (count > 5 || (count > 3 && !recur) || (years && !recur)) return true;
  return count > 3 || (counts && !recur) ? undefined : false;
}
