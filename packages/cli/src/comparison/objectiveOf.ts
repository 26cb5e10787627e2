import type { RunOutline } from './runOutline.js';

/** What the loss of a run is made of, besides the quantities themselves: the objective, weights of terms, penalties and draws. */
export function objectiveOf({ config: { options, model } }: Pick<RunOutline, 'config'>): string {
  // The way of a weight to its last value may differ, and the seed of a discriminator.
  const { beta: _beta, seed: _seed, ...objective } = model.parts.objective;
  const { beta, k, separation, margin, 'total-correlation': correlation } = options;
  const penalty = separation ? { separation, margin } : {};
  return JSON.stringify({ objective, beta, k, correlation, commitment: model.parts.posterior['commitment'], ...penalty });
}
