import * as tf from '@tensorflow/tfjs';
import { contextFor, hamiltonianStep, type Vae, withGradientMends } from '@vaekit/core';
import type { Compile } from './logWeights.js';

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

/** The examples of the chains, each row's own. */
export type ChainRows = {
  readonly x: tf.Tensor;
  readonly mask?: tf.Tensor;
  readonly y?: tf.Tensor1D | tf.Tensor2D;
};

type Tensors = Readonly<Record<'beta' | 'momentum' | 'step' | 'uniform' | 'z', tf.Tensor>>;

/** log p(z) and log p(x|z) of codes, `[rows]` each. */
function densities(model: Vae, { x, y, mask }: ChainRows): (z: tf.Tensor) => { prior: tf.Tensor; likelihood: tf.Tensor } {
  return (z) => {
    const context = model.context(y, x.shape[0]!);
    const nll = model.likelihood.negativeLogDensity(model.decodeParameters(z, context.condition), x, mask);
    return { prior: model.prior.logDensity!(z, contextFor('prior', context)), likelihood: tf.neg(nll) };
  };
}

/** One transition that keeps `p(z) p(x|z)^β`. */
function transition(model: Vae, rows: ChainRows, leapfrogs: number, given: Tensors): Record<keyof ChainResult, tf.Tensor> {
  const of = densities(model, rows);
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
export async function openTransition(
  model: Vae,
  rows: ChainRows,
  { leapfrogs, compile }: { readonly leapfrogs: number; readonly compile: Compile | undefined },
): Promise<{ run(step: ChainStep): Promise<ChainResult>; dispose(): Promise<void> }> {
  const count = rows.x.shape[0]!;
  const shapes = { z: [count, ...model.latent], momentum: [count, ...model.latent], uniform: [count], step: [count], beta: [1] };
  const apply = (given: Readonly<Record<string, tf.Tensor>>): Record<keyof ChainResult, tf.Tensor> =>
    withGradientMends(() => transition(model, rows, leapfrogs, given as Tensors));
  if (compile !== undefined) {
    const inputs = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape }]));
    const compiled = await compile(apply, { inputs });
    return {
      async run(step) {
        const { z, logLikelihood, accepted } = await compiled.run({ ...step });
        return { z: z!.data, logLikelihood: logLikelihood!.data, accepted: accepted!.data };
      },
      dispose: () => compiled.dispose(),
    };
  }
  return {
    async run(step) {
      const results = tf.tidy(() =>
        apply(
          Object.fromEntries(
            Object.entries(shapes).map(([name, shape]) => [
              name,
              tf.tensor(Float32Array.from(step[name as keyof ChainStep]), shape),
            ]),
          ),
        ),
      );
      const [z, logLikelihood, accepted] = await Promise.all([
        results.z.data(),
        results.logLikelihood.data(),
        results.accepted.data(),
      ]);
      tf.dispose(results);
      return { z, logLikelihood, accepted };
    },
    dispose: async () => undefined,
  };
}
