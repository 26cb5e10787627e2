import type { Trainable } from '../contract.js';

const taken = new WeakSet<object>();

/**
 * Takes what a fit moves, the variables and the state of a model, until it is given back: two fits of one variable would undo each other's steps.
 *
 * @returns gives it back
 * @throws Error where another fit has some of it, under this model or another that shares it (`frozen`, a prior)
 */
export function lockForFit(model: Trainable): () => void {
  const { variables, state, players } = model;
  // Of a model with players only what they move: a side that is held may be in two fits.
  const moved = players === undefined ? undefined : new Set(Object.values(players).flatMap((player) => player.variables));
  const named = Object.entries(variables).filter(([name]) => moved === undefined || moved.has(name));
  const all = [...named, ...Object.entries(state ?? {})];
  const busy = all.find(([, variable]) => taken.has(variable));
  if (busy !== undefined)
    throw new Error(
      `fit: \`${busy[0]}\` is being trained by another fit; await that one, or stop it with its \`signal\`, before you train the model again`,
    );
  for (const [, variable] of all) taken.add(variable);
  return () => {
    for (const [, variable] of all) taken.delete(variable);
  };
}
