import * as tf from '@tensorflow/tfjs';
import { contextFor, type Engine, momentsIfDiagonal, type PlainTensor, type Vae } from '@vaekit/core';
import { intensities, type LabeledExamples } from './examples.js';
import { takeNumbers } from './numbers.js';

/** Where the encoder puts examples, row by row. */
export interface Codes {
  /** Numbers in a code. */
  readonly width: number;
  /** The centers of q(z|x), `[rows, width]`. */
  readonly mean: Float32Array;
  /** log σ² of q(z|x), `[rows, width]`, where it is a diagonal normal. */
  readonly logVar?: Float32Array;
  /** KL(q(z|x) ‖ p(z)) of each dimension, nats, the mean over the examples; present where both are diagonal normals. */
  readonly klByDimension?: readonly number[];
  /** The class of each row, where it is known. */
  readonly labels?: ArrayLike<number>;
}

const ROWS = 1000;
/** Examples from which on a graph pays for being made. */
const MANY = 4 * ROWS;

/** The closed form of one dimension: `½ (log σ_p² − log σ_q² + (σ_q² + (μ_q − μ_p)²) / σ_p² − 1)`. */
export function klOfDimension(mean: number, logVar: number, priorMean: number, priorLogVar: number): number {
  return 0.5 * (priorLogVar - logVar + (Math.exp(logVar) + (mean - priorMean) ** 2) / Math.exp(priorLogVar) - 1);
}

/** Rows of codes, one after the other: center and log-variance of q(z|x), mean and log-variance of the prior, as far as the model has them. */
const PARTS = ['mean', 'logVar', 'priorMean', 'priorLogVar'] as const;

type Inputs = Readonly<Record<string, tf.Tensor>>;

/** The parts of rows `x`, under labels or numbers `y` where they are given. */
function known(model: Vae, { x, y }: Inputs): Partial<Record<(typeof PARTS)[number], tf.Tensor>> {
  const rows = x!.shape[0]!;
  const context = model.context(y as tf.Tensor1D | undefined, rows);
  const parameters = model.encodeParameters(x!, context.condition);
  const q = momentsIfDiagonal(model.posterior.family?.(parameters, context));
  if (q === undefined) return { mean: model.posterior.center(parameters, context) };
  if (model.classes !== undefined && y === undefined) return q;
  const p = momentsIfDiagonal(model.prior.family?.(contextFor('prior', context)));
  return p === undefined ? q : { ...q, priorMean: p.mean, priorLogVar: p.logVar };
}

/** The parts as they are kept: `[rows * width]` each, whether or not they differ from row to row. */
function spread(model: Vae, inputs: Inputs, size: number): Record<string, tf.Tensor> {
  const parts = known(model, inputs);
  return Object.fromEntries(
    PARTS.flatMap((name) => (parts[name] === undefined ? [] : [[name, tf.reshape(parts[name], [size])]])),
  );
}

/** What reads codes of blocks, on tfjs or as a graph. */
type Read = (given: Readonly<Record<string, Given>>) => Promise<Readonly<Record<string, ArrayLike<number>>>>;

interface Given {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

const onTensors =
  (model: Vae, width: number): Read =>
  async (given) => {
    const rows = given['x']!.shape[0]!;
    const names: string[] = [];
    const { data } = await takeNumbers(
      tf.tidy(() => {
        const inputs = Object.fromEntries(
          Object.entries(given).map(([name, { data: numbers, shape, dtype }]) => [name, tf.tensor(numbers, [...shape], dtype)]),
        );
        const parts = Object.entries(spread(model, inputs, rows * width));
        names.push(...parts.map(([name]) => name));
        return tf.concat(parts.map(([, part]) => part));
      }),
    );
    return Object.fromEntries(names.map((name, i) => [name, data.subarray(i * rows * width, (i + 1) * rows * width)]));
  };

/** The rows of a block. */
function block({ x, y, condition }: LabeledExamples, model: Vae, start: number, count: number): Record<string, Given> {
  const { data, shape } = intensities(rowsBetween(x, start, count));
  const given: Record<string, Given> = { x: { data, shape, dtype: 'float32' } };
  if (model.classes !== undefined && y !== undefined)
    given['y'] = { data: Int32Array.from({ length: count }, (_, i) => y[start + i]!), shape: [count], dtype: 'int32' };
  else if (condition !== undefined) {
    const numbers = rowsBetween(condition, start, count);
    given['y'] = { data: Float32Array.from(numbers.data), shape: numbers.shape, dtype: 'float32' };
  }
  return given;
}

const dataOf = <Numbers>(given: Readonly<Record<string, { readonly data: Numbers }>>): Record<string, Numbers> =>
  Object.fromEntries(Object.entries(given).map(([name, { data }]) => [name, data]));

/** Some rows, not copied. */
function rowsBetween({ data, shape }: PlainTensor, start: number, count: number): PlainTensor {
  const size = data.length / shape[0]!;
  return { data: data.subarray(start * size, (start + count) * size), shape: [count, ...shape.slice(1)] };
}

/**
 * Codes of examples, and how far each dimension is from the prior.
 *
 * @param engine where it prepares functions, many examples are encoded by one, to other last bits
 * @throws Error when shapes do not fit the model, or labels are missing that its encoder needs
 */
export async function codesOf(model: Vae, examples: LabeledExamples, engine?: Engine): Promise<Codes> {
  const { shape } = examples.x;
  const rows = shape[0]!;
  if (shape.slice(1).join() !== model.event.join())
    throw new Error(`codesOf: the examples have shape [${shape.join(',')}]; expected [rows,${model.event.join(',')}]`);
  const width = model.latent.reduce((product, extent) => product * extent, 1);
  const found = Object.fromEntries(PARTS.slice(0, 2).map((name) => [name, new Float32Array(rows * width)]));
  const kl = new Float64Array(width);
  const tensors = onTensors(model, width);
  const first = rows < MANY ? undefined : block(examples, model, 0, ROWS);
  const graph = first && (await engine?.prepareFunction?.((inputs) => spread(model, inputs, ROWS * width), first));
  let names: readonly string[] = [];
  try {
    for (let start = 0; start < rows; start += ROWS) {
      const count = Math.min(ROWS, rows - start);
      const given = block(examples, model, start, count);
      const read = graph === undefined || count < ROWS ? await tensors(given) : dataOf(await graph.run(dataOf(given)));
      names = Object.keys(read);
      for (const [name, values] of Object.entries(found)) if (read[name] !== undefined) values.set(read[name], start * width);
      const { mean, logVar, priorMean, priorLogVar } = read;
      if (priorMean !== undefined)
        for (let i = 0; i < priorMean.length; i++)
          kl[i % width]! += klOfDimension(mean![i]!, logVar![i]!, priorMean[i]!, priorLogVar![i]!) / rows;
    }
  } finally {
    await graph?.dispose();
  }
  return {
    width,
    mean: found['mean']!,
    ...(names.includes('logVar') ? { logVar: found['logVar']! } : {}),
    ...(names.includes('priorMean') ? { klByDimension: [...kl] } : {}),
    ...(examples.y === undefined ? {} : { labels: examples.y }),
  };
}
