import type { OptionValue } from '../option.js';

/** Options of p(x|z). */
export const likelihoodOptions = {
  likelihood: {
    kind: 'choice',
    about: 'distribution of an example given its code',
    details:
      '`discretized-logistic` is for 8-bit images, `discretized-logistic-rgb` for 8-bit color images (the channels of a pixel depend on each other; five components), `poisson` and `negative-binomial` for counts, `mixed-columns` for tables (each column by its kind).',
    placeholder: 'NAME',
    choices: [
      'bernoulli',
      'continuous-bernoulli',
      'gaussian',
      'laplace',
      'student-t',
      'discretized-logistic',
      'discretized-logistic-rgb',
      'poisson',
      'negative-binomial',
      'mixed-columns',
    ],
    shown: 'mixed-columns for tables, bernoulli for values from 0 to 1, otherwise gaussian',
  },
  sigma: {
    kind: 'number',
    about:
      'width of the likelihood: one learned for all, one learned for each number of an example, predicted by the decoder, the best for each example (gaussian), or fixed',
    words: ['learned', 'per-pixel', 'predicted', 'optimal'],
    range: { above: 0 },
    shown: 'learned; predicted for discretized-logistic, per-pixel for negative-binomial',
  },
} as const;

/** A likelihood by the name that is typed. */
export type LikelihoodChoice = OptionValue<(typeof likelihoodOptions)['likelihood']>;

/** How wide a likelihood is: a fixed number, or where its width comes from. */
export type SigmaChoice = OptionValue<(typeof likelihoodOptions)['sigma']>;

/** The widths a likelihood can have, the default first; absent: it has none. */
export const sigmasOf: Readonly<
  Partial<Record<LikelihoodChoice, readonly [Exclude<SigmaChoice, number>, ...(Exclude<SigmaChoice, number> | 'number')[]]>>
> = {
  gaussian: ['learned', 'per-pixel', 'predicted', 'optimal', 'number'],
  laplace: ['learned', 'per-pixel', 'predicted', 'number'],
  'student-t': ['learned', 'per-pixel', 'predicted', 'number'],
  'discretized-logistic': ['predicted', 'learned', 'per-pixel'],
  'negative-binomial': ['per-pixel', 'learned', 'predicted'],
};
