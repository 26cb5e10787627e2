import * as tf from '@tensorflow/tfjs';
import { withGradientMends } from '../gradients/withGradientMends.js';
import { requireCount } from '../networks/networkOptions.js';
import type { Pass } from '../pass.js';
import { drawNoise } from '../random/drawNoise.js';
import { freshSeed, rememberSeed } from '../random/freshSeed.js';
import { randomStream, type RandomStream } from '../random/randomStream.js';
import { requireModel } from '../requireModel.js';
import { intensityTensor } from '../training/describedValues.js';
import type { Vae } from '../vae.js';
import { checkRows, labelContext, type Labels } from './labels.js';
import { type WeighedDraws, weighedDraws, weighedDrawsNoise } from './weighedDraws.js';

/** Options of {@link impute}. */
export interface ImputeOptions {
  /** Needed where the model is conditioned on labels or numbers. */
  readonly labels?: Labels | undefined;
  /** Draws of the code a row. Default 1000. */
  readonly draws?: number;
  /** How many completed sets to draw besides the means. Default 0. */
  readonly multiple?: number;
  /** Default: a fresh one, which `seedOf` tells of `means` and of `completions`. */
  readonly seed?: number | undefined;
}

/** Rows with their gaps filled; the caller disposes the tensors. */
export interface Imputation {
  /**
   * `[rows, ...event]`: what was observed, and E[x|z] averaged over p(z | what was observed) where it was not. Of a column of `mixedColumns`
   * that holds the numbers of classes: the most probable class under all draws, as numbers of classes have no average.
   */
  readonly means: tf.Tensor;
  /** `[multiple, rows, ...event]`: what was observed, and draws from p(what was not | what was). */
  readonly completions?: tf.Tensor;
  /** `[rows]`: `(Σ w)² / Σ w²`, how many independent draws of the exact posterior the weighted ones are worth, from 1 to `draws`. */
  readonly effectiveDraws: tf.Tensor1D;
}

/** Rows decoded at a time: rows of data times draws. */
const AT_ONCE = 4096;

/** What is known of some rows after some of their draws. */
type Sums = {
  /** The largest log weight so far, `[rows]`; the sums are in units of its exponential. */
  readonly largest: tf.Tensor;
  readonly weights: tf.Tensor;
  readonly squares: tf.Tensor;
  /** Of E[x|z], `[rows, ...event]`, or of what the likelihood averages instead. */
  readonly means: tf.Tensor;
  /** Of each completion the largest perturbed log weight so far, `[rows]`, and x drawn under its code. */
  readonly drawn: { readonly key: tf.Tensor; readonly x: tf.Tensor }[];
};

const column = (values: tf.Tensor, like: tf.Tensor): tf.Tensor =>
  tf.reshape(values, [values.shape[0]!, ...like.shape.slice(1).map(() => 1)]);

/**
 * One code of a chunk for each row, with probability in proportion to its weight, and x under it: the largest of log w + Gumbel noise, so that
 * the largest over several chunks is a draw from all of them.
 */
function drawnOf(model: Vae, pass: Pass, logWeights: tf.Tensor2D, stream: RandomStream): Sums['drawn'][number] {
  const [rows, draws] = logWeights.shape;
  const { u } = drawNoise({ u: { shape: [draws], distribution: 'uniform', per: 'example' } }, rows, stream);
  const keys = tf.sub(logWeights, tf.log(tf.neg(tf.log(u!))));
  const chosen = tf.add(tf.argMax(keys, 1), tf.range(0, rows * draws, draws, 'int32'));
  const parameters = pass.likelihoodParameters().map((values) => tf.gather(values, chosen));
  return { key: tf.max(keys, 1), x: model.likelihood.draw(parameters, drawNoise(model.likelihood.noise(), rows, stream)) };
}

/** The sums after one more chunk of draws. */
function withChunk(
  model: Vae,
  { pass, logWeights }: WeighedDraws,
  before: Sums | undefined,
  multiple: number,
  stream: RandomStream,
): Sums {
  const [rows, draws] = logWeights.shape;
  const own = tf.max(logWeights, 1);
  const largest = before === undefined ? own : tf.maximum(before.largest, own);
  const weights = tf.exp(tf.sub(logWeights, tf.expandDims(largest, 1)));
  const { averaged } = model.likelihood;
  const decoded = averaged?.of(pass.likelihoodParameters()) ?? model.likelihood.mean(pass.likelihoodParameters());
  const byDraw = tf.reshape(decoded, [rows, draws, ...decoded.shape.slice(1)]);
  const wide = tf.mul(tf.reshape(weights, [rows, draws, ...decoded.shape.slice(1).map(() => 1)]), tf.onesLike(byDraw));
  // A draw of no weight counts nothing, even where its mean is infinite: 0 · ∞ is no number.
  const weighted = tf.sum(tf.where(tf.greater(wide, 0), tf.mul(wide, byDraw), tf.zerosLike(byDraw)), 1);
  const drawn = Array.from({ length: multiple }, () => drawnOf(model, pass, logWeights, stream));
  const [sum, squares] = [tf.sum(weights, 1), tf.sum(tf.square(weights), 1)];
  if (before === undefined) return { largest, weights: sum, squares, means: weighted, drawn };
  const scale = tf.exp(tf.sub(before.largest, largest));
  return {
    largest,
    weights: tf.add(tf.mul(before.weights, scale), sum),
    squares: tf.add(tf.mul(before.squares, tf.square(scale)), squares),
    means: tf.add(tf.mul(before.means, column(scale, before.means)), weighted),
    drawn: drawn.map(({ key, x }, i) => {
      const old = before.drawn[i]!;
      const better = tf.mul(column(tf.cast(tf.greater(key, old.key), 'float32'), x), tf.onesLike(x));
      return { key: tf.maximum(key, old.key), x: tf.where(tf.greater(better, 0.5), x, old.x) };
    }),
  };
}

/** What is asked about some rows: `x` with something finite in its gaps, and where something was observed. */
interface Asked {
  readonly x: tf.Tensor;
  readonly mask: tf.Tensor;
  readonly y: tf.Tensor1D | tf.Tensor2D | undefined;
}

/** Goes through all draws of some rows, a chunk at a time; nothing else is left behind. */
function sumsOf(model: Vae, { x, mask, y }: Asked, draws: number, multiple: number, stream: RandomStream): Sums {
  const rows = x.shape[0]!;
  let sums: Sums | undefined;
  for (let done = 0; done < draws;) {
    const chunk = Math.min(draws - done, Math.max(1, Math.floor(AT_ONCE / rows)));
    const before = sums;
    sums = tf.tidy(() => {
      const noise = drawNoise(weighedDrawsNoise(model, chunk), rows, stream);
      const batch = { x, mask, ...(y === undefined ? {} : { y }) };
      return withGradientMends(() => withChunk(model, weighedDraws(model, batch, noise, chunk), before, multiple, stream));
    });
    if (before !== undefined) disposeSums(before);
    done += chunk;
  }
  return sums!;
}

function disposeSums({ drawn, ...sums }: Sums): void {
  tf.dispose([...Object.values(sums), ...drawn.flatMap(({ key, x }) => [key, x])]);
}

/** Labels, or numbers row by row, as a pass takes them; checked. Called inside a tidy. */
function conditionsOf(model: Vae, labels: Labels | undefined, rows: number): tf.Tensor1D | tf.Tensor2D | undefined {
  labelContext('impute', model, labels, rows);
  if (labels === undefined || (model.classes === undefined && model.conditionWidth === undefined)) return undefined;
  const values = Array.from(labels instanceof tf.Tensor ? labels.dataSync() : labels);
  return model.conditionWidth === undefined ? tf.tensor1d(values, 'int32') : tf.tensor2d(values, [rows, model.conditionWidth]);
}

/** @throws Error where there is nothing to fill, a mask is no mask, or what was observed is no finite number */
function checkValues(x: tf.Tensor, mask: tf.Tensor): void {
  const rows = x.shape[0]!;
  if (rows === 0) throw new Error('impute: `x` has no rows; give at least one');
  const [values, observed] = [x.dataSync(), mask.dataSync()];
  const place = (index: number): string =>
    `row ${Math.floor((index * rows) / values.length)}, element ${index % (values.length / rows)}`;
  const odd = observed.findIndex((value) => value !== 0 && value !== 1);
  if (odd >= 0)
    throw new Error(
      `impute: \`mask\` has ${observed[odd]} at ${place(odd)}; expected 1 where a value was observed, and 0 where it is missing`,
    );
  const wrong = values.findIndex((value, index) => observed[index] === 1 && !Number.isFinite(value));
  if (wrong >= 0)
    throw new Error(
      `impute: \`x\` has ${values[wrong]} at ${place(wrong)}, where \`mask\` says that it was observed; expected a finite number, or 0 in \`mask\` to have it filled`,
    );
}

/** @throws Error where draws of the code have no weights, or values of x are not independent given the code */
function checkParts({ posterior, prior, likelihood, config }: Vae): void {
  if (likelihood.pseudo === true)
    throw new Error(
      `impute: the likelihood (${config.likelihood.kind}) is the logarithm of no density p(x|z), so that draws of the code have no weights, and x no draws; take one that is, such as gaussian({ sigma: 'learned' })`,
    );
  if (likelihood.dependentValues === true)
    throw new Error(
      `impute: under the likelihood (${config.likelihood.kind}) values depend on each other, not on the code alone, so that its mean given the code leaves aside what was observed; take another likelihood`,
    );
  if (posterior.logDensity === undefined && posterior.drawsHaveDensity !== true)
    throw new Error(`impute: the posterior (${config.posterior.kind}) has no density to weigh its draws by; use reconstruct`);
  if (prior.logDensity === undefined)
    throw new Error(`impute: the prior (${config.prior.kind}) has no density to weigh draws of the code by; use reconstruct`);
}

/**
 * Fills what is missing in examples by importance sampling: z_k ~ q(z|x), `w_k = p(x observed | z_k) p(z_k) / q(z_k|x)`, and
 * `E[x missing | x observed] ≈ Σ_k w_k E[x|z_k] / Σ_k w_k`. With `multiple`, completed sets too: for each a code z_k is drawn with probability in proportion
 * to w_k, and x from p(x|z_k). Draws are streamed, so their number is not limited by memory. Dropout is off.
 *
 * @param x `[rows, ...event]`; what stands in a gap is what the encoder is shown there, as in training (0 where it is no finite number)
 * @param mask the shape of `x`: 1 where a value was observed, 0 where it is missing
 * @throws Error when there are no rows, an observed value is not finite, or `mask` has another number than 0 and 1; when shapes or labels do not fit the model, posterior or prior have no density, the likelihood is no density, or values depend on each other given the code
 * @see Mattei and Frellsen 2019, "MIWAE: Deep Generative Modelling and Imputation of Incomplete Data Sets", section 3.2
 */
export function impute(model: Vae, x: tf.Tensor, mask: tf.Tensor, options: ImputeOptions = {}): Imputation {
  requireModel('impute', model, ['pass', 'noise']);
  const { labels, draws = 1000, multiple = 0, seed = freshSeed() } = options;
  const rows = checkRows('impute', 'x', x, model.event);
  if (checkRows('impute', 'mask', mask, model.event) !== rows)
    throw new Error(`impute: \`mask\` has ${mask.shape[0]} rows, but \`x\` has ${rows}`);
  requireCount('impute', 'draws', draws);
  if (multiple !== 0) requireCount('impute', 'multiple', multiple);
  checkParts(model);
  checkValues(x, mask);
  const stream = randomStream(seed).fork('impute');
  const found = tf.tidy(() => {
    const observed = tf.cast(mask, 'float32');
    const given = intensityTensor(x, model);
    const shown = tf.where(tf.isFinite(given), given, tf.zerosLike(given));
    const y = conditionsOf(model, labels, rows);
    const kept = tf.greater(observed, 0.5);
    const parts: Sums[] = [];
    const batch = Math.max(1, Math.floor(AT_ONCE / draws));
    for (let first = 0; first < rows; first += batch) {
      const own = <T extends tf.Tensor>(all: T): T => tf.slice(all, first, Math.min(batch, rows - first));
      parts.push(
        sumsOf(model, { x: own(shown), mask: own(observed), y: y && (own<tf.Tensor>(y) as typeof y) }, draws, multiple, stream),
      );
    }
    const joined = (of: (sums: Sums) => tf.Tensor): tf.Tensor => tf.concat(parts.map(of), 0);
    const filled = (values: tf.Tensor): tf.Tensor => tf.where(kept, shown, values);
    const average = joined(({ means, weights }) => tf.div(means, column(weights, means)));
    const means = filled(model.likelihood.averaged?.mean(average) ?? average);
    const effectiveDraws = joined(({ weights, squares }) => tf.div(tf.square(weights), squares)) as tf.Tensor1D;
    if (multiple === 0) return { means, effectiveDraws };
    const completions = tf.stack(Array.from({ length: multiple }, (_, i) => filled(joined(({ drawn }) => drawn[i]!.x))));
    return { means, completions, effectiveDraws };
  });
  rememberSeed(found.means, seed);
  if (found.completions !== undefined) rememberSeed(found.completions, seed);
  return found;
}
