/** The first `count` rows, in turn of each class, so that a short selection shows all classes; `among` keeps to some of them. */
export function rowsByClass(labels: Int32Array | undefined, count: number, among?: readonly number[]): number[] {
  if (labels === undefined) return Array.from({ length: count }, (_, i) => i);
  const seen = new Map<number, number>();
  const places = Array.from(labels, (label, row) => {
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
