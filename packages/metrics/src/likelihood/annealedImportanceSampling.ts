import * as tf from '@tensorflow/tfjs';
import {
  batches,
  batchTensors,
  decode,
  type ExamplesInMemory,
  randomStream,
  type RandomStream,
  samplePrior,
  type Vae,
} from '@vaekit/core';
import type { PlainTensor } from '@vaekit-internal/base';
import { type CodeRows, repeated, repeatedRows, requireDensity } from './codeDensities.js';
import { openTransition } from './hamiltonianTransition.js';
import type { Compile } from './logWeights.js';
import { weightSum } from './weightSum.js';

/** Options of {@link annealedImportanceSampling} and {@link bidirectionalCheck}. */
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
}

/** What annealing gives: −log p of each example. */
export interface AnnealedEstimate {
  /** −log p(x) or −log p(x|y), `[examples]`, nats. */
  readonly values: Float64Array;
  readonly errors: Float64Array;
  readonly mean: number;
  /** Over other chains. */
  readonly monteCarloError: number;
  /** The share of transitions that were accepted. */
  readonly acceptance: number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Weights from 0 to 1, close together at both ends: a sigmoid over [−4, 4], stretched. */
export function annealingSchedule(temperatures: number): number[] {
  const [low, high] = [sigmoid(-4), sigmoid(4)];
  return Array.from({ length: temperatures + 1 }, (_, t) => (sigmoid(-4 + (8 * t) / temperatures) - low) / (high - low));
}

/** A chain's step is made longer by this when it is accepted, and shorter so that it stays where 65 % are. */
const [LONGER, SHORTER] = [1.02, 1.02 ** (-0.65 / 0.35)];

/** log weights of chains from one end to the other, `[rows]`. */
async function anneal(
  model: Vae,
  rows: CodeRows,
  start: Float32Array,
  { betas, stream, options }: { betas: readonly number[]; stream: RandomStream; options: AnnealingOptions },
): Promise<{ logWeights: Float64Array; accepted: number }> {
  const { leapfrogs = 2, stepSize = 0.3, compile } = options;
  const count = rows.x.shape[0]!;
  const transition = await openTransition(model, rows, { leapfrogs, compile });
  const logWeights = new Float64Array(count);
  const step = new Float32Array(count).fill(stepSize);
  const momentum = new Float32Array(start.length);
  const uniform = new Float32Array(count);
  let z: ArrayLike<number> = start;
  let accepted = 0;
  // A step of length 0 ends where it began: log p(x|z) of the start.
  let { logLikelihood } = await transition.run({ z, momentum, uniform, step: new Float32Array(count), beta: [0] });
  try {
    for (let t = 1; t < betas.length; t++) {
      for (let row = 0; row < count; row++) logWeights[row]! += (betas[t]! - betas[t - 1]!) * logLikelihood[row]!;
      if (t === betas.length - 1) break;
      stream.fillNormal(momentum);
      stream.fillUniform(uniform);
      const moved = await transition.run({ z, momentum, uniform, step, beta: [betas[t]!] });
      ({ z, logLikelihood } = moved);
      for (let row = 0; row < count; row++) {
        step[row]! *= moved.accepted[row] === 1 ? LONGER : SHORTER;
        accepted += moved.accepted[row]!;
      }
    }
  } finally {
    await transition.dispose();
  }
  return { logWeights, accepted: accepted / (count * Math.max(1, betas.length - 2)) };
}

/** The chains of each example as one estimate of log p, upward or downward. */
function perExample(logWeights: Float64Array, chains: number): { logMeans: number[]; variances: number[] } {
  const sums = Array.from({ length: logWeights.length / chains }, (_, example) => {
    const sum = weightSum();
    for (let chain = 0; chain < chains; chain++) sum.add(logWeights[example * chains + chain]!);
    return sum;
  });
  return { logMeans: sums.map((sum) => sum.logMean()), variances: sums.map((sum) => sum.variance()) };
}

/** Codes of the prior for rows, as plain numbers. */
function priorCodes(model: Vae, count: number, y: CodeRows['y'], seed: number): Float32Array {
  const codes = samplePrior(model, { count, labels: y, seed });
  const data = codes.dataSync() as Float32Array;
  codes.dispose();
  return data;
}

/**
 * Estimates −log p(x) (of class models −log p(x|y)) by annealed importance sampling: chains go from the prior to the posterior over `temperatures` steps
 * of `p(z) p(x|z)^β`, with Hamiltonian transitions. It needs no encoder, and is on average from above, as importance sampling is, but far closer where the encoder is
 * poor. {@link bidirectionalCheck} says how close.
 *
 * The length of the steps follows what was accepted, chain by chain, as in the source.
 *
 * @throws Error when the prior has no density
 * @see Wu, Burda, Salakhutdinov and Grosse 2017, "On the quantitative analysis of decoder-based generative models"; Neal 2001
 */
export async function annealedImportanceSampling(
  model: Vae,
  data: ExamplesInMemory | PlainTensor,
  options: AnnealingOptions = {},
): Promise<AnnealedEstimate> {
  requireDensity('annealedImportanceSampling', model);
  const { chains = 4, temperatures = 500, seed = 0, rows = 1600 } = options;
  const examples: ExamplesInMemory = 'data' in data ? { x: data } : data;
  const count = examples.x.shape[0]!;
  const batchSize = Math.min(count, Math.max(1, Math.floor(rows / chains)));
  const betas = annealingSchedule(temperatures);
  const stream = randomStream(seed).fork('annealing');
  const [values, errors] = [new Float64Array(count), new Float64Array(count)];
  let [done, accepted, parts] = [0, 0, 0];
  for (const plain of batches(examples, { batchSize, shuffle: false, seed }).epoch(0)) {
    const tensors = batchTensors(plain);
    const wide = tf.tidy(() => repeatedRows(tensors, chains));
    tf.dispose(tensors as unknown as tf.TensorContainer);
    try {
      const start = priorCodes(model, batchSize * chains, model.prior.classes === undefined ? undefined : wide.y, seed + done);
      const found = await anneal(model, wide, start, { betas, stream, options });
      const { logMeans, variances } = perExample(found.logWeights, chains);
      for (let row = 0; row < Math.min(batchSize, count - done); row++) {
        values[done + row] = -logMeans[row]!;
        errors[done + row] = Math.sqrt(variances[row]!);
      }
      accepted += found.accepted;
      parts += 1;
    } finally {
      tf.dispose(wide as unknown as tf.TensorContainer);
    }
    done += batchSize;
  }
  return {
    values,
    errors,
    mean: values.reduce((sum, value) => sum + value, 0) / count,
    monteCarloError: Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0)) / count,
    acceptance: accepted / parts,
  };
}

/** Bounds on −log p of examples that the model itself made, nats: the truth is between them. */
export interface BidirectionalCheck {
  /** From chains that begin at the very codes that the examples were made from, and go to the prior: on average from below. */
  readonly lower: number;
  /** From chains that go from the prior to the posterior: on average from above. */
  readonly upper: number;
  readonly gap: number;
  readonly examples: number;
}

/**
 * How far annealing is from the truth: examples are drawn from the model, so that a code of the exact posterior is known, and chains go both ways. A small gap says that estimates
 * with the same options are good for examples like the model's own.
 *
 * @see Grosse, Ghahramani and Adams 2015, "Sandwiching the marginal likelihood using bidirectional Monte Carlo"
 */
export async function bidirectionalCheck(
  model: Vae,
  options: AnnealingOptions & { readonly examples?: number } = {},
): Promise<BidirectionalCheck> {
  requireDensity('bidirectionalCheck', model);
  const { examples = 100, chains = 4, temperatures = 500, seed = 0 } = options;
  const betas = annealingSchedule(temperatures);
  const labels = model.classes === undefined ? undefined : Int32Array.from({ length: examples }, (_, i) => i % model.classes!);
  const codes = samplePrior(model, { count: examples, labels, seed });
  const wide = tf.tidy(() => {
    const x = decode(model, codes, { labels, draw: true, seed });
    return {
      ...repeatedRows({ x, ...(labels === undefined ? {} : { y: tf.tensor1d(labels, 'int32') }) }, chains),
      z: repeated(codes, chains),
    };
  });
  codes.dispose();
  try {
    const { z, ...rows } = wide;
    const stream = randomStream(seed).fork('bidirectional');
    const count = examples * chains;
    const start = priorCodes(model, count, model.prior.classes === undefined ? undefined : rows.y, seed + 1);
    const up = await anneal(model, rows, start, { betas, stream, options });
    const exact = z.dataSync() as Float32Array;
    const down = await anneal(model, rows, exact, { betas: betas.toReversed(), stream, options });
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const upper = -mean(perExample(up.logWeights, chains).logMeans);
    // The mean weight of the way down is 1/p(x).
    const lower = mean(perExample(down.logWeights, chains).logMeans);
    return { lower, upper, gap: upper - lower, examples };
  } finally {
    tf.dispose(wide as unknown as tf.TensorContainer);
  }
}
