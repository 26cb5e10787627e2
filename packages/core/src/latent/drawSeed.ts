import { freshSeed } from '../random/freshSeed.js';

/** How a function that can draw is asked to. */
export interface DrawOptions {
  readonly draw?: boolean | undefined;
  readonly seed?: number | undefined;
}

/** The seed of a draw, or `undefined` where none is asked for. @throws Error when a seed is given for nothing */
export function drawSeed(caller: string, { draw = false, seed }: DrawOptions): number | undefined {
  if (draw) return seed ?? freshSeed();
  if (seed === undefined) return undefined;
  throw new Error(`${caller}: \`seed\` is ${seed}, but nothing is drawn; give \`draw: true\` with it, or leave it out`);
}
