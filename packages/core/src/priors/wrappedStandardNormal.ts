import * as tf from '@tensorflow/tfjs';
import { poincareBall, standardNormalLogDensity } from '@vaekit/losses';
import type { CodeSpace } from '../codeSpace.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Prior } from '../parts.js';

/** Options of {@link wrappedStandardNormal}. */
export interface WrappedStandardNormalOptions {
  /** c > 0, of a ball of curvature −c and radius 1/√c; that of the posterior. Default 1. */
  readonly curvature?: number;
}

/**
 * The standard normal wrapped onto the Poincaré ball around its origin, the prior of `wrappedNormal()`:
 * `log p(z) = log N(v; 0, I) − (d − 1) log(sinh(√c|v|)/(√c|v|))`, |v| the distance of z from the origin, with respect to the ball's own volume.
 *
 * Its divergence from wrapped normals has no closed form, and is estimated from the draws.
 *
 * @throws RangeError when `curvature` is not a positive number; an Error when the latent is not `[d]`
 * @see Mathieu et al. 2019, "Continuous hierarchical representations with Poincaré variational auto-encoders", section 3.1
 */
export const wrappedStandardNormal: PartFactory<Prior, [options?: WrappedStandardNormalOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'wrappedStandardNormal',
  example: {
    parts: {
      prior: { kind: 'wrappedStandardNormal', curvature: 0.5 },
      posterior: { kind: 'wrappedNormal', curvature: 0.5 },
      objective: { kind: 'iwae', k: 2 },
    },
  },
  make({ curvature = 1 }: WrappedStandardNormalOptions = {}): Prior {
    const ball = poincareBall(curvature);
    return {
      config: { kind: 'wrappedStandardNormal', curvature },
      build: ({ latent }): BuiltPrior => ({
        space: ballSpace('wrappedStandardNormal', latent, curvature),
        logDensity(z) {
          const v = ball.tangent(tf.zerosLike(z), z);
          return tf.sub(standardNormalLogDensity(v), ball.logVolume(v));
        },
        noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
        draw: ({ eps }, _, temperature) => ball.move(tf.zerosLike(eps!), tf.mul(eps!, temperature)),
      }),
    };
  },
});

/** The ball that codes of a shape lie in. */
export function ballSpace(caller: string, latent: readonly number[], curvature: number): CodeSpace {
  if (latent.length === 1) return `the Poincaré ball of curvature -${curvature}`;
  throw new Error(`${caller}: the latent has shape [${latent.join(',')}]; expected [d], a point of a ball`);
}
