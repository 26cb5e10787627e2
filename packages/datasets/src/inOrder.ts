/** Categories in the order of the alphabet (of code units, the same everywhere), and the values that point to them. */
export function inOrder(
  categories: readonly string[],
  values: Int32Array,
): { categories: readonly string[]; values: Int32Array } {
  const sorted = [...categories].sort();
  const places = new Map(sorted.map((category, place) => [category, place]));
  const moved = categories.map((category) => places.get(category) ?? 0);
  return { categories: sorted, values: values.map((value) => (value < 0 ? -1 : (moved[value] ?? 0))) };
}
