import {
  convDecoder,
  convEncoder,
  elbo,
  mlpDecoder,
  mlpEncoder,
  type Objective,
  resnetDecoder,
  resnetEncoder,
  vae,
  type Vae,
} from '@vaekit/core';
import { classMeanCvae, conditionalVae } from '@vaekit/cvae';
import type { TableEncoding } from '@vaekit/datasets';
import { linearWarmup } from '@vaekit/losses';
import type { LikelihoodChoice } from '../commands/likelihoodOptions.js';
import type { TrainOptions } from '../commands/train.js';
import { chooseLikelihood } from './likelihood.js';

/** The options that make a model, apart from those of training it. */
export type ModelOptions = Pick<
  TrainOptions,
  | 'arch'
  | 'batch-norm'
  | 'beta'
  | 'class-variance'
  | 'dropout'
  | 'hidden'
  | 'latent'
  | 'margin'
  | 'model'
  | 'prior'
  | 'seed'
  | 'separation'
  | 'sigma'
  | 'warmup'
> & { readonly likelihood: LikelihoodChoice };

/** What a model must know of its data. */
export interface ModelData {
  readonly shape: readonly number[];
  readonly classes: number | undefined;
  /** Tables: what their columns hold. */
  readonly encoding?: TableEncoding | undefined;
}

/** A model from the options of `train`. @throws RangeError or Error when networks and data do not fit */
export function buildModel(options: ModelOptions, data: ModelData): Vae {
  const { shape, classes } = data;
  const { latent, dropout, seed, beta, warmup } = options;
  if (options.model !== 'vae' && classes === undefined) throw new Error(`${options.model} needs labels, but the data have none`);
  const condition = options.model === 'cvae' && classes !== undefined ? { condition: classes } : {};
  const common = { dropout, batchNorm: options['batch-norm'], seed, ...condition };
  const { likelihood, parameters, shape: output } = chooseLikelihood(options.likelihood, options.sigma, data);
  const { arch, hidden } = options;
  const widths = hidden ?? [400];
  const dense = hidden === undefined ? {} : { dense: hidden };
  const reversed = hidden === undefined ? {} : { dense: [...hidden].reverse() };
  const [encoder, decoder] =
    arch === 'mlp'
      ? [
          mlpEncoder({ ...common, input: shape, hidden: widths, latent }),
          mlpDecoder({ ...common, latent, hidden: [...widths].reverse(), output, parameters }),
        ]
      : arch === 'conv'
        ? [
            convEncoder({ ...common, ...dense, input: shape, latent }),
            convDecoder({ ...common, ...reversed, latent, output, parameters }),
          ]
        : [
            resnetEncoder({ ...common, ...dense, input: shape, latent }),
            resnetDecoder({ ...common, ...reversed, latent, output, parameters }),
          ];
  const objective: Objective = elbo({ beta: warmup === 0 ? beta : linearWarmup({ steps: warmup, to: beta }) });
  const parts = { encoder, decoder, likelihood, objective };
  if (options.model === 'vae' || classes === undefined) return vae(parts);
  const sizes = { ...parts, input: shape, classes, latent, seed };
  if (options.model === 'cvae') return conditionalVae({ ...sizes, prior: options.prior });
  return classMeanCvae({
    ...sizes,
    classVariance: options['class-variance'],
    separation: options.separation,
    margin: options.margin,
  });
}

/** The number of trainable parameters. */
export function countParameters(model: Vae): number {
  return Object.values(model.variables).reduce((sum, variable) => sum + variable.size, 0);
}
