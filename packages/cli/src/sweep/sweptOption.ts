import type { SweepDimension } from '@vaekit/runs';
import type { OptionSpec } from '../optionSpec.js';
import { UsageError } from '../usageError.js';

/** What an option of `train` was given in a sweep: one text that holds for all trainings, or more to go through. */
export type SweptOption = { readonly fixed: string } | SweepDimension;

/** Whether an option takes a text. */
function takes(spec: OptionSpec, text: string, name: string): boolean {
  try {
    spec.parse(text, name);
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** `1e-4..1e-2`, with `:log` behind it where the logarithm is drawn evenly; `undefined` for what is no range. */
function readRange(spec: OptionSpec, text: string, name: string): SweepDimension | undefined {
  const [, low, high, log] = /^([^.,;]\S*?)\.\.([^.:]\S*?)(:log)?$/.exec(text) ?? [];
  if (low === undefined || high === undefined) return undefined;
  for (const end of [low, high]) spec.parse(end, name);
  const [from, to] = [Number(low), Number(high)];
  if (!(from < to))
    throw new UsageError(`${name} is ${text}; expected a range of numbers, the lower one first, such as 1e-4..1e-2:log`);
  if (log !== undefined && from <= 0)
    throw new UsageError(`${name} is ${text}; a log scale has no place for ${from}, so begin above 0`);
  // An option that takes no number between two whole ones takes whole ones alone.
  const whole = Number.isInteger(from) && Number.isInteger(to) && !takes(spec, String(from + 0.5), name);
  return { from, to, log: log !== undefined, whole };
}

/**
 * Reads what an option of `train` was given in a sweep. What `train` itself takes is one value; else it is several, joined by semicolons where there is one
 * and by commas where not, `0-4` for whole numbers in a row, or a range `1e-4..1e-2` to draw from.
 *
 * @throws UsageError that says what the option expects
 */
export function readSwept(spec: OptionSpec, text: string, name: string): SweptOption {
  if (spec.repeats === true || takes(spec, text, name)) return { fixed: text };
  const range = readRange(spec, text, name);
  if (range !== undefined) return range;
  const values = text.split(text.includes(';') ? ';' : ',').flatMap((part) => {
    const [, first, last] = /^(\d{1,9})-(\d{1,9})$/.exec(part.trim()) ?? [];
    if (first === undefined || Number(last) < Number(first) || takes(spec, part, name)) return [part.trim()];
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => String(Number(first) + i));
  });
  for (const value of values) spec.parse(value, name);
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) throw new UsageError(`${name} has ${twice} twice; once is enough`);
  return { values };
}
