import { counted, faults } from './faults.js';

/** Throws unless an option is a whole number of at least `lowest` (and at most `highest`). */
export function checkWhole(
  caller: string,
  option: string,
  value: number,
  lowest: number,
  highest: number = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  const upTo = highest === Number.MAX_SAFE_INTEGER ? '' : ` to ${highest}`;
  throw faults.option`${caller}: \`${option}\` is ${value}; a whole number from ${lowest}${upTo} was expected`;
}

export function checkNonNegative(caller: string, option: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw faults.option`${caller}: \`${option}\` is ${value}; a finite number of at least 0 was expected`;
}

/** How many of `size` examples a fraction makes; throws unless both parts get one at least. */
export function checkTestSize(caller: string, size: number, fraction: number): number {
  const testSize = Math.round(size * fraction);
  if (fraction > 0 && fraction < 1 && testSize >= 1 && testSize < size) return testSize;
  throw faults.option`${caller}: \`testFraction\` is ${fraction} of ${counted(size, 'example')}; a number between 0 and 1 was expected that leaves examples in both parts`;
}

/** Throws unless a seed is a whole number that a double holds exactly. */
export function checkSeed(caller: string, seed: number): void {
  if (!Number.isSafeInteger(seed)) throw faults.option`${caller}: \`seed\` is ${seed}; a whole number was expected`;
}
