import type { Examples } from '@vaekit/datasets';
import type { LikelihoodChoice } from '@vaekit/models';
import type { OpenData } from '../data/openData.js';
import { UsageError } from '../usageError.js';

const some = ({ x }: Examples, wrong: (value: number) => boolean): boolean => (x.data as Float32Array).some(wrong);

/** The likelihood where none is asked for: by the columns of a table, bernoulli for values from 0 to 1, else gaussian. */
export function defaultLikelihood({ train, test, encoding }: OpenData): LikelihoodChoice {
  if (encoding !== undefined) return 'mixed-columns';
  const outside = (part: Examples): boolean =>
    !(part.x.data instanceof Uint8Array) && some(part, (value) => value < 0 || value > 1);
  return outside(train) || outside(test) ? 'gaussian' : 'bernoulli';
}

/** @throws UsageError when a likelihood does not describe values such as those of the data */
export function checkLikelihood(name: LikelihoodChoice, data: OpenData): void {
  const { train, test, encoding } = data;
  const parts = [train, test];
  const images = train.x.data instanceof Uint8Array;
  const refuse = (what: string, instead: string): never => {
    throw new UsageError(`--likelihood ${name} is for ${what}, but ${data.name} has other values; use ${instead}`);
  };
  switch (name) {
    case 'bernoulli':
    case 'continuous-bernoulli':
      if (!images && parts.some((part) => some(part, (value) => value < 0 || value > 1)))
        refuse('values from 0 to 1', 'gaussian');
      return;
    case 'discretized-logistic':
      if (!images) refuse('8-bit images', 'gaussian');
      return;
    case 'discretized-logistic-rgb':
      if (!images) refuse('8-bit color images', 'gaussian');
      if (data.shape.at(-1) !== 3)
        throw new UsageError(
          `--likelihood ${name} is for color images, but those of ${data.name} are gray; use discretized-logistic`,
        );
      return;
    case 'poisson':
    case 'negative-binomial':
      if (images || encoding !== undefined || parts.some((part) => some(part, (value) => value < 0 || !Number.isInteger(value))))
        refuse('counts', encoding === undefined ? 'gaussian' : 'mixed-columns');
      return;
    case 'mixed-columns':
      if (encoding === undefined)
        throw new UsageError(`--likelihood mixed-columns is for tables, but ${data.name} is not a table; use gaussian`);
      return;
    default:
  }
}
