import * as tf from '@tensorflow/tfjs';
import { hamiltonianStep, type Vae, withGradientMends } from '@vaekit/core';
import { codeDensities, type CodeRows } from './codeDensities.js';
import type { Compile } from './logWeights.js';
import { openFunction, type OpenFunction } from './openFunction.js';

/** Where chains are, and what a transition draws, all plain; `[rows · …]`. */
export interface ChainStep {
  readonly z: ArrayLike<number>;
  readonly momentum: ArrayLike<number>;
  readonly uniform: ArrayLike<number>;
  /** The length of a leapfrog step of each row. */
  readonly step: ArrayLike<number>;
  /** One number: the weight of log p(x|z) in the density that is kept. */
  readonly beta: ArrayLike<number>;
}

/** Codes after a transition, log p(x|z) there, and whether each was accepted (1) or stayed (0). */
export interface ChainResult {
  readonly z: ArrayLike<number>;
  readonly logLikelihood: ArrayLike<number>;
  readonly accepted: ArrayLike<number>;
}

type Tensors = Readonly<Record<'beta' | 'momentum' | 'step' | 'uniform' | 'z', tf.Tensor>>;

/**
 * One transition that keeps `p(z) p(x|z)^β`: `leapfrogs` steps of Hamiltonian dynamics, then acceptance or return by Metropolis.
 *
 * @see Neal 2011, "MCMC using Hamiltonian dynamics", section 5.3.2.1
 */
function transition(model: Vae, rows: CodeRows, leapfrogs: number, given: Tensors): Record<keyof ChainResult, tf.Tensor> {
  const of = codeDensities(model, rows);
  const { beta, step } = given;
  const logDensity = (z: tf.Tensor): tf.Tensor => {
    const { prior, likelihood } = of(z);
    return tf.add(prior, tf.mul(beta, likelihood));
  };
  const target = { log: logDensity, slope: tf.grad((z: tf.Tensor) => tf.sum(logDensity(z))) };
  const wide = tf.reshape(step, [step.shape[0]!, ...given.z.shape.slice(1).map(() => 1)]);
  const { z, accepted } = hamiltonianStep(given.z, given, target, { leapfrog: leapfrogs, step: wide });
  return { z, logLikelihood: of(z).likelihood, accepted };
}

/** Transitions for rows of fixed examples, on tfjs or compiled. */
export function openTransition(
  model: Vae,
  rows: CodeRows,
  { leapfrogs, compile }: { readonly leapfrogs: number; readonly compile: Compile | undefined },
): Promise<OpenFunction<keyof ChainStep, keyof ChainResult>> {
  const count = rows.x.shape[0]!;
  const code = [count, ...model.latent];
  const apply = (given: Tensors): Record<keyof ChainResult, tf.Tensor> =>
    withGradientMends(() => transition(model, rows, leapfrogs, given));
  return openFunction(
    apply,
    {
      z: { shape: code },
      momentum: { shape: code },
      uniform: { shape: [count] },
      step: { shape: [count] },
      beta: { shape: [1] },
    },
    compile,
  );
}
