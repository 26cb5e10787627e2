import type { Player } from '../contract.js';
import type { Groups } from '../pass.js';

/** Who moves what where p(x, z) and q(z|x) are given gradients of different estimators. */
export const twoPlayers = ({
  encoder,
  posterior,
  corruption,
  decoder,
  likelihood,
  prior,
}: Groups): Readonly<Record<'generative' | 'inference', Player>> => ({
  generative: { variables: [...decoder, ...likelihood, ...prior] },
  inference: { variables: [...encoder, ...posterior, ...corruption] },
});
