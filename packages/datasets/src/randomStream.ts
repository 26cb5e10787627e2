import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A generator of 32-bit words; `next` returns a whole number in [-2^31, 2^31). */
export type RandomStream = ReturnType<typeof xoroshiro128plusFromState>;

/** What a stream is drawn for. Streams of different purposes are unrelated though their seeds agree. */
export type Purpose =
  | 'bits'
  | 'eightGaussians'
  | 'grid'
  | 'linearGaussian'
  | 'moonPhases'
  | 'moons'
  | 'pinwheel'
  | 'rectangles'
  | 'rings'
  | 'split'
  | 'swissRoll';

// A number is never given to another purpose: every published seed would mean other data. (3 was the order of batches.)
const purposes: Readonly<Record<Purpose, number>> = {
  bits: 1,
  moons: 2,
  rectangles: 4,
  split: 5,
  eightGaussians: 6,
  grid: 7,
  linearGaussian: 8,
  moonPhases: 9,
  pinwheel: 10,
  rings: 11,
  swissRoll: 12,
};

/**
 * A stream that is a pure function of a seed, a purpose and whole numbers that place it (an epoch, an example), so that every stream can be
 * had without drawing those before it.
 */
export function randomStream(seed: number, purpose: Purpose, ...place: readonly number[]): RandomStream {
  const key = [seed, purposes[purpose], ...place];
  return xoroshiro128plusFromState([0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667].map((lane) => key.reduce(absorb, lane | 0)));
}

/** A uniform deviate in [0, 1) with 32 bits. */
export function uniform(stream: RandomStream): number {
  return (stream.next() >>> 0) / 2 ** 32;
}

// Two rounds, so that both halves of a number above 2^32 count; each round is a bijection of the lane for a fixed word.
function absorb(lane: number, value: number): number {
  return mix(mix(lane ^ (value | 0)) ^ Math.floor(value / 2 ** 32));
}

// The finalizer of MurmurHash3 (Appleby), after an odd multiplication and an addition that keep zero from being a fixed point.
function mix(word: number): number {
  let h = (Math.imul(word, 0x2c1b3c6d) + 0x297a2d39) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
