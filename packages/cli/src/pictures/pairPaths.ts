import type { Codes } from './codes.js';
import type { Path } from './interpolation.js';

/** Paths between test examples: of neighboring classes (0 to 1, 2 to 3, …), within a class, or one after the other where there are no labels. */
export function pairPaths(
  { mean, width }: Codes,
  labels: Int32Array | undefined,
  classNames: readonly string[] | undefined,
  options: { readonly paths: number; readonly withinClass: boolean },
): Path[] {
  const { paths, withinClass } = options;
  const rows = mean.length / width;
  const code = (row: number): Float32Array => mean.slice(row * width, (row + 1) * width);
  if (labels === undefined) {
    return Array.from({ length: Math.min(paths, Math.floor(rows / 2)) }, (_, i) => ({
      from: code(2 * i),
      to: code(2 * i + 1),
      name: `${2 * i} → ${2 * i + 1}`,
    }));
  }
  const byClass = new Map<number, number[]>();
  labels.forEach((label, row) => byClass.set(label, [...(byClass.get(label) ?? []), row]));
  const classes = [...byClass.keys()].sort((a, b) => a - b);
  const nameOf = (label: number): string => classNames?.[label] ?? String(label);
  const found: Path[] = [];
  for (let i = 0; found.length < paths && i < 10 * paths; i++) {
    const turn = Math.floor((i * (withinClass ? 1 : 2)) / classes.length);
    const a = classes[(withinClass ? i : 2 * i) % classes.length]!;
    const b = withinClass ? a : classes[(2 * i + 1) % classes.length]!;
    const from = byClass.get(a)![withinClass ? 2 * turn : turn];
    const to = byClass.get(b)![withinClass ? 2 * turn + 1 : turn + (a === b ? 1 : 0)];
    if (from === undefined || to === undefined) continue;
    found.push({ from: code(from), to: code(to), label: a, name: withinClass ? nameOf(a) : `${nameOf(a)} → ${nameOf(b)}` });
  }
  return found;
}
