import { didYouMean } from '../nearest.js';
import { UsageError } from '../usageError.js';

/**
 * Classes from what was typed: names or numbers from 0, joined by commas, `2-5` a range of numbers.
 *
 * @throws UsageError that lists the classes
 */
export function resolveClasses(option: string, typed: string, names: readonly string[]): number[] {
  return typed.split(',').flatMap((word) => {
    const part = word.trim();
    const named = names.findIndex((name) => name.toLowerCase() === part.toLowerCase());
    if (named >= 0) return [named];
    const range = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part);
    const first = Number(range?.[1]);
    const last = Number(range?.[2] ?? range?.[1]);
    if (range === null || last < first || last >= names.length) {
      const listed = names.every((name, i) => name === String(i)) ? `0 to ${names.length - 1}` : names.map((name, i) => `${i} (${name})`).join(', ');
      throw new UsageError(`${option} is ${typed}; expected classes from ${listed}${didYouMean(part, names)}`);
    }
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
