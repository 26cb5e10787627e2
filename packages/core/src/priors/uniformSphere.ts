import * as tf from '@tensorflow/tfjs';
import { klVonMisesFisherUniform, logSphereArea } from '@vaekit/losses';
import type { CodeSpace } from '../codeSpace.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Prior } from '../parts.js';

/**
 * The uniform distribution on the unit sphere of the latent's space R^m, `p(z) = 1/|S^{m−1}|`: the prior of `vonMisesFisher()`, from which it has a
 * divergence in closed form, of the concentration alone.
 *
 * A `temperature` t draws `t·z`, which lies on the sphere only for 1: 0 is the center of the distribution, the origin.
 *
 * @throws Error when the latent is not `[m]`, m at least 2
 * @see Davidson et al. 2018, "Hyperspherical variational auto-encoders", section 3.1
 */
export const uniformSphere: PartFactory<Prior, []> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'uniformSphere',
  example: { parts: { prior: { kind: 'uniformSphere' }, posterior: { kind: 'vonMisesFisher', kappa: 10 } } },
  make: () => ({
    config: { kind: 'uniformSphere' },
    build({ latent }): BuiltPrior {
      const { space, dimension } = unitSphere('uniformSphere', latent);
      return {
        space,
        logDensity: (_, { rows }) => tf.fill([rows], -logSphereArea(dimension)) as tf.Tensor1D,
        kl: (q) => (q.kind === 'vonMisesFisher' ? klVonMisesFisherUniform(q.kappa, dimension) : undefined),
        noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
        draw: ({ eps }, _, temperature) => tf.mul(tf.div(eps!, tf.sqrt(tf.sum(tf.square(eps!), 1, true))), temperature),
      };
    },
  }),
});

/** The unit sphere in which codes of a shape lie. */
export function unitSphere(caller: string, latent: readonly number[]): { readonly space: CodeSpace; readonly dimension: number } {
  const [dimension] = latent;
  if (latent.length === 1 && dimension! >= 2) return { space: 'the unit sphere', dimension: dimension! };
  throw new Error(
    `${caller}: the latent has shape [${latent.join(',')}]; expected [m] with m of at least 2, the space around a sphere`,
  );
}
