import { checkDegrees } from '../../model/checkDegrees.js';
import { checkSigma } from '../../model/checkSigma.js';
import { UsageError } from '../../usageError.js';
import { hasPoints } from '../dataOptions.js';
import type { TrainOptions } from '../trainOptions.js';

/** @throws UsageError for a likelihood that does not fit its width, points or bits */
export function checkLikelihoodChoice({ binarize, data, degrees, likelihood, sigma }: TrainOptions): void {
  if (likelihood !== undefined) {
    checkSigma(likelihood, sigma);
    checkDegrees(likelihood, degrees);
  }
  const known = likelihood ?? (hasPoints(data!) ? 'gaussian' : undefined);
  if (known !== undefined && known !== 'bernoulli' && binarize !== 'none') {
    throw new UsageError(
      `--binarize ${binarize} makes bits, which a ${known} likelihood does not describe; use --likelihood bernoulli or --binarize none`,
    );
  }
  if (likelihood === 'bernoulli' && hasPoints(data!)) {
    throw new UsageError(`--likelihood bernoulli is for values from 0 to 1, but ${data} has points; use gaussian`);
  }
}
