import {
  bernoulli,
  convDecoder,
  convEncoder,
  elbo,
  gaussian,
  type Likelihood,
  mlpDecoder,
  mlpEncoder,
  type Objective,
  vae,
  type Vae,
} from '@vaekit/core';
import { classMeanCvae, conditionalVae } from '@vaekit/cvae';
import { linearWarmup } from '@vaekit/losses';
import type { TrainOptions } from '../commands/train.js';

/** The options that make a model, apart from those of training it. */
export type ModelOptions = Pick<
  TrainOptions,
  'arch' | 'batch-norm' | 'beta' | 'class-variance' | 'dropout' | 'hidden' | 'latent' | 'margin' | 'model' | 'prior' | 'seed' | 'separation' | 'warmup'
> & { readonly likelihood: 'bernoulli' | 'gaussian' };

/** What a model must know of its data. */
export interface ModelData {
  readonly shape: readonly number[];
  readonly classes: number | undefined;
}

/** A model from the options of `train`. @throws RangeError or Error when networks and data do not fit */
export function buildModel(options: ModelOptions, { shape, classes }: ModelData): Vae {
  const { latent, dropout, seed, beta, warmup } = options;
  if (options.model !== 'vae' && classes === undefined) throw new Error(`${options.model} needs labels, but the data have none`);
  const condition = options.model === 'cvae' && classes !== undefined ? { condition: classes } : {};
  const common = { dropout, batchNorm: options['batch-norm'], seed, ...condition };
  const widths = options.hidden ?? [400];
  const [encoder, decoder] =
    options.arch === 'mlp'
      ? [
          mlpEncoder({ ...common, input: shape, hidden: widths, latent }),
          mlpDecoder({ ...common, latent, hidden: [...widths].reverse(), output: shape }),
        ]
      : [
          convEncoder({ ...common, input: shape, latent, ...(options.hidden === undefined ? {} : { dense: widths }) }),
          convDecoder({ ...common, latent, output: shape, ...(options.hidden === undefined ? {} : { dense: [...widths].reverse() }) }),
        ];
  const likelihood: Likelihood = options.likelihood === 'gaussian' ? gaussian({ sigma: 'learned' }) : bernoulli();
  const objective: Objective = elbo({ beta: warmup === 0 ? beta : linearWarmup({ steps: warmup, to: beta }) });
  const parts = { encoder, decoder, likelihood, objective };
  if (options.model === 'vae' || classes === undefined) return vae(parts);
  const sizes = { ...parts, input: shape, classes, latent, seed };
  if (options.model === 'cvae') return conditionalVae({ ...sizes, prior: options.prior });
  return classMeanCvae({ ...sizes, classVariance: options['class-variance'], separation: options.separation, margin: options.margin });
}

/** The number of trainable parameters. */
export function countParameters(model: Vae): number {
  return Object.values(model.variables).reduce((sum, variable) => sum + variable.size, 0);
}
