import { type KnowsExamples, openSource, type PlainBatch, type TrainingData, type Vae } from '@vaekit/core';
import { crc32, type PlainTensor } from '@vaekit-internal/base';
import { batchLikelihood, type Found } from './batchLikelihood.js';
import { realRows } from './batchRows.js';
import { checkedProbabilities, classSum } from './classSum.js';
import { boundSizes } from './drawBounds.js';
import { drawStream } from './drawStream.js';
import { type LikelihoodEstimate, summedUp } from './likelihoodEstimate.js';
import { type Compile, type LogWeights, openLogWeights } from './logWeights.js';
import { measureOf } from './measureOf.js';
import type { LikelihoodProtocol } from './protocol.js';
import { requireCounts } from './requireCounts.js';

/** Options of {@link logLikelihood}. */
export interface LogLikelihoodOptions {
  /** Draws of the code an example. */
  readonly draws: number;
  /** The seed of the draws, and of bits where they are dynamic. Default 0. */
  readonly seed?: number;
  /**
   * What is computed of a model with classes: `'given'` (default), −log p(x|y) under each example's own label; `'summed'`,
   * `−log p(x) = −log Σ_y p(y) p(x|y)`, which takes as many times the work as there are classes, and compares with −log p(x) of models without.
   */
  readonly labels?: 'given' | 'summed';
  /** p(y) for `labels: 'summed'`. Default: all classes alike. */
  readonly classProbabilities?: readonly number[];
  /** log |det dx'/dx| of the scaling x → x' of each example, `[examples]`, nats: added to log p(x'), so that values are densities of x. Default: none. */
  readonly logJacobian?: ArrayLike<number>;
  /** Rows decoded at a time, examples times draws. Default 1000. */
  readonly rows?: number;
  /** `compileFunction` of `@vaekit/onnx`, to run on ONNX Runtime. Default: the active backend of tfjs. */
  readonly compile?: Compile;
  /** Called as examples are done. */
  readonly onProgress?: (done: number, examples: number) => void;
}

/** How many examples and draws go together: about `rows` rows, draws in equal shares. */
function shares(draws: number, rows: number): { batch: number; chunk: number } {
  const chunk = Math.ceil(draws / Math.ceil(draws / rows));
  return { batch: Math.max(1, Math.floor(rows / chunk)), chunk };
}

/** Where labels are summed over, the data need none. */
const withLabels = (model: Vae, labels: 'given' | 'summed'): KnowsExamples =>
  labels === 'summed' && model.classes !== undefined ? { event: model.event, describes: model.describes } : model;

const floatsOf = ({ data, shape }: PlainTensor, row: number): Float32Array => {
  const width = data.length / shape[0]!;
  return Float32Array.from(data.subarray(row * width, (row + 1) * width));
};

/**
 * The CRC-32 of the examples so far, of what their likelihood is of: values that were observed, and the labels or conditions that these are judged under.
 * It goes example by example, so that it does not depend on how they are put together.
 */
function fingerprint({ x, mask, y }: Pick<PlainBatch, 'mask' | 'x' | 'y'>, rows: number, before: number): number {
  let crc = before;
  for (let row = 0; row < rows; row++) {
    const values = floatsOf(x, row);
    // No value is infinite, so that this stands for a missing one, whatever is in its place.
    if (mask !== undefined) floatsOf(mask, row).forEach((observed, at) => observed === 0 && (values[at] = Infinity));
    for (const numbers of y === undefined ? [values] : [values, floatsOf(y, row)])
      crc = crc32(new Uint8Array(numbers.buffer), crc);
  }
  return crc;
}

/** Under which labels each example is judged: its own (`undefined`), or all in turn. */
const conditionsOf = (model: Vae, labels: 'given' | 'summed'): readonly (number | undefined)[] =>
  model.classes === undefined || labels === 'given' ? [undefined] : Array.from({ length: model.classes }, (_, y) => y);

const underLabel = (batch: PlainBatch, label: number | undefined): PlainBatch => {
  if (label === undefined) return batch;
  const rows = batch.x.shape[0]!;
  return { ...batch, y: { data: new Int32Array(rows).fill(label), shape: [rows] } };
};

/** Whether what is computed is −log p(x|y). */
const isConditional = (model: Vae, labels: 'given' | 'summed'): boolean =>
  model.conditionWidth !== undefined || (model.classes !== undefined && labels === 'given');

function protocolOf(
  model: Vae,
  { binarization, data, examples }: Pick<LikelihoodProtocol, 'binarization' | 'data' | 'examples'>,
  { draws, labels = 'given', logJacobian, classProbabilities }: LogLikelihoodOptions,
): LikelihoodProtocol {
  const summed = model.classes !== undefined && labels === 'summed';
  const conditional = isConditional(model, labels);
  return {
    quantity: summed ? '-log p(x) = -log sum_y p(y) p(x|y)' : conditional ? '-log p(x|y)' : '-log p(x)',
    name: model.likelihood.reportedAs(binarization),
    estimator: 'importance sampling',
    draws,
    likelihood: model.config.likelihood.kind,
    measure: measureOf(model),
    binarization,
    ...(logJacobian === undefined ? {} : { logJacobian: 'of the scaling, added' as const }),
    ...(summed ? { classProbabilities: checkedProbabilities(model, classProbabilities) } : {}),
    examples,
    data,
    unit: 'nats per example',
  };
}

/**
 * Estimates −log p(x) by importance sampling from the encoder, `−log (1/K) Σ_k p(x, z_k) / q(z_k|x)`, z_k ~ q(z|x): on average from above, the closer the
 * more draws. Draws are streamed and summed in float64, so their number is not limited by memory. Dropout is off.
 *
 * Draw k of example i is made of words of the seeded stream that belong to it alone: the estimate does not depend on `rows` but for rounding.
 *
 * @param data examples as `fit` and `evaluate` take them; weights of examples are left aside
 * @throws Error when the data do not fit the model, or a part of the model has no density
 * @see Burda, Grosse and Salakhutdinov 2016, "Importance weighted autoencoders", section 5
 */
export async function logLikelihood(model: Vae, data: TrainingData, options: LogLikelihoodOptions): Promise<LikelihoodEstimate> {
  const { draws, seed = 0, labels = 'given', rows = 1000, logJacobian, classProbabilities, compile } = options;
  requireCounts('logLikelihood', { draws, rows });
  const conditions = conditionsOf(model, labels);
  const probabilities = conditions.length > 1 ? checkedProbabilities(model, classProbabilities) : undefined;
  const { batch: wanted, chunk } = shares(draws, rows);
  const source = await openSource('logLikelihood', withLabels(model, labels), data, { batchSize: wanted, seed });
  const { size: count, batchSize, binarization } = source;
  if (logJacobian !== undefined && logJacobian.length !== count)
    throw new Error(`logLikelihood: \`logJacobian\` has ${logJacobian.length} numbers for ${count} examples; give one each`);
  const sizes = boundSizes(draws);
  const streams = conditions.map((label) => drawStream(seed, draws, label === undefined ? 'likelihood' : `likelihood ${label}`));
  const [values, errors, effective] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const bounds = sizes.map(() => 0);
  let weights: LogWeights | undefined;
  let [done, crc] = [0, 0];
  try {
    for await (const plain of source.epoch(0)) {
      const real = realRows(plain, count - done);
      const indices = Array.from({ length: plain.x.shape[0]! }, (_, row) => Math.min(done + row, count - 1));
      const all: Found[][] = [];
      for (const [at, label] of conditions.entries()) {
        const batch = underLabel(plain, label);
        weights ??= await openLogWeights(model, { rows: batchSize, draws: chunk, first: batch, compile });
        all.push(await batchLikelihood(weights, batch, { examples: indices, draws, chunk, sizes, stream: streams[at]! }));
      }
      for (let row = 0; row < real; row++) {
        const under = all.map((found) => found[row]!);
        const own = probabilities === undefined ? under[0]! : classSum(under, probabilities);
        const correction = logJacobian?.[done + row] ?? 0;
        values[done + row] = -own.value - correction;
        errors[done + row] = Math.sqrt(own.variance);
        effective[done + row] = own.size;
        own.bounds.forEach((bound, k) => (bounds[k]! -= bound + correction));
      }
      const { x, mask, y } = plain;
      crc = fingerprint({ x, mask, y: isConditional(model, labels) ? y : undefined }, real, crc);
      done += real;
      options.onProgress?.(done, count);
    }
  } finally {
    await weights?.dispose();
  }
  const about = { binarization, examples: count, data: crc.toString(16).padStart(8, '0') };
  const byDraws = sizes.map((k, at) => ({ k, value: bounds[at]! / count }));
  return summedUp({ values, errors, sizes: effective, bounds: byDraws }, draws, protocolOf(model, about, options));
}
