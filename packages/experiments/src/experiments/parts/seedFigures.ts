import type { DotRow } from '@vaekit/viz';
import { type Figure, type Figures, intervalOf, valuesOf } from '../../statistics/figures.js';
import type { Say, Words } from '../../words.js';

/** What a figure is called and measured in. */
export type FigureKind = Omit<Figure, 'values'>;

/** Figures that get one value a seed. */
export interface SeedFigures<Name extends string> {
  readonly figures: Figures;
  /** The values of one more seed. */
  add(values: Readonly<Record<Name, number>>): void;
}

/** Begins figures by their kinds. */
export function seedFigures<Name extends string>(kinds: Readonly<Record<Name, FigureKind>>): SeedFigures<Name> {
  const names = Object.keys(kinds) as Name[];
  const values = new Map<Name, number[]>(names.map((name) => [name, []]));
  return {
    figures: Object.fromEntries(names.map((name) => [name, { ...kinds[name], values: values.get(name)! }])),
    add: (more) => names.forEach((name) => values.get(name)!.push(more[name])),
  };
}

/** Figures as rows of a dot chart, those alone that have numbers, under their own labels or shorter ones. */
export function dotRows(figures: Figures, names: readonly string[], say: Say, labels: readonly Words[] = []): DotRow[] {
  return names.flatMap((name, index) => {
    const values = valuesOf(figures, name).filter(Number.isFinite);
    const { low, high } = intervalOf(figures, name);
    const label = labels[index] ?? figures[name]!.label;
    const bars = Number.isFinite(low) ? { low, high } : {};
    return values.length === 0 ? [] : [{ name: label === undefined ? name : say(label), values, ...bars }];
  });
}
