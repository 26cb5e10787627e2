import * as tf from '@tensorflow/tfjs';
import type { BatchShapes, Binarization, KnowsExamples } from '../contract.js';
import { areLabels, checkConditions, missingConditions, type PlainConditions, readConditions } from './conditions.js';
import { checkDescribed, intensitiesOrNumbers } from './describedValues.js';
import { type PlainTensor, sizeFromShape } from '@vaekit-internal/base';
import type { TensorDataset } from './tensorDataset.js';

/**
 * Examples in memory. An `x` of eight-bit numbers holds intensities and is divided by 255 when a batch is made, and so is one of other whole numbers
 * shaped like images, but not under a likelihood of counts, classes or columns; any other is taken as it is. `y` holds what the examples are conditioned on: labels, `[examples]` whole numbers from 0 (−1: not known), or numbers, `[examples, k]`.
 */
export interface Examples {
  readonly x: PlainTensor | tf.Tensor;
  readonly y?: PlainTensor | tf.Tensor | undefined;
  /** Of the shape of `x`: 1 where a value was observed, 0 where it is missing and `x` holds a filling. */
  readonly mask?: PlainTensor | tf.Tensor | undefined;
  /** `[examples]`, above 0: an example of weight 2 counts as two of weight 1 in losses, batch statistics and moving averages. Default: all 1. */
  readonly weight?: PlainTensor | tf.Tensor | undefined;
  /** How `x` was binarized. `'dynamic'`: each value is a probability, and every batch draws again. Default `'none'`. */
  readonly binarization?: Binarization | undefined;
}

/** Examples whose numbers are in memory, outside of any engine: what a synchronous loop can read. */
export interface ExamplesInMemory {
  readonly x: PlainTensor;
  readonly y?: PlainTensor | undefined;
  readonly mask?: PlainTensor | undefined;
  readonly weight?: PlainTensor | undefined;
  readonly binarization?: Binarization | undefined;
}

/** Examples read into memory and checked. */
export interface PlainExamples {
  readonly x: PlainTensor;
  readonly y?: PlainConditions;
  readonly mask?: PlainTensor;
  readonly weight?: PlainTensor;
  readonly binarization: Binarization;
}

/** One batch without an engine: `weight` is 0 on rows that pad a short last batch, and what the examples' own says elsewhere. */
export interface PlainBatch {
  readonly x: PlainTensor;
  readonly y?: PlainTensor | undefined;
  readonly mask?: PlainTensor | undefined;
  readonly weight?: PlainTensor | undefined;
  readonly index?: PlainTensor | undefined;
}

/** The shapes of a batch's members. */
export const shapesOf = ({ x, y, mask, weight, index }: PlainBatch): BatchShapes =>
  Object.fromEntries(
    Object.entries({ x, y, mask, weight, index }).flatMap(([name, tensor]) =>
      tensor === undefined ? [] : [[name, tensor.shape]],
    ),
  );

/** Batches by epoch: `epoch(i)` depends on nothing but `i`, so that a run can go on from anywhere. */
export interface BatchSource {
  /** Examples an epoch. */
  readonly size: number;
  /** The sum of their weights, where they have such. */
  readonly weightSum?: number;
  readonly batchSize: number;
  readonly binarization: Binarization;
  /** Whether `epoch` can begin at a batch, `firstStep`. Where it cannot, `fit` takes the batches before it and passes them over. */
  readonly seekable?: boolean;
  epoch(index: number, firstStep?: number): AsyncIterable<PlainBatch> | Iterable<PlainBatch>;
}

/** Whatever `fit` and `evaluate` accept as data. */
export type TrainingData = BatchSource | Examples | PlainTensor | TensorDataset | tf.Tensor;

const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor;

/** Whether data comes in batches of its own making. */
export const isBatchSource = (data: TrainingData): data is BatchSource =>
  typeof (data as Partial<BatchSource> | undefined | null)?.epoch === 'function';

function checkGiven(caller: string, data: unknown): void {
  if (typeof data !== 'object' || data === null) {
    throw new Error(`${caller}: the data is ${String(data)}; expected a tensor, { data, shape }, { x, y } of these, or batches`);
  }
}

function checkArray(caller: string, name: string, value: PlainTensor): void {
  if (isTensor(value)) {
    throw new Error(
      `${caller}: \`${name}\` is a tensor, which cannot be read without waiting; give { data: await ${name}.data(), shape: ${name}.shape }`,
    );
  }
  if (!ArrayBuffer.isView(value?.data) || !Array.isArray(value.shape)) {
    throw new Error(
      `${caller}: \`${name}\` is neither a tensor nor { data, shape } with a typed array as data; wrap nested arrays with tf.tensor(…)`,
    );
  }
}

/** The numbers of a tensor; anything else as it is. */
async function inMemory<T extends PlainTensor | undefined>(value: T | tf.Tensor): Promise<PlainTensor | T> {
  if (!isTensor(value)) return value;
  const data = await value.data();
  // The bytes of a boolean tensor are truth values, not intensities.
  return { data: value.dtype === 'bool' ? Float32Array.from(data) : (data as Float32Array | Int32Array), shape: value.shape };
}

/** Throws unless a mask has the shape of what it covers, and zeros and ones. */
function checkMask(caller: string, mask: PlainTensor, x: PlainTensor): void {
  if (mask.shape.join() !== x.shape.join() || mask.data.length !== x.data.length)
    throw new Error(
      `${caller}: \`mask\` has shape [${mask.shape.join(',')}] but \`x\` has [${x.shape.join(',')}]; expected the same`,
    );
  const wrong = mask.data.findIndex((value) => value !== 0 && value !== 1);
  if (wrong >= 0)
    throw new Error(`${caller}: \`mask\` has ${mask.data[wrong]} at position ${wrong}; expected 1 (observed) or 0 (missing)`);
}

/** Throws unless there is one positive weight an example. A batch of nothing but zeros would have no mean. */
function checkWeight(caller: string, { data, shape }: PlainTensor, rows: number): void {
  if (shape.length !== 1 || shape[0] !== rows || data.length !== rows)
    throw new Error(`${caller}: \`weight\` has shape [${shape.join(',')}]; expected [${rows}], one number an example`);
  const wrong = data.findIndex((value) => !(value > 0 && value < Infinity));
  if (wrong >= 0)
    throw new Error(
      `${caller}: \`weight\` is ${data[wrong]} at row ${wrong}; expected a finite number above 0 (leave out examples that are not to count)`,
    );
}

/** Throws unless a batch has examples and labels such as the model takes. */
export function checkBatch(caller: string, { x, y }: PlainBatch, expected: KnowsExamples): void {
  const event = x.shape.slice(1);
  if (expected.event !== undefined && event.join() !== expected.event.join()) {
    throw new Error(
      `${caller}: an example of a batch has shape [${event.join(',')}] but the model takes [${expected.event.join(',')}]`,
    );
  }
  checkConditions(caller, y, x.shape[0]!, expected);
}

/** Throws unless `x` is `[examples, …]`, finite, and of the event that the model takes. */
function checkValues(caller: string, x: PlainTensor, binarization: Binarization, expected: KnowsExamples): void {
  const [rows = 0, ...event] = x.shape;
  const size = sizeFromShape(event);
  if (x.shape.length < 2)
    throw new Error(`${caller}: \`x\` has shape [${x.shape.join(',')}]; expected [examples, ...shape of an example]`);
  if (rows === 0) throw new Error(`${caller}: \`x\` has no examples`);
  if (x.data.length !== rows * size)
    throw new Error(`${caller}: \`x\` has ${x.data.length} numbers but shape [${x.shape.join(',')}] needs ${rows * size}`);
  if (expected.event !== undefined && event.join() !== expected.event.join()) {
    throw new Error(
      `${caller}: an example of \`x\` has shape [${event.join(',')}] but the model takes [${expected.event.join(',')}]`,
    );
  }
  if (x.data instanceof Uint8Array || x.data instanceof Uint8ClampedArray) return;
  for (let i = 0; i < x.data.length; i++) {
    if (!Number.isFinite(Math.fround(x.data[i]!))) {
      throw new Error(
        `${caller}: \`x\` has ${x.data[i]} at row ${Math.floor(i / size)}, element ${i % size}; remove or fill such values first`,
      );
    }
    if (binarization === 'dynamic' && !(x.data[i]! >= 0 && x.data[i]! <= 1)) {
      throw new Error(
        `${caller}: \`x\` has ${x.data[i]} at row ${Math.floor(i / size)}; dynamic binarization needs probabilities from 0 to 1`,
      );
    }
  }
}

/**
 * Checks examples in memory: shapes, counts, finite values, labels or other conditions.
 *
 * @param caller the name that messages begin with
 * @param expected what the model says of its examples
 * @throws Error that says which row is wrong, and what was expected
 */
export function checkExamples(caller: string, data: ExamplesInMemory | PlainTensor, expected: KnowsExamples = {}): PlainExamples {
  checkGiven(caller, data);
  const { x: stored, y, mask, weight, binarization = 'none' }: ExamplesInMemory = 'data' in data ? { x: data } : data;
  checkArray(caller, 'x', stored);
  const x = intensitiesOrNumbers(caller, stored, expected);
  checkValues(caller, x, binarization, expected);
  const rows = x.shape[0]!;
  if (mask !== undefined) {
    checkArray(caller, 'mask', mask);
    checkMask(caller, mask, x);
  }
  checkDescribed(caller, x, mask, expected);
  if (weight !== undefined) {
    checkArray(caller, 'weight', weight);
    checkWeight(caller, weight, rows);
  }
  const beside = { ...(mask === undefined ? {} : { mask }), ...(weight === undefined ? {} : { weight }) };
  if (y === undefined) {
    if (expected.classes !== undefined || expected.conditionWidth !== undefined)
      throw new Error(missingConditions(caller, 'the data', expected));
    return { x, ...beside, binarization };
  }
  checkArray(caller, 'y', y);
  if (y.shape[0] !== rows)
    throw new Error(`${caller}: \`x\` has ${rows} examples but \`y\` has ${y.shape[0] ?? 0} ${areLabels(y) ? 'labels' : 'rows'}`);
  return { x, y: readConditions(caller, y, expected), ...beside, binarization };
}

/** Reads examples into memory, out of tensors where they are such, and checks them as {@link checkExamples} does. */
export async function readExamples(
  caller: string,
  data: Exclude<TrainingData, BatchSource | TensorDataset>,
  expected: KnowsExamples = {},
): Promise<PlainExamples> {
  checkGiven(caller, data);
  const given: Examples = isTensor(data) || 'data' in data ? { x: data } : data;
  return checkExamples(
    caller,
    {
      ...given,
      x: await inMemory(given.x),
      y: await inMemory(given.y),
      mask: await inMemory(given.mask),
      weight: await inMemory(given.weight),
    },
    expected,
  );
}
