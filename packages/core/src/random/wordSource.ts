import { threefry2x32 } from './threefry.js';

/** The words of a stream, one after the other. */
export interface WordSource {
  /** How many were drawn; may be moved on. */
  counter: number;
  /** The next word. */
  uint32(): number;
  /** Some of the next words, at least one and no more than `wanted`: a view, to be read before the next call. */
  some(wanted: number): Uint32Array;
}

/** Words that are made at a time. */
const CHUNK = 512;

/** Word i is word i mod 2 of Threefry-2x32-20 at counter ⌊i / 2⌋. */
export function wordSource(key0: number, key1: number, start: number): WordSource {
  const block = new Uint32Array(2);
  let counter = start;
  let loaded = -1;
  // Made when it is first filled: many streams give a few words each.
  let chunk = new Uint32Array(0);

  const uint32 = (): number => {
    const index = Math.floor(counter / 2);
    if (index !== loaded) {
      threefry2x32(key0, key1, index >>> 0, Math.floor(index / 2 ** 32) >>> 0, block);
      loaded = index;
    }
    const word = block[counter % 2]!;
    counter += 1;
    return word;
  };

  return {
    get counter() {
      return counter;
    },
    set counter(value) {
      counter = value;
    },
    uint32,
    some(wanted) {
      if (chunk.length === 0) chunk = new Uint32Array(CHUNK);
      if (counter % 2 === 1 || wanted === 1) {
        chunk[0] = uint32();
        return chunk.subarray(0, 1);
      }
      const words = chunk.subarray(0, Math.min(CHUNK, wanted - (wanted % 2)));
      const index = counter / 2;
      threefry2x32(key0, key1, index >>> 0, Math.floor(index / 2 ** 32) >>> 0, words);
      counter += words.length;
      return words;
    },
  };
}
