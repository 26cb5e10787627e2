import type { Likelihood } from '../parts.js';
import type { Support } from './support.js';
import type { Width } from './width.js';

/** A width that a person can choose: a word, or `number` for any positive one. */
export type ChosenWidth = 'learned' | 'number' | 'optimal' | 'per-pixel' | 'predicted';

/** What a likelihood is told of the data that it was chosen for. */
export interface ChosenData {
  /** An example's shape, without the batch. */
  readonly event: readonly number[];
  /** Tables: what their columns hold, and how many numbers of an example each takes. */
  readonly columns?: readonly { readonly type: string; readonly width: number }[] | undefined;
}

/** What is known of a likelihood before the engine is loaded: plain data. */
export interface LikelihoodFacts {
  /** The name that is typed: the kind, in lower case with hyphens. */
  readonly name: string;
  /** The values that it describes. */
  readonly support: Support;
  /** The data that it is for, in words: `counts`. */
  readonly data: string;
  /** What examples must be besides: pixels of three channels. */
  readonly needs?: 'color';
  /** The widths that it can have, the default first; none: it has no width. */
  readonly widths: readonly ChosenWidth[];
  /** The degrees of freedom that it can have, the default first; absent: it has none. */
  readonly degrees?: readonly ChosenWidth[];
}

/** How a person chooses a likelihood by name, and what is made then. */
export interface LikelihoodChoice extends Omit<LikelihoodFacts, 'name' | 'widths'> {
  readonly widths?: LikelihoodFacts['widths'];
  /** `width` is one of `widths`, as the part's options name it, absent where there are none; `degrees` is one of `degrees`, absent for the default. */
  make(data: ChosenData, width?: Width | 'optimal', degrees?: Width): Likelihood;
}

/** The name that is typed for a kind: `negativeBinomial` is `negative-binomial`. */
export const typedName = (kind: string): string => kind.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
