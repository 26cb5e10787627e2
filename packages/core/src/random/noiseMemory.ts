import { type Code, int, v128 } from '@vaekit-internal/base';

/** Words of one call at most. */
export const NOISE_WORDS: number = 2048;

/** Where words begin, bytes: behind the doubles. */
export const WORDS: number = 2048;
/** Where numbers begin. */
export const NUMBERS: number = WORDS + 4 * NOISE_WORDS;
/** Where the positions of words in the tails begin. */
export const TAILS: number = NUMBERS + 4 * NOISE_WORDS;

/** Where a call leaves words and numbers, and how much memory it needs: bytes. */
export const NOISE_PLACES: Readonly<Record<'bytes' | 'numbers' | 'words', number>> = {
  words: WORDS,
  numbers: NUMBERS,
  bytes: TAILS + 4 * NOISE_WORDS + 16,
};

/** Doubles that the passes read from the start of the memory: a load is cheaper than a constant in the code. */
export const noiseDoubles: number[] = [];
const at = (value: number): number => {
  const known = noiseDoubles.findIndex((other) => Object.is(other, value));
  return 8 * (known >= 0 ? known : noiseDoubles.push(value) - 1);
};
const ZERO = int(0);
/** A double of the memory in both lanes. */
export const pair = (value: number): Code => v128.loadPair(ZERO, at(value));
