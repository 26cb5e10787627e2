import type { Words } from '../words.js';
import type { Figures } from './figures.js';

/** Figures as they are measured, a value of each at a time. */
export interface Tally {
  readonly figures: Figures;
  /** Adds the value of one seed. */
  add(name: string, value: number, label: Words, unit?: string): void;
}

/** An empty tally. */
export function tally(): Tally {
  const figures: Record<string, { unit: string; label: Words; values: number[] }> = {};
  return {
    figures,
    add(name, value, label, unit = '') {
      (figures[name] ??= { unit, label, values: [] }).values.push(value);
    },
  };
}
