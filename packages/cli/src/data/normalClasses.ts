import { type Examples, subset } from '@vaekit/datasets';
import { UsageError } from '../usageError.js';

/** What `--normal` says: `COLUMN=CLASS,CLASS`, or the classes alone. */
export interface NormalClasses {
  readonly column?: string;
  readonly classes: readonly string[];
}

/** Reads `--normal`; `undefined` for what is no list of classes. */
export function readNormal(text: string): NormalClasses | undefined {
  const at = text.lastIndexOf('=');
  const classes = text
    .slice(at + 1)
    .split(',')
    .map((name) => name.trim());
  const column = text.slice(0, Math.max(0, at)).trim();
  if (classes.includes('') || (at >= 0 && column === '')) return undefined;
  return { ...(column === '' ? {} : { column }), classes };
}

/** Whether a class is among those named: as it is spelled, or as the same number (`0` is `0.0`). */
export const isNamed = (named: readonly string[], name: string): boolean =>
  named.some((one) => one === name || (one.trim() !== '' && Number(one) === Number(name)));

/** The examples of the classes that are normal. @throws UsageError when there are none */
export function normalOnly<E extends Examples>(examples: E, normal: readonly string[]): E {
  const { y, classes } = examples;
  if (y === undefined) throw new UsageError(`--normal ${normal.join(',')} needs labels, but the data have none`);
  const rows = Array.from(y.data, (_, row) => row).filter((row) =>
    isNamed(normal, classes?.[y.data[row]!] ?? String(y.data[row])),
  );
  if (rows.length > 0) return subset(examples, rows);
  const there = classes ?? [...new Set(y.data)].sort((a, b) => a - b).map(String);
  throw new UsageError(`--normal ${normal.join(',')} leaves no example; there are the classes ${there.join(', ')}`);
}
