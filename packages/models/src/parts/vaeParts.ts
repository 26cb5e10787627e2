import type * as tf from '@tensorflow/tfjs';
import {
  convDecoder,
  convEncoder,
  elbo,
  type InputTransform,
  type Likelihood,
  mlpDecoder,
  mlpEncoder,
  type Objective,
  resnetDecoder,
  resnetEncoder,
} from '@vaekit/core';
import { linearWarmup } from '@vaekit/losses';
import type { DataShape } from '../entry.js';
import type { OptionValues } from '../option.js';
import type { elboOptions } from '../options/elboOptions.js';
import type { vaeOptions } from '../options/vaeOptions.js';
import { likelihoodOf } from './likelihood.js';
import { networksOf } from './networks.js';

/** The parts of a VAE that its options name. */
export interface VaeParts {
  readonly encoder: tf.LayersModel;
  readonly decoder: tf.LayersModel;
  readonly likelihood: Likelihood;
  readonly input?: InputTransform;
  /** Where the data have numbers to be conditioned on: both networks see them. */
  readonly condition?: { readonly numbers: number };
}

/**
 * Networks and likelihood for examples of a shape.
 *
 * @param classes the width of a one-hot label, where both networks see it too; of numbers that the data have they see those
 * @throws RangeError or Error when networks and data do not fit
 */
export function vaeParts(values: OptionValues<typeof vaeOptions>, data: DataShape, classes?: number): VaeParts {
  const { latent, dropout, seed } = values;
  const { arch, stages, ...dense } = networksOf(values);
  const { parameters, shape, ...likelihood } = likelihoodOf(values, data);
  const { conditionWidth: numbers } = data;
  const width = classes ?? numbers;
  const condition = width === undefined ? {} : { condition: width };
  const common = { latent, dropout, batchNorm: values['batch-norm'], seed, ...condition };
  const described = { ...likelihood, ...(numbers === undefined ? {} : { condition: { numbers } }) };
  const first = { ...common, input: data.event };
  const last = { ...common, output: shape, parameters };
  if (arch === 'mlp') {
    const encoder = mlpEncoder({ ...first, hidden: dense.encoder });
    return { encoder, decoder: mlpDecoder({ ...last, hidden: dense.decoder }), ...described };
  }
  const [encoderOf, decoderOf] = arch === 'conv' ? [convEncoder, convDecoder] : [resnetEncoder, resnetDecoder];
  const encoder = encoderOf({ ...first, ...stages, dense: dense.encoder });
  return { encoder, decoder: decoderOf({ ...last, ...stages, dense: dense.decoder }), ...described };
}

/** The evidence lower bound that the options ask for, its KL weighed by `usual` where they do not say. */
export function elboOf(values: OptionValues<typeof elboOptions>, usual = 1): Objective {
  const { beta = usual, warmup } = values;
  return elbo({ beta: warmup === 0 ? beta : linearWarmup({ steps: warmup, to: beta }) });
}

/** Networks and likelihood, with the evidence lower bound that the options ask for. */
export function elboParts(
  values: OptionValues<typeof elboOptions & typeof vaeOptions>,
  data: DataShape,
  classes?: number,
): VaeParts & { readonly objective: Objective } {
  return { ...vaeParts(values, data, classes), objective: elboOf(values) };
}
