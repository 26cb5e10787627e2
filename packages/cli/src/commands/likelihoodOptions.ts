import { type OptionSpec } from '../optionSpec.js';
import { UsageError } from '../usageError.js';

/** The likelihoods by the names that are typed. */
export const likelihoodNames = [
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
] as const;

/** One of them. */
export type LikelihoodChoice = (typeof likelihoodNames)[number];

/** How wide a likelihood is: a fixed number, or where its width comes from. */
export type SigmaChoice = number | 'learned' | 'optimal' | 'per-pixel' | 'predicted';

const sigmaWords = ['learned', 'per-pixel', 'predicted', 'optimal'] as const;

/** Which widths a likelihood can have, the first unless said; absent: it has none. */
export const sigmasOf: Readonly<Partial<Record<LikelihoodChoice, readonly (SigmaChoice | 'number')[]>>> = {
  gaussian: ['learned', 'per-pixel', 'predicted', 'optimal', 'number'],
  laplace: ['learned', 'per-pixel', 'predicted', 'number'],
  'student-t': ['learned', 'per-pixel', 'predicted', 'number'],
  'discretized-logistic': ['predicted', 'learned', 'per-pixel'],
  'negative-binomial': ['per-pixel', 'learned', 'predicted'],
};

/** `--sigma`. */
export const sigmaOption: OptionSpec<SigmaChoice | undefined> = {
  about:
    'width of the likelihood: one for all, one for each number of an example, by the decoder, the best for each example (gaussian), or fixed',
  placeholder: 'learned|per-pixel|predicted|optimal|X',
  fallback: undefined,
  shown: 'learned; predicted for discretized-logistic, per-pixel for negative-binomial',
  words: sigmaWords,
  parse(text, name) {
    const word = sigmaWords.find((one) => one === text);
    if (word !== undefined) return word;
    const number = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    if (Number.isFinite(number) && number > 0) return number;
    throw new UsageError(`${name} is ${text || 'empty'}; expected one of ${sigmaWords.join(', ')}, or a number above 0`);
  },
};

/** @throws UsageError for a width that a likelihood cannot have */
export function checkSigma(likelihood: LikelihoodChoice, sigma: SigmaChoice | undefined): void {
  if (sigma === undefined) return;
  const possible = sigmasOf[likelihood];
  if (possible === undefined) throw new UsageError(`--sigma has no meaning for --likelihood ${likelihood}; leave it out`);
  if (!possible.includes(typeof sigma === 'number' ? 'number' : sigma))
    throw new UsageError(
      `--sigma ${sigma} is not for --likelihood ${likelihood}; expected one of ${possible.map((one) => (one === 'number' ? 'a number above 0' : one)).join(', ')}`,
    );
}
