import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import type { Trainable } from '../contract.js';
import { came } from '../requireModel.js';

/** What is counted while a model is built. */
interface Count {
  readonly most: number;
  numbers: number;
  /** Networks get one number in place of each weight. */
  readonly dry: boolean;
  /** Whether what is built just now belongs to it. */
  isMine(): boolean;
  refuse(what: string): Error;
  readonly made: tf.Variable[];
}

type AddWeight = (
  this: unknown,
  name: string,
  shape: readonly number[],
  dtype: unknown,
  initializer: unknown,
  regularizer: unknown,
  trainable: unknown,
  constraint: unknown,
  initializerOf?: () => unknown,
) => { read(): tf.Tensor };

const layerClass = tf.layers.Layer.prototype as unknown as { addWeight: AddWeight };
const original = layerClass.addWeight;
const counts: Count[] = [];

const ownCounts = (): readonly Count[] => counts.filter((count) => count.isMine());

/** Whether what is built just now has one number in place of each weight, so that nothing can be computed with it. */
export const isOnlyCounted = (): boolean => ownCounts().some(({ dry }) => dry);

function claimIn(count: Count, what: string, shape: readonly number[]): void {
  count.numbers += sizeFromShape(shape);
  if (!(count.numbers <= count.most)) throw count.refuse(`${what} has shape [${shape.join(',')}]`);
}

/**
 * Says that a part is about to allocate numbers of this shape; whoever makes variables outside of tfjs layers calls it first.
 *
 * @throws Error of whoever counts, where that is more than the model may have
 */
export function claimParameters(what: string, shape: readonly number[]): void {
  for (const count of ownCounts()) claimIn(count, what, shape);
}

/** tfjs asks a layer for its weights with their shape, before it fills them: the one place that all layers pass through. */
const counted: AddWeight = function (name, shape, dtype, initializer, regularizer, trainable, constraint, initializerOf) {
  const own = ownCounts();
  const dry = own.some((count) => count.dry);
  for (const count of own)
    if (count.dry) count.numbers += sizeFromShape(shape);
    else claimIn(count, `${(this as tf.layers.Layer).name}/${name}`, shape);
  const weight = dry
    ? original.call(
        this,
        name,
        shape.map(() => 1),
        dtype,
        tf.initializers.zeros(),
        regularizer,
        trainable,
        constraint,
      )
    : original.call(this, name, shape, dtype, initializer, regularizer, trainable, constraint, initializerOf);
  for (const count of own) count.made.push(weight.read() as tf.Variable);
  return weight;
};

function begin(count: Count): () => void {
  counts.push(count);
  layerClass.addWeight = counted;
  return () => {
    counts.splice(counts.indexOf(count), 1);
    if (counts.length === 0) layerClass.addWeight = original;
  };
}

const free = ({ made }: Count): void => {
  for (const variable of made) if (!variable.isDisposed) variable.dispose();
};

/** So many numbers that are to be enough for all that is built under it. */
export interface ParameterAllowance {
  /** Builds something; only what happens before it returns is counted, so that a promise must have done its work by then. */
  build<T>(make: () => T): T;
  /** Frees the weights of every layer that was made. */
  free(): void;
}

/** An allowance of `most` numbers; `refuse` makes the error for more, of what has which shape. */
export function parameterAllowance(most: number, refuse: (what: string) => Error): ParameterAllowance {
  const count: Count = { most, numbers: 0, dry: false, isMine: () => true, refuse, made: [] };
  return {
    build(make) {
      const end = begin(count);
      try {
        return make();
      } finally {
        end();
      }
    },
    free: () => free(count),
  };
}

/** Options of {@link countParameters}. */
export interface CountParametersOptions {
  /** Where to stop counting. Default: no limit. */
  readonly most?: number;
  /** Whether what is built at this moment is what is counted; a program that builds several models at once must tell. Default: it is. */
  readonly isMine?: () => boolean;
}

/** What has been built: its variables, and what moves with them. */
type Built = Pick<Trainable, 'state' | 'variables'>;

/** @throws TypeError that says what can be counted */
function refuseToCount(value: unknown): never {
  const options = typeof value === 'object' && value !== null && 'encoder' in value;
  throw new TypeError(
    `countParameters: expected a model, or a function that makes one, but got ${options ? 'the options of one; give () => vae(options)' : `${came(value)}; give a model, or () => vae({ encoder, decoder, … })`}`,
  );
}

/**
 * How many numbers a model has, weights and state: of one that is there, or of one before it is. A function `build` runs with networks that have no
 * weights, so that nothing is allocated for them. What it gives is good for nothing else, and is freed.
 *
 * @returns the number; where it is above `most`, and counting ended there, a number that it has at least
 * @throws TypeError for what is neither a model nor a function, and for a function that gives a model which was there before: it is not freed
 */
export async function countParameters(
  build: Built | (() => Promise<{ dispose(): void }> | { dispose(): void }),
  { most = Infinity, isMine = () => true }: CountParametersOptions = {},
): Promise<number> {
  if (typeof build !== 'function') {
    if (typeof build?.variables !== 'object') refuseToCount(build);
    return Object.values({ ...build.variables, ...build.state }).reduce((sum, { size }) => sum + size, 0);
  }
  const tooMany = new Error('countParameters: there are more than `most`');
  // Parts allocate what they claim, so they are held to the limit one by one; layers are counted to the end.
  const count: Count = { most, numbers: 0, dry: true, isMine, refuse: () => tooMany, made: [] };
  const end = begin(count);
  const before = new Set(Object.values(tf.engine().registeredVariables));
  try {
    const built: { dispose(): void } & Partial<Built> = await build();
    const own = Object.values({ ...built.variables, ...built.state });
    if (own.some((variable) => before.has(variable)))
      throw new TypeError(
        'countParameters: the function gives a model with weights that were there before it was called; give the model itself, or a function that makes all of it',
      );
    built.dispose();
  } catch (error) {
    if (error !== tooMany) throw error;
  } finally {
    end();
    free(count);
  }
  return count.numbers;
}
