import { type InputTransform, type Likelihood, likelihoodByName, log1p, scaled, standardized } from '@vaekit/core';
import * as tf from '@tensorflow/tfjs';
import type { DataShape } from '../entry.js';
import type { OptionValues } from '../option.js';
import type { likelihoodOptions } from '../options/likelihoodOptions.js';

/** A likelihood, how the encoder is shown what it describes, and what the decoder must give for it. */
export interface ChosenLikelihood {
  readonly likelihood: Likelihood;
  readonly input?: InputTransform;
  /** Outputs of the decoder, each of `shape`. */
  readonly parameters: 1 | 2 | 3;
  readonly shape: readonly number[];
}

/**
 * The likelihood that the options ask for; unless they say, that of mixed columns for tables, else Bernoulli. The encoder is shown counts by their
 * logarithms; numbers on a scale of their own are standardized for it and for the likelihood, which stays a density in their units.
 *
 * @throws Error when the likelihood does not describe examples of this shape
 */
export function likelihoodOf(values: OptionValues<typeof likelihoodOptions>, data: DataShape): ChosenLikelihood {
  const name = values.likelihood ?? (data.columns === undefined ? 'bernoulli' : 'mixed-columns');
  const named = likelihoodByName(name, data, values.sigma, values.degrees);
  const { parameters, support, variables = {} } = named.build({ event: data.event });
  tf.dispose(Object.values(variables));
  const given = { parameters: parameters.length as 1 | 2 | 3, shape: parameters[0]!.shape };
  if (support === 'counts') return { ...given, likelihood: named, input: log1p() };
  if (data.scale === undefined || support !== 'real') return { ...given, likelihood: named };
  return { ...given, likelihood: scaled({ ...data.scale, likelihood: named }), input: standardized(data.scale) };
}
