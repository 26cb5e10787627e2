import type { DataShape } from '../entry.js';

/** The places of a code: dense networks have them in a row, convolutions where their smallest map, of a quarter of the sides, has them. */
export const placesOf = (arch: string, { event }: DataShape): readonly number[] =>
  arch === 'mlp' ? [16] : event.slice(0, 2).map((side) => side / 4);
