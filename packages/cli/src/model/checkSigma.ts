import { type LikelihoodChoice, likelihoods, type SigmaChoice } from '@vaekit/models';
import { UsageError } from '../usageError.js';

/** @throws UsageError for a width that a likelihood cannot have */
export function checkSigma(likelihood: LikelihoodChoice, sigma: SigmaChoice | undefined): void {
  if (sigma === undefined) return;
  const { widths: possible } = likelihoods.find(({ name }) => name === likelihood)!;
  if (possible.length === 0) throw new UsageError(`--sigma does not apply to --likelihood ${likelihood}; leave it out`);
  if (!possible.includes(typeof sigma === 'number' ? 'number' : sigma))
    throw new UsageError(
      `--sigma ${sigma} does not work with --likelihood ${likelihood}; expected one of ${possible.map((one) => (one === 'number' ? 'a number above 0' : one)).join(', ')}`,
    );
}
