import { randomStream, type RandomStream } from '../random/randomStream.js';
import { wordsAt } from '../random/wordsAt.js';

/** The random numbers that a seed gives to data. */
export interface DataStreams {
  /** Which examples are held out for validation. */
  split(): RandomStream;
  /** The order of the examples in an epoch. */
  order(epoch: number): RandomStream;
  /** The words that decide the bits of one example in an epoch, for dynamic binarization, from its first on; `size` is the number of values an example has, and each takes one word at most. */
  bits(epoch: number, example: number, size: number, out: Uint32Array): void;
}

/**
 * The streams of a seed for order, bits and split: the one place where they have names. Whoever cuts examples into batches, in `fit`, `evaluate` or a
 * loop that you write, takes them from here, so that one seed means one order and the same bits everywhere.
 *
 * An example's bits are a stretch of the epoch's stream that starts at its own place, so they depend on nothing but seed, epoch and example.
 *
 * @throws RangeError when the seed is not a whole number from 0
 */
export function dataStreams(seed: number): DataStreams {
  const data = randomStream(seed).fork('data');
  const training = data.fork('training');
  const bitsOf = (epoch: number): RandomStream => training.fork(`bits/${epoch}`);
  let epochOfBits: { readonly epoch: number; readonly key: readonly [number, number] } | undefined;
  return {
    split: () => data.fork('split'),
    order: (epoch) => training.fork(`order/${epoch}`),
    bits(epoch, example, size, out) {
      if (epochOfBits?.epoch !== epoch) epochOfBits = { epoch, key: bitsOf(epoch).state().key };
      wordsAt(epochOfBits.key, example * size, out);
    },
  };
}
