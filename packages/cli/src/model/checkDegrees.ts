import { type DegreesChoice, type LikelihoodChoice, likelihoods } from '@vaekit/models';
import { UsageError } from '../usageError.js';

/** @throws UsageError for degrees of freedom of a likelihood that has none */
export function checkDegrees(likelihood: LikelihoodChoice, degrees: DegreesChoice | undefined): void {
  if (degrees === undefined || likelihoods.some(({ name, degrees: own }) => name === likelihood && own !== undefined)) return;
  const having = likelihoods.filter((one) => one.degrees !== undefined).map(({ name }) => name);
  throw new UsageError(
    `--degrees ${degrees} belongs to --likelihood ${having.join(' or ')}, but the likelihood is ${likelihood}; give that, or leave it out`,
  );
}
