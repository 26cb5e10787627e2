import { didYouMean } from '../nearest.js';
import { UsageError } from '../usageError.js';

/** What a name is as a number; NaN for a word. */
const numberOf = (name: string): number => (name.trim() === '' ? Number.NaN : Number(name));

/**
 * Classes from what was typed: names or numbers, joined by commas, `2-5` a range of numbers.
 *
 * Where classes are named by numbers (1, 2, 3), these are the numbers that are meant; else they count from 0, in the order of the classes.
 *
 * @throws UsageError that lists the classes
 */
export function resolveClasses(option: string, typed: string, names: readonly string[]): number[] {
  const own = names.map(numberOf);
  const areNumbers = !own.every(Number.isNaN);
  const numbers = areNumbers ? own : names.map((_, i) => i);
  return typed.split(',').flatMap((word) => {
    const part = word.trim();
    const named = names.findIndex((name) => name.toLowerCase() === part.toLowerCase());
    if (named >= 0) return [named];
    const range = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part);
    const first = Number(range?.[1]);
    const last = Number(range?.[2] ?? range?.[1]);
    if (range === null || last < first || !numbers.includes(first) || !numbers.includes(last)) {
      const listed = names.every((name, i) => name === String(i))
        ? `0 to ${names.length - 1}`
        : names.map((name, i) => (areNumbers ? name : `${i} (${name})`)).join(', ');
      throw new UsageError(`${option} is ${typed}; expected classes from ${listed}${didYouMean(part, names)}`);
    }
    return numbers.flatMap((number, label) => (number >= first && number <= last ? [label] : []));
  });
}
