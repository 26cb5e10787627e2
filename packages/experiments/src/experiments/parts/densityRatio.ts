import * as tf from '@tensorflow/tfjs';
import type { PlainTensor } from '@vaekit-internal/base';
import { adam, type Engine, fit, mlp, network, trainable } from '@vaekit/core';
import { stacked } from './drawn.js';

/** Draws of two distributions over codes, `[rows, width]`: to train a judge on, and held out. */
export interface RatioDraws {
  readonly q: PlainTensor;
  readonly p: PlainTensor;
  readonly heldQ: PlainTensor;
  readonly heldP: PlainTensor;
}

/** What a judge finds. */
export interface RatioEstimate {
  /** KL(q ‖ p) at least, nats; NaN where it is too near to log N to be believed. */
  readonly divergence: number;
  /** log N of the N held-out draws: no such estimate is larger. */
  readonly most: number;
}

/** Estimates above this part of log N are refused: so near to what the number of draws allows, they measure that number. */
export const SATURATED = 0.8;

/** `[draw, 1]` rows of q and `[draw, 0]` rows of p. */
function marked(q: PlainTensor, p: PlainTensor): PlainTensor {
  const { data, shape } = stacked([q, p]);
  const [rows, width] = shape as [number, number];
  const all = new Float32Array(rows * (width + 1));
  for (let row = 0; row < rows; row++) {
    all.set(data.subarray(row * width, (row + 1) * width), row * (width + 1));
    all[row * (width + 1) + width] = row < q.shape[0]! ? 1 : 0;
  }
  return { data: all, shape: [rows, width + 1] };
}

/**
 * KL(q ‖ p) from draws alone: a small network learns to tell draws of q from as many of p, so that its logit T tends to log q/p; on held-out draws
 * `E_q T − log E_p exp T` is then a bound of the divergence from below, whatever T is. A fourth of the training draws says when to stop.
 *
 * @see Donsker and Varadhan 1983; the limit log N: McAllester and Stratos 2020, "Formal limitations on the measurement of mutual information"
 */
export async function divergenceByRatio(
  { q, p, heldQ, heldP }: RatioDraws,
  { seed, engine, epochs = 30 }: { readonly seed: number; readonly engine: Engine; readonly epochs?: number },
): Promise<RatioEstimate> {
  const width = q.shape[1]!;
  const recipe = mlp({ hidden: [128, 128], activation: 'elu' });
  const judge = network(recipe({ name: 'judge', input: [width], outputs: [{ name: 'logit', shape: [1] }], seed }), 'judge');
  const logits = (codes: tf.Tensor): tf.Tensor =>
    tf.reshape(judge.apply([codes], { mode: 'evaluate', noise: {} }).outputs[0]!, [-1]);
  try {
    const model = trainable({
      variables: judge.variables,
      terms({ batch: { x } }) {
        const rows = x.shape[0]!;
        const logit = logits(tf.slice(x, [0, 0], [rows, width]));
        const isQ = tf.reshape(tf.slice(x, [0, width], [rows, 1]), [-1]);
        return { judge: tf.sub(tf.softplus(logit), tf.mul(isQ, logit)) as tf.Tensor1D };
      },
    });
    await fit(
      Object.assign(model, { event: [width + 1] }),
      { x: marked(q, p) },
      {
        epochs,
        seed,
        engine,
        optimizer: adam({ learningRate: 1e-3 }),
        validationSplit: 0.25,
        earlyStopping: { patience: 4 },
      },
    );
    const judged = tf.tidy(() =>
      [heldQ, heldP].map((set) => logits(tf.tensor2d(Float32Array.from(set.data), [set.shape[0]!, width]))),
    );
    const [ofQ, ofP] = (await Promise.all(judged.map((values) => values.data()))) as [Float32Array, Float32Array];
    tf.dispose(judged);
    return boundOf(ofQ, ofP);
  } finally {
    judge.model.dispose();
  }
}

/** `E_q T − log E_p exp T`, unless it is too near to log N. */
export function boundOf(ofQ: ArrayLike<number>, ofP: ArrayLike<number>): RatioEstimate {
  const [q, p] = [Array.from(ofQ), Array.from(ofP)];
  const peak = p.reduce((a, b) => Math.max(a, b));
  const logMean = peak + Math.log(p.reduce((sum, t) => sum + Math.exp(t - peak), 0) / p.length);
  const found = q.reduce((sum, t) => sum + t, 0) / q.length - logMean;
  const most = Math.log(Math.min(q.length, p.length));
  return { divergence: found > SATURATED * most ? Number.NaN : found, most };
}
