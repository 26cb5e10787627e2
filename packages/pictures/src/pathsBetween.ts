import type { Vae } from '@vaekit/core';
import type { Codes } from './codes.js';

/** A way from one code to another, decoded under one class where the decoder is conditioned. */
export interface Path {
  readonly from: Float32Array;
  readonly to: Float32Array;
  /** The examples that the two codes are of. */
  readonly rows?: readonly [from: number, to: number];
  readonly label?: number | undefined;
  readonly name: string;
}

/**
 * Paths between codes of examples: from class to class (0 to 1, 2 to 3, …), within a class where the decoder sees the label, and one after the
 * other where labels are not known; five unless `count` says so.
 */
export function pathsBetween(
  { decoder }: Vae,
  { mean, width, labels }: Codes,
  options: { readonly count?: number; readonly classNames?: readonly string[] | undefined } = {},
): Path[] {
  const { count = 5, classNames } = options;
  const withinClass = decoder.inputShapes.length > 1;
  const rows = mean.length / width;
  const code = (row: number): Float32Array => mean.slice(row * width, (row + 1) * width);
  if (labels === undefined) {
    return Array.from({ length: Math.min(count, Math.floor(rows / 2)) }, (_, i) => ({
      from: code(2 * i),
      to: code(2 * i + 1),
      rows: [2 * i, 2 * i + 1],
      name: `${2 * i} → ${2 * i + 1}`,
    }));
  }
  const byClass = new Map<number, number[]>();
  Array.from(labels).forEach((label, row) => byClass.set(label, [...(byClass.get(label) ?? []), row]));
  const classes = [...byClass.keys()].sort((a, b) => a - b);
  const nameOf = (label: number): string => classNames?.[label] ?? String(label);
  const found: Path[] = [];
  for (let i = 0; found.length < count && i < 10 * count; i++) {
    const turn = Math.floor((i * (withinClass ? 1 : 2)) / classes.length);
    const a = classes[(withinClass ? i : 2 * i) % classes.length]!;
    const b = withinClass ? a : classes[(2 * i + 1) % classes.length]!;
    const from = byClass.get(a)![withinClass ? 2 * turn : turn];
    const to = byClass.get(b)![withinClass ? 2 * turn + 1 : turn + (a === b ? 1 : 0)];
    if (from === undefined || to === undefined) continue;
    found.push({
      from: code(from),
      to: code(to),
      rows: [from, to],
      label: a,
      name: withinClass ? nameOf(a) : `${nameOf(a)} → ${nameOf(b)}`,
    });
  }
  return found;
}
