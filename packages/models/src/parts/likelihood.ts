import { type Likelihood, likelihoodByName } from '@vaekit/core';
import * as tf from '@tensorflow/tfjs';
import type { DataShape } from '../entry.js';
import type { OptionValues } from '../option.js';
import type { likelihoodOptions } from '../options/likelihoodOptions.js';

/** A likelihood, and what the decoder must give for it. */
export interface ChosenLikelihood {
  readonly likelihood: Likelihood;
  /** Outputs of the decoder, each of `shape`. */
  readonly parameters: 1 | 2;
  readonly shape: readonly number[];
}

/**
 * The likelihood that the options ask for; unless they say, that of mixed columns for tables, else Bernoulli.
 *
 * @throws Error when the likelihood does not describe examples of this shape
 */
export function likelihoodOf(values: OptionValues<typeof likelihoodOptions>, data: DataShape): ChosenLikelihood {
  const name = values.likelihood ?? (data.columns === undefined ? 'bernoulli' : 'mixed-columns');
  const likelihood = likelihoodByName(name, data, values.sigma);
  const { parameters, variables = {} } = likelihood.build({ event: data.event });
  tf.dispose(Object.values(variables));
  return { likelihood, parameters: parameters.length as 1 | 2, shape: parameters[0]!.shape };
}
