import * as tf from '@tensorflow/tfjs';
import { normalLogDensity, poincareBall } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior } from '../parts.js';
import { ballSpace } from '../priors/wrappedStandardNormal.js';

/** Options of {@link wrappedNormal}. */
export interface WrappedNormalOptions {
  /** c > 0, of a ball of curvature −c and radius 1/√c. Default 1. */
  readonly curvature?: number;
}

/**
 * A normal posterior wrapped onto the Poincaré ball: `z = exp_μ(v/λ_μ)`, v from `N(0, diag σ²(x))`, so that z is |v| away from μ in the ball's own measure.
 *
 * The encoder gives `mean` and `logVar`, of the latent's shape `[d]`: μ is the point of the ball that lies |mean| from the origin in the direction of `mean`.
 * The density is with respect to the ball's own volume, `log q(z|x) = log N(v; 0, σ²) − (d − 1) log(sinh(√c|v|)/(√c|v|))`. The decoder is shown z itself;
 * the paper's gyroplane layer is not there.
 *
 * @throws RangeError when `curvature` is not a positive number; an Error when the latent is not `[d]`
 * @see Mathieu et al. 2019, "Continuous hierarchical representations with Poincaré variational auto-encoders", section 3.1, appendix B.3
 */
export const wrappedNormal: PartFactory<Posterior, [options?: WrappedNormalOptions]> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'wrappedNormal',
  example: { parts: { posterior: { kind: 'wrappedNormal' }, prior: { kind: 'wrappedStandardNormal' } } },
  make({ curvature = 1 }: WrappedNormalOptions = {}): Posterior {
    const ball = poincareBall(curvature);
    return {
      config: { kind: 'wrappedNormal', curvature },
      build({ latent }): BuiltPosterior {
        const origin = (rows: number): tf.Tensor => tf.zeros([rows, ...latent]);
        const pointOf = (mean: tf.Tensor): tf.Tensor => ball.move(origin(mean.shape[0]!), mean);
        const density = (v: tf.Tensor, logVar: tf.Tensor): tf.Tensor1D =>
          tf.sub(normalLogDensity(v, tf.zerosLike(v), logVar), ball.logVolume(v));
        return {
          space: ballSpace('wrappedNormal', latent, curvature),
          parameters: ['mean', 'logVar'].map((name) => ({ name, shape: latent })),
          noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
          perExample: ([mean, logVar]) => [pointOf(mean!), logVar!],
          draw([point, logVar], { eps }) {
            const v = tf.mul(tf.exp(tf.mul(logVar!, 0.5)), eps!);
            return { z: ball.move(point!, v), logDensity: density(v, logVar!) };
          },
          logDensity: ([point, logVar], z) => density(ball.tangent(point!, z), logVar!),
          center: ([mean]) => pointOf(mean!),
        };
      },
    };
  },
});
