import type { Examples } from '@vaekit/datasets';

/** Examples whose labels are numbered as `known` has the classes, by name; classes that are not among those come behind them. */
export function alignedClasses<E extends Examples>(examples: E, known: readonly string[] | undefined): E {
  const { classes, y } = examples;
  if (known === undefined || classes === undefined || y === undefined) return examples;
  const all = [...known];
  const places = classes.map((name) => {
    const place = all.indexOf(name);
    return place < 0 ? all.push(name) - 1 : place;
  });
  return { ...examples, classes: all, y: { data: y.data.map((label) => places[label] ?? -1), shape: y.shape } };
}
