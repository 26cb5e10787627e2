import * as tf from '@tensorflow/tfjs';
import { diagonalMoments, type Family } from '../family.js';
import { contextFor, ownScalars } from '../ownScalars.js';
import type { Context, Peers, Shapes } from '../parts.js';
import { requireKnownLabels } from '../residual.js';
import { isOnlyCounted } from '../saving/parameterCount.js';

/** What the parts are asked with about one row of zeros: families depend on the kinds of the parts, not on values. */
function oneRow(model: Peers, { conditionWidth }: Shapes): Context {
  return {
    rows: 1,
    mode: 'train',
    schedule: ownScalars('posterior', model.posterior, {}),
    modelSchedule: {},
    model,
    ...(conditionWidth === undefined ? {} : { condition: tf.zeros([1, conditionWidth]) as tf.Tensor2D }),
  };
}

const posteriorFamily = ({ posterior }: Peers, context: Context): Family | undefined =>
  posterior.family?.(
    posterior.parameters.map(({ shape }) => tf.zeros([1, ...shape])),
    context,
  );

/**
 * Refuses parts that do not give log q(z|x) of a draw and log p(z).
 *
 * @param caller the objective whose error it is
 * @throws Error naming what is missing
 */
export function requireDensities(caller: string, { posterior, prior }: Peers): void {
  if (posterior.logDensity === undefined && posterior.drawsHaveDensity !== true)
    throw new Error(
      `${caller}: in training the posterior has no density q(z|x) of its draws, and no divergence in closed form from this prior; take a posterior that has one, such as diagonalNormal(), set \`drawsHaveDensity\` on one whose \`draw\` gives \`logDensity\`, or take an objective without a divergence, such as reconstruction()`,
    );
  if (prior.logDensity === undefined)
    throw new Error(
      `${caller}: the prior has no density p(z), and no divergence in closed form; take a prior that has one, such as standardNormal(), and fit this one afterward (fitPrior), or an objective without a divergence, such as reconstruction()`,
    );
}

/** Refuses parts between which there is no divergence, neither in closed form nor from the densities of draws. @throws Error naming what is missing */
export function requireKl(caller: string, model: Peers, shapes: Shapes): void {
  if (isOnlyCounted()) return;
  const context = oneRow(model, shapes);
  const family = model.prior.kl === undefined ? undefined : posteriorFamily(model, context);
  if (family !== undefined && model.prior.kl!(family, contextFor('prior', context)) !== undefined) return;
  requireDensities(caller, model);
}

/** Refuses a posterior whose codes are the same whatever the encoder gives. @throws Error with what the objective would do to the encoder */
export function requireEncoder(caller: string, { posterior }: Peers, purpose: string): void {
  if (posterior.ignoresInput !== true) return;
  throw new Error(
    `${caller}: ${purpose}, but the codes of this posterior do not depend on what the encoder gives; take another posterior, such as diagonalNormal(), or the objective elbo()`,
  );
}

/** Refuses a posterior whose code has no slope over x. @throws Error with the reason */
export function requireSlopeOfCode(caller: string, model: Peers): void {
  requireEncoder(caller, model, 'what is penalized is the slope of the code over x');
  if (model.posterior.discrete === true)
    throw new Error(
      `${caller}: a code out of a codebook is constant between jumps, so that its slope over x is 0; take another posterior, such as point(), or the objective reconstruction()`,
    );
}

/** Refuses parts that are no diagonal normals, and rows without a label. @throws Error naming the part */
export function requireDiagonal(caller: string, model: Peers, shapes: Shapes): void {
  requireKnownLabels(caller, model.prior);
  if (isOnlyCounted()) return;
  const context = oneRow(model, shapes);
  diagonalMoments(caller, 'the posterior', posteriorFamily(model, context));
  diagonalMoments(caller, 'the prior', model.prior.family?.(contextFor('prior', context)));
}
