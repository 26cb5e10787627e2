import type { Pass } from '../pass.js';

/**
 * Refuses a weight or a target on a divergence that is the same whatever the networks do.
 *
 * @throws Error naming `subject`, the function and option that would do nothing
 */
export function requireMovingKl({ model }: Pick<Pass, 'model'>, subject: string, remedy: string): void {
  if (model.posterior.constantKl === true)
    throw new Error(`${subject}: the KL of this posterior is a constant, so that a weight on it does nothing; ${remedy}`);
}
