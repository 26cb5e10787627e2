import type { LabeledExamples } from './examples.js';

/**
 * The first `count` rows, in turn of each class, so that a short selection shows all classes; `among` keeps to some of them. Without labels,
 * the first rows.
 */
export function rowsByClass({ x, y }: LabeledExamples, count: number, among?: readonly number[]): number[] {
  if (y === undefined) return Array.from({ length: Math.min(count, x.shape[0]!) }, (_, row) => row);
  const seen = new Map<number, number>();
  const places = Array.from(y, (label, row) => {
    const place = seen.get(label) ?? 0;
    seen.set(label, place + 1);
    return { row, label, place };
  });
  return places
    .filter(({ label }) => among === undefined || among.includes(label))
    .sort((a, b) => a.place - b.place || a.label - b.label)
    .slice(0, count)
    .map(({ row }) => row);
}
