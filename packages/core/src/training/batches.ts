import { batchExamples, type ExampleBatches } from './batchExamples.js';
import { checkExamples, type ExamplesInMemory } from './examples.js';
import type { PlainTensor } from '@vaekit-internal/base';

/** Options of {@link batches}. */
export interface BatchesOptions {
  /** Examples in a batch. */
  readonly batchSize: number;
  /** The seed of order and bits. Default 0. */
  readonly seed?: number;
  /** Whether every epoch has a new order. Default true. */
  readonly shuffle?: boolean;
  /**
   * Whether each batch of an epoch is written over the one before: for loops that are through with a batch when they take the next, as training
   * is. Large arrays allocated at every step keep the garbage collector busy. Default false.
   */
  readonly reuse?: boolean;
}

/**
 * Cuts examples into batches of one shape, for your own training loop. `fit` with the same seed and batch size sees the same batches.
 *
 * Epoch `i` is a function of the seed and `i` alone: `epoch(i)` can be had in any order, again, and from the middle, `epoch(i, firstStep)`. Each epoch
 * holds every example once. The last, short batch is filled up with its own first rows at weight 0, so a sum weighted by `weight` counts every
 * example once; examples with weights of their own count by these. Eight-bit values are divided by 255. Of dynamic examples each value is replaced by a bit, `P(bit = 1) = x`, which is a function of
 * seed, epoch and example: an example has the same bits in an epoch, whatever the batch size and the order.
 *
 * @throws RangeError when `batchSize` is not a whole number from 1 to the number of examples, when `seed`, `epoch` or `firstStep` is no whole number
 *   in range; Error when the examples are not such as `fit` takes
 */
export function batches(examples: ExamplesInMemory | PlainTensor, options: BatchesOptions): ExampleBatches {
  const { batchSize, seed = 0, shuffle = true, reuse = false } = options;
  const checked = checkExamples('batches', examples, { marginalizesLabels: true });
  const count = checked.x.shape[0]!;
  checkWhole('batchSize', batchSize, 1);
  checkWhole('seed', seed, 0);
  if (batchSize > count) {
    throw new RangeError(
      `batches: \`batchSize\` is ${batchSize} but there ${count === 1 ? 'is only 1 example' : `are only ${count} examples`}; use a batch size of at most ${count}`,
    );
  }
  const source = batchExamples(checked, { batchSize, seed, shuffle, reuse });
  return {
    ...source,
    epoch(index, firstStep = 0) {
      checkWhole('epoch', index, 0);
      checkWhole('firstStep', firstStep, 0, source.steps);
      return { [Symbol.iterator]: () => source.epoch(index, firstStep)[Symbol.iterator]() };
    },
  };
}

function checkWhole(name: string, value: number, lowest: number, highest = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= lowest && value <= highest) return;
  const upTo = highest === Number.MAX_SAFE_INTEGER ? '' : ` to ${highest}`;
  throw new RangeError(`batches: \`${name}\` is ${value}; expected a whole number from ${lowest}${upTo}`);
}
