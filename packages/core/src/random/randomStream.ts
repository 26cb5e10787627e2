import { noiseBlocks, type NoiseBlocks } from './noiseBlocks.js';
import { NOISE_WORDS } from './noiseMemory.js';
import { normalQuantile } from './normalQuantile.js';
import { threefry2x32 } from './threefry.js';
import { wordSource, type WordSource } from './wordSource.js';

/** All there is to know about a stream: its key, and how many 32-bit words have been drawn. Plain JSON. */
export interface RandomState {
  readonly key: readonly [number, number];
  readonly counter: number;
}

/** A seeded, counter-based stream of random numbers, the same to the bit in every JavaScript engine. */
export interface RandomStream {
  /** The next 32-bit word. */
  uint32(): number;
  /** A whole number in [0, bound), without modulo bias. */
  below(bound: number): number;
  /** Fills with uniform deviates in [0, 1), multiples of 2^-24; one word each. */
  fillUniform(out: Float32Array): Float32Array;
  /** Fills with standard normal deviates, rounded to float32; one word each: Φ⁻¹((word + ½)·2^-32), so |value| < 6.34. */
  fillNormal(out: Float32Array): Float32Array;
  /** A random order of 0 … size − 1 (Fisher–Yates). */
  permutation(size: number): Uint32Array;
  /** An independent stream for a named purpose; this stream does not move. */
  fork(name: string): RandomStream;
  state(): RandomState;
}

/** Deviates from which a block in WebAssembly pays. */
const LEAST = 32;

/** Blocks are not made where their counters' low words would run over. */
const LAST_BLOCK = 2 ** 32 - NOISE_WORDS;

const uniformOf = (word: number): number => (word >>> 8) * 2 ** -24;
const normalOf = (word: number): number => normalQuantile((word + 0.5) * 2 ** -32);

/** FNV-1a over the UTF-16 code units, from a chosen basis. */
function hash(name: string, basis: number): number {
  let value = basis;
  for (let i = 0; i < name.length; i++) value = Math.imul(value ^ name.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** The state that a seed stands for, or the one that is given, checked. */
function stateOf(seed: number | RandomState): RandomState {
  const state = typeof seed === 'number' ? { key: [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0] as const, counter: 0 } : seed;
  if (typeof seed === 'number' && (!Number.isSafeInteger(seed) || seed < 0)) {
    throw new RangeError(`randomStream: \`seed\` is ${seed}; expected a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  }
  const { key, counter: start } = state;
  if (
    !Number.isSafeInteger(start) ||
    start < 0 ||
    !Array.isArray(key) ||
    key.length !== 2 ||
    key.some((word) => !Number.isInteger(word) || word < 0 || word > 0xffffffff)
  ) {
    throw new RangeError(
      `randomStream: the state ${JSON.stringify(seed)} is not { key: [uint32, uint32], counter: whole number }`,
    );
  }
  return state;
}

/** Fills with one deviate a word, by the block where that is to be had. */
function fill(
  source: WordSource,
  [key0, key1]: RandomState['key'],
  out: Float32Array,
  [kind, ofWord]: readonly ['normals' | 'uniforms', (word: number) => number],
): Float32Array {
  const blocks: NoiseBlocks | undefined = out.length < LEAST ? undefined : noiseBlocks();
  for (let done = 0; done < out.length;) {
    const left = out.length - done;
    const index = source.counter / 2;
    const low = index % 2 ** 32;
    if (blocks !== undefined && left >= LEAST && source.counter % 2 === 0 && low < LAST_BLOCK) {
      const count = Math.min(NOISE_WORDS, left - (left % 2));
      out.set(blocks[kind](key0, key1, low, Math.floor(index / 2 ** 32) >>> 0, count), done);
      source.counter += count;
      done += count;
      continue;
    }
    const words = source.some(left);
    for (let i = 0; i < words.length; i++) out[done + i] = ofWord(words[i]!);
    done += words.length;
  }
  return out;
}

/**
 * A stream from a seed, or one that continues from a saved state.
 *
 * Word i is word i mod 2 of Threefry-2x32-20 at counter ⌊i / 2⌋ under the stream's key (Salmon et al. 2011).
 *
 * @param seed a whole number, 0 <= seed <= 2^53 − 1, or a {@link RandomState}
 * @throws RangeError when the seed or the state is out of range
 */
export function randomStream(seed: number | RandomState): RandomStream {
  const { key, counter } = stateOf(seed);
  const [key0, key1] = key;
  const source = wordSource(key0, key1, counter);
  const { uint32 } = source;

  const below = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
      throw new RangeError(`RandomStream.below: \`bound\` is ${bound}; expected a whole number from 1 to 2^32`);
    }
    // Words at or above the largest multiple of the bound would favor small results: draw again.
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let word = uint32();
    while (word >= limit) word = uint32();
    return word % bound;
  };

  return {
    uint32,
    below,
    fillUniform: (out) => fill(source, key, out, ['uniforms', uniformOf]),
    fillNormal: (out) => fill(source, key, out, ['normals', normalOf]),
    permutation(size) {
      const order = Uint32Array.from({ length: size }, (_, i) => i);
      for (let i = size - 1; i > 0; i--) {
        const j = below(i + 1);
        const kept = order[i]!;
        order[i] = order[j]!;
        order[j] = kept;
      }
      return order;
    },
    fork(name) {
      const block = new Uint32Array(2);
      threefry2x32(key0, key1, hash(name, 0x811c9dc5), hash(name, 0x9747b28c), block);
      return randomStream({ key: [block[0]!, block[1]!], counter: 0 });
    },
    state: () => ({ key: [key0, key1], counter: source.counter }),
  };
}
