import * as tf from '@tensorflow/tfjs';
import { inFloat } from './inFloat.js';
import { softplus } from './softplus.js';

/** A mean over samples and what is not known of it. */
export interface MonteCarloEstimate {
  /** `[batch]`, in nats. Unbiased; it can be negative where the quantity cannot. */
  readonly estimate: tf.Tensor1D;
  /** The standard error of `estimate`, `[batch]`: the samples' standard deviation (n − 1) over √n; NaN for one sample. */
  readonly standardError: tf.Tensor1D;
}

/** Log-densities of one distribution's samples, both `[batch, samples]`. */
export interface KlMonteCarloOptions {
  /** `log p(z)` of samples z from P. */
  readonly logP: tf.Tensor;
  /** `log q(z)` of the same samples. */
  readonly logQ: tf.Tensor;
}

/**
 * The divergence of any distribution from any other by samples from the first, `D(P ‖ Q) ≈ 1/n Σ [log p(z) − log q(z)]`, z ~ P, with its
 * standard error: for pairs without a closed form.
 *
 * The gradient reaches whatever the log-densities were computed from; reparameterized samples give that of the divergence.
 *
 * @returns `{ estimate, standardError }`, both `[batch]`, in nats
 * @throws when the shapes differ or are not `[batch, samples]`
 */
export function klMonteCarlo(options: KlMonteCarloOptions): MonteCarloEstimate {
  checkSamples('klMonteCarlo', { ...options });
  return inFloat([options.logP, options.logQ], (logP, logQ) => ({ ...meanWithError(tf.sub(logP, logQ)) }));
}

/** Log-densities of the samples of two distributions, all `[batch, samples]`. */
export interface JensenShannonMonteCarloOptions {
  /** `log p` and `log q` of samples from P. */
  readonly fromP: KlMonteCarloOptions;
  /** `log p` and `log q` of samples from Q; as many of them. */
  readonly fromQ: KlMonteCarloOptions;
}

/**
 * The Jensen–Shannon divergence of any two distributions by samples from both, `½ E_P[log p − log m] + ½ E_Q[log q − log m]`, m = (p + q)/2,
 * with its standard error: Gaussians have no closed form of it.
 *
 * log p − log m = log 2 − softplus(log q − log p), so that every sample's part is at most log 2.
 *
 * @returns `{ estimate, standardError }`, both `[batch]`, in nats
 * @throws when the shapes differ or are not `[batch, samples]`
 * @see Lin 1991, "Divergence measures based on the Shannon entropy"
 */
export function jensenShannonMonteCarlo(options: JensenShannonMonteCarloOptions): MonteCarloEstimate {
  const { fromP, fromQ } = options;
  checkSamples('jensenShannonMonteCarlo', {
    'fromP.logP': fromP.logP,
    'fromP.logQ': fromP.logQ,
    'fromQ.logP': fromQ.logP,
    'fromQ.logQ': fromQ.logQ,
  });
  return inFloat([fromP.logP, fromP.logQ, fromQ.logP, fromQ.logQ], (p1, q1, p2, q2) => {
    const part = (log: tf.Tensor, other: tf.Tensor) => meanWithError(tf.sub(Math.LN2, softplus(tf.sub(other, log))));
    const [p, q] = [part(p1, q1), part(q2, p2)];
    const variance = tf.add(tf.square(p.standardError), tf.square(q.standardError));
    return {
      estimate: tf.mul(tf.add(p.estimate, q.estimate), 0.5) as tf.Tensor1D,
      standardError: tf.mul(tf.sqrt(variance), 0.5) as tf.Tensor1D,
    };
  });
}

function meanWithError(samples: tf.Tensor): MonteCarloEstimate {
  const n = samples.shape[1] as number;
  const estimate = tf.mean(samples, 1);
  const squares = tf.sum(tf.square(tf.sub(samples, tf.expandDims(estimate, 1))), 1);
  return { estimate: estimate as tf.Tensor1D, standardError: tf.sqrt(tf.div(squares, n * (n - 1))) as tf.Tensor1D };
}

function checkSamples(caller: string, tensors: Record<string, tf.Tensor>): void {
  const [[first, one] = ['', undefined], ...others] = Object.entries(tensors);
  if (one?.rank !== 2) throw new Error(`${caller}: \`${first}\` has shape [${one?.shape}]; expected [batch,samples]`);
  for (const [name, { shape }] of others) {
    if (`${shape}` !== `${one.shape}`)
      throw new Error(
        `${caller}: \`${first}\` has shape [${one.shape}] but \`${name}\` has [${shape}]; both are of the same samples`,
      );
  }
}
