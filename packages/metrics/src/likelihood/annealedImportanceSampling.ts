import * as tf from '@tensorflow/tfjs';
import { openSource, randomStream, type TrainingData, type Vae } from '@vaekit/core';
import { anneal, checkAnnealing, perExample, priorCodes } from './annealingChains.js';
import { annealingSchedule } from './annealingSchedule.js';
import { batchRows, realRows } from './batchRows.js';
import { repeatedRows, requireDrawnDensity } from './codeDensities.js';
import type { Compile } from './logWeights.js';

/** Options of {@link annealedImportanceSampling} and `bidirectionalCheck`. */
export interface AnnealingOptions {
  /** Chains an example. Default 4. */
  readonly chains?: number;
  /** Steps between the prior and the posterior. Default 500. */
  readonly temperatures?: number;
  /** Leapfrog steps of a transition: few and many temperatures close more of the gap than the reverse at the same cost. Default 2. */
  readonly leapfrogs?: number;
  /** Length of the first leapfrog steps; each chain then finds its own. Default 0.3. */
  readonly stepSize?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Chains that run side by side. Default 1600. */
  readonly rows?: number;
  /** `compileFunction` of `@vaekit/onnx`, to run on ONNX Runtime. Default: the active backend of tfjs. */
  readonly compile?: Compile;
  /** Called as transitions are done, with their number over all batches, of the check both ways. */
  readonly onProgress?: (done: number, transitions: number) => void;
}

/** What annealing gives: −log p of each example. */
export interface AnnealedEstimate {
  /** −log p(x) or −log p(x|y), `[examples]`, nats. */
  readonly values: Float64Array;
  /** Of each, over other chains; NaN of a single chain, which shows no spread. */
  readonly errors: Float64Array;
  readonly mean: number;
  /** Of the mean, over other chains; NaN of a single chain. */
  readonly monteCarloError: number;
  /** The share of transitions that were accepted. */
  readonly acceptance: number;
}

/**
 * Estimates −log p(x) (of class models −log p(x|y)) by annealed importance sampling: chains go from the prior to the posterior over `temperatures` steps
 * of `p(z) p(x|z)^β`, with Hamiltonian transitions. It needs no encoder, and is on average from above, as importance sampling is, but far closer where the encoder is
 * poor. `bidirectionalCheck` says how close.
 *
 * The length of the steps follows what was accepted, chain by chain, as in the source.
 *
 * @param data examples as `fit` and `evaluate` take them; weights of examples are left aside
 * @throws Error when the data do not fit the model, or the prior has no density; RangeError when an option is no whole number from 1, or `stepSize` is not positive
 * @see Wu, Burda, Salakhutdinov and Grosse 2017, "On the quantitative analysis of decoder-based generative models"; Neal 2001
 */
export async function annealedImportanceSampling(
  model: Vae,
  data: TrainingData,
  options: AnnealingOptions = {},
): Promise<AnnealedEstimate> {
  requireDrawnDensity('annealedImportanceSampling', model);
  checkAnnealing('annealedImportanceSampling', options);
  const { chains = 4, temperatures = 500, seed = 0, rows = 1600 } = options;
  const wanted = Math.max(1, Math.floor(rows / chains));
  const source = await openSource('annealedImportanceSampling', model, data, { batchSize: wanted, seed });
  const { size: count, batchSize } = source;
  const betas = annealingSchedule(temperatures);
  const stream = randomStream(seed).fork('annealing');
  const [values, errors] = [new Float64Array(count), new Float64Array(count)];
  const { onProgress } = options;
  const batchCount = Math.ceil(count / batchSize);
  let [done, accepted, parts] = [0, 0, 0];
  for await (const plain of source.epoch(0)) {
    const real = realRows(plain, count - done);
    const tensors = batchRows(model, plain);
    const wide = tf.tidy(() => repeatedRows(tensors, chains));
    tf.dispose(tensors);
    try {
      const start = priorCodes(model, batchSize * chains, wide.y, seed + done);
      const onPart = (t: number, all: number): void => onProgress?.(parts * all + t, batchCount * all);
      const found = await anneal(model, wide, start, { betas, stream, options: { ...options, onProgress: onPart } });
      const { logMeans, variances } = perExample(found.logWeights, chains);
      for (let row = 0; row < real; row++) {
        values[done + row] = -logMeans[row]!;
        errors[done + row] = Math.sqrt(variances[row]!);
      }
      accepted += found.accepted;
      parts += 1;
    } finally {
      tf.dispose(wide);
    }
    done += real;
  }
  return {
    values,
    errors,
    mean: values.reduce((sum, value) => sum + value, 0) / count,
    monteCarloError: Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0)) / count,
    acceptance: accepted / parts,
  };
}
