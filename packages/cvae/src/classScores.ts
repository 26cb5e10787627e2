import * as tf from '@tensorflow/tfjs';
import {
  batches,
  batchTensors,
  drawNoise,
  elbo,
  type ExamplesInMemory,
  iwae,
  judgedBy,
  type Noise,
  type PlainBatch,
  randomStream,
  type Vae,
} from '@vaekit/core';
import { classPosterior } from '@vaekit/losses';
import { requireClasses } from './classMoments.js';

/** Options of {@link classScores}. */
export interface ClassScoresOptions {
  /** Importance-weighted draws of the code an example and class. Default: one draw, and the KL divergence where it has a closed form. */
  readonly samples?: number | undefined;
  /** The seed of the draws, the same under every class. Default 0. */
  readonly seed?: number | undefined;
  /** log p(y), one number a class. Default: all classes alike. */
  readonly logPrior?: ArrayLike<number> | undefined;
}

/** What {@link classScores} gives, each `[rows]`, nats. */
export interface ClassScores {
  /** −log p(x|z, y), the mean over draws and over p(y|x). */
  readonly reconstruction: Float32Array;
  /** KL(q(z|x, y) ‖ p(z|y)), the mean over p(y|x), with KL(p(y|x) ‖ p(y)). */
  readonly kl: Float32Array;
  /** The bound on −log p(x). */
  readonly score: Float32Array;
}

/** Rows that a step decodes at most, examples times draws. */
const ROWS = 12_800;

/** The terms of some rows under one class, `[3, rows]`: reconstruction, KL, and minus the bound on log p(x|y). */
function underClass(judge: Vae, batch: PlainBatch, noise: Noise, label: number, dataSize: number): tf.Tensor2D {
  return tf.tidy(() => {
    const tensors = batchTensors(batch);
    const rows = tensors.x.shape[0]!;
    const y = tf.fill([rows], label, 'int32') as tf.Tensor1D;
    const schedule = Object.fromEntries(
      Object.entries(judge.schedules ?? {}).map(([name, { final }]) => [name, tf.scalar(final)]),
    );
    const pass = judge.pass({ batch: { ...tensors, y }, noise, schedule, mode: 'evaluate', dataSize });
    const { reconstruction, kl, tightening } = judge.objective.evaluate(pass).terms;
    const bound = [reconstruction!, kl!, ...(tightening === undefined ? [] : [tightening])];
    return tf.stack([reconstruction!, kl!, tf.addN(bound)]) as tf.Tensor2D;
  });
}

/**
 * Terms over the classes, `[3, rows]`. With the bounds b_y and their posterior w_y ∝ p(y)·exp b_y,
 * `−log Σ_y p(y) exp b_y = Σ_y w_y·(−b_y) + KL(w ‖ p(y))`, so that reconstruction and KL are means over w, and the divergence of the class
 * belongs to the KL.
 */
function summed(terms: readonly tf.Tensor2D[], logPrior: tf.Tensor1D | undefined): tf.Tensor2D {
  const [reconstruction, kl, loss] = tf.unstack(tf.stack([...terms], 2)) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const { logPosterior, logEvidence } = classPosterior({
    logLikelihood: tf.neg(loss),
    ...(logPrior === undefined ? {} : { logPrior }),
  });
  const share = tf.exp(logPosterior);
  // A class of share 0 adds nothing, whatever its terms are.
  const mean = (values: tf.Tensor): tf.Tensor => tf.sum(tf.where(tf.greater(share, 0), tf.mul(share, values), 0), 1);
  const divergence = mean(tf.sub(logPosterior, logPrior ?? -Math.log(terms.length)));
  return tf.stack([mean(reconstruction), tf.add(mean(kl), divergence), tf.neg(logEvidence)]) as tf.Tensor2D;
}

/**
 * Scores examples of a class model without their labels: `−log Σ_y p(y)·exp(bound on log p(x|y))`, a bound on −log p(x), nats, row by row. Dropout is
 * off, and labels of the examples are not looked at.
 *
 * @throws Error when the model has no classes, or shapes or the length of `logPrior` do not fit
 * @see Kingma et al. 2014, "Semi-supervised learning with deep generative models", equation 7
 */
export async function classScores(
  model: Vae,
  examples: ExamplesInMemory,
  options: ClassScoresOptions = {},
): Promise<ClassScores> {
  const { samples, seed = 0, logPrior } = options;
  const classes = requireClasses('classScores', model);
  if (logPrior !== undefined && logPrior.length !== classes)
    throw new Error(`classScores: \`logPrior\` has ${logPrior.length} numbers; expected ${classes}, one a class`);
  const { y: _y, ...plain } = examples;
  const rows = plain.x.shape[0]!;
  if (plain.x.shape.slice(1).join() !== model.event.join())
    throw new Error(`classScores: \`x\` has shape [${plain.x.shape.join(',')}]; expected [rows,${model.event.join(',')}]`);
  const judge = judgedBy(model, samples === undefined ? elbo() : iwae({ k: samples }));
  const scores = { reconstruction: new Float32Array(rows), kl: new Float32Array(rows), score: new Float32Array(rows) };
  const stream = randomStream(seed).fork('evaluate').fork('noise');
  const batchSize = Math.min(rows, samples === undefined ? 128 : Math.max(1, Math.floor(ROWS / samples)));
  try {
    let start = 0;
    for (const batch of batches(plain, { batchSize, shuffle: false, seed, reuse: true }).epoch(0)) {
      const noise = drawNoise(judge.noise('evaluate'), batchSize, stream);
      const terms = tf.tidy(() =>
        summed(
          Array.from({ length: classes }, (_, label) => underClass(judge, batch, noise, label, rows)),
          logPrior === undefined ? undefined : tf.tensor1d(Float32Array.from(logPrior)),
        ),
      );
      tf.dispose(noise as unknown as tf.TensorContainer);
      const values = (await terms.data()) as Float32Array;
      terms.dispose();
      // The last batch is filled up; its further rows are none of the examples.
      const count = Math.min(batchSize, rows - start);
      Object.values(scores).forEach((column, i) => column.set(values.subarray(i * batchSize, i * batchSize + count), start));
      start += count;
    }
  } finally {
    judge.dispose();
  }
  return scores;
}
