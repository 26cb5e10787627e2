import { digitClasses } from './digitClasses.js';

/** The six ways EMNIST is cut. */
export type EmnistSplit = 'balanced' | 'byclass' | 'bymerge' | 'digits' | 'letters' | 'mnist';

const upper: readonly string[] = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
// Those lower-case letters that look unlike their upper case; of the others one class holds both.
const merged: readonly string[] = [...digitClasses, ...upper, ...'abdefghnqrt'];

/** The names of the classes of each split of EMNIST, in the order of its labels. */
export const emnistClasses: Readonly<Record<EmnistSplit, readonly string[]>> = {
  balanced: merged,
  byclass: [...digitClasses, ...upper, ...upper.map((letter) => letter.toLowerCase())],
  bymerge: merged,
  digits: digitClasses,
  letters: upper,
  mnist: digitClasses,
};
