import type * as tf from '@tensorflow/tfjs';
import { convDecoder, convEncoder, type Likelihood, mlpDecoder, mlpEncoder, resnetDecoder, resnetEncoder } from '@vaekit/core';
import type { DataShape } from '../entry.js';
import type { OptionValues } from '../option.js';
import type { likelihoodOptions } from '../options/likelihoodOptions.js';
import type { networkOptions } from '../options/networkOptions.js';
import type { seedOptions } from '../options/seedOptions.js';
import { likelihoodOf } from './likelihood.js';

/** The parts of a VAE that its options name. */
export interface VaeParts {
  readonly encoder: tf.LayersModel;
  readonly decoder: tf.LayersModel;
  readonly likelihood: Likelihood;
}

/**
 * Networks and likelihood for examples of a shape.
 *
 * @param classes the width of a one-hot label, where both networks see it too
 * @throws RangeError or Error when networks and data do not fit
 */
export function vaeParts(
  values: OptionValues<typeof networkOptions & typeof likelihoodOptions & typeof seedOptions>,
  data: DataShape,
  classes?: number,
): VaeParts {
  const { arch, hidden, latent, dropout, seed } = values;
  const { likelihood, parameters, shape } = likelihoodOf(values, data);
  const condition = classes === undefined ? {} : { condition: classes };
  const common = { latent, dropout, batchNorm: values['batch-norm'], seed, ...condition };
  const first = { ...common, input: data.event };
  const last = { ...common, output: shape, parameters };
  if (arch === 'mlp') {
    const widths = hidden ?? [400];
    const encoder = mlpEncoder({ ...first, hidden: widths });
    return { encoder, decoder: mlpDecoder({ ...last, hidden: widths.toReversed() }), likelihood };
  }
  const [encoderOf, decoderOf] = arch === 'conv' ? [convEncoder, convDecoder] : [resnetEncoder, resnetDecoder];
  const encoder = encoderOf({ ...first, ...(hidden === undefined ? {} : { dense: hidden }) });
  return {
    encoder,
    decoder: decoderOf({ ...last, ...(hidden === undefined ? {} : { dense: hidden.toReversed() }) }),
    likelihood,
  };
}
