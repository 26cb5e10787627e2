import type { Figure } from './figure.js';

/** A function of one argument that computes each value once. */
const once = <K, T>(compute: (key: K) => T): ((key: K) => T) => {
  const made = new Map<K, T>();
  return (key) => {
    if (!made.has(key)) made.set(key, compute(key));
    return made.get(key)!;
  };
};

/** The same figure, each form of it made once: for a page that has it and a file that has it too. */
export function drawnOnce(figure: Figure): Figure {
  const svg = once((bare: boolean) => figure.svg({ bare }));
  return {
    ...figure,
    svg: ({ bare = false } = {}) => svg(bare),
    ...(figure.raster === undefined ? {} : { raster: once((scale: number) => figure.raster!(scale)) }),
    ...(figure.gif === undefined ? {} : { gif: once((scale: number) => figure.gif!(scale)) }),
  };
}
