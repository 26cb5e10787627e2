import * as tf from '@tensorflow/tfjs';
import { vonMisesFisherLogDensity, vonMisesFisherSlope } from '@vaekit/losses';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior, Shapes } from '../parts.js';
import { unitSphere } from '../priors/uniformSphere.js';
import { stopGradient } from '../stopGradient.js';

/** Options of {@link vonMisesFisher}. */
export interface VonMisesFisherOptions {
  /** A concentration that all examples share and nothing moves. Default: the encoder gives each example its own, above 1. */
  readonly kappa?: number;
  /** Proposals of the rejection sampler, of which the first accepted is taken; each is accepted with probability 0.65 or more. Default 16. */
  readonly proposals?: number;
}

/**
 * A von Mises–Fisher posterior on the unit sphere of the latent's space R^m: `q(z|x) ∝ exp(κ μᵀz)`, |μ| = |z| = 1.
 *
 * The encoder gives `direction`, of the latent's shape, μ = direction/|direction|, and one number `concentration`, κ = 1 + softplus(concentration);
 * with `kappa` the direction alone, and the divergence from `uniformSphere()` is then a constant, so that a weight on it is refused.
 *
 * The cosine w = μᵀz is drawn by rejection (Ulrich 1984, Wood 1994). So that a pass is a function of its noise, the number of proposals is fixed: the first
 * accepted is taken, and the first of all where none is, which at 16 happens once in 2e7 draws. The gradient is that of a draw of the same probability,
 * `−(∂F/∂κ)/f(w)`, not that through the accepted proposal, which needs a correction that depends on the loss.
 *
 * @throws RangeError when `kappa` is not a positive number or `proposals` is not a whole number of at least 1; an Error when the latent is not `[m]`, m at least 2
 * @see Davidson et al. 2018, "Hyperspherical variational auto-encoders", sections 3.2 and 3.3, algorithm 1
 */
export const vonMisesFisher: PartFactory<Posterior, [options?: VonMisesFisherOptions]> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'vonMisesFisher',
  example: { parts: { posterior: { kind: 'vonMisesFisher' }, prior: { kind: 'uniformSphere' } } },
  make(options: VonMisesFisherOptions = {}): Posterior {
    const { kappa, proposals = 16 } = options;
    requireCount('vonMisesFisher', 'proposals', proposals);
    if (kappa !== undefined && !(kappa > 0 && Number.isFinite(kappa)))
      throw new RangeError(`vonMisesFisher: \`kappa\` is ${kappa}; expected a positive number`);
    return {
      config: { kind: 'vonMisesFisher', proposals, ...(kappa === undefined ? {} : { kappa }) },
      build: (shapes) => built(shapes, proposals, kappa),
    };
  },
});

function built({ latent }: Shapes, proposals: number, kappa: number | undefined): BuiltPosterior {
  const { space, dimension } = unitSphere('vonMisesFisher', latent);
  const concentration = ([direction, raw]: readonly tf.Tensor[]): tf.Tensor =>
    raw === undefined ? tf.fill([direction!.shape[0]!], kappa!) : tf.reshape(tf.add(tf.softplus(raw), 1), [-1]);
  return {
    space,
    ...(kappa === undefined ? {} : { constantKl: true }),
    parameters: [{ name: 'direction', shape: latent }, ...(kappa === undefined ? [{ name: 'concentration', shape: [1] }] : [])],
    noise: () => ({
      u: { shape: [proposals, 3], distribution: 'uniform', per: 'example' },
      tangent: { shape: [dimension - 1], distribution: 'normal', per: 'example' },
    }),
    perExample: (parameters) => [normalized(parameters[0]!), concentration(parameters)],
    draw: ([mean, kappas], { u, tangent }) => {
      const found = stopGradient(drawnGap(u!, tf.expandDims(kappas!, 1), dimension - 1));
      // Along with κ as a draw of the same probability; the difference is 0.
      const slope = stopGradient(vonMisesFisherSlope(found, kappas!, dimension));
      const gap = tf.expandDims(tf.add(found, tf.mul(slope, tf.sub(kappas!, stopGradient(kappas!)))), 1);
      const beside = tf.mul(tf.sqrt(tf.mul(gap, tf.sub(2, gap))), normalized(tangent!));
      return { z: turned(tf.concat([tf.sub(1, gap), beside], 1), mean!) };
    },
    logDensity: ([mean, kappas], z) => vonMisesFisherLogDensity(z, mean!, kappas!),
    center: ([direction]) => normalized(direction!),
    family: (parameters) => ({
      kind: 'vonMisesFisher',
      mean: normalized(parameters[0]!),
      kappa: concentration(parameters),
    }),
  };
}

const normalized = (vectors: tf.Tensor): tf.Tensor =>
  tf.div(vectors, tf.sqrt(tf.add(tf.sum(tf.square(vectors), 1, true), 1e-24)));

/**
 * 1 − w of the first accepted proposal, `[rows]`. With b = n/(2κ + √(4κ² + n²)), n = m − 1, and e from Beta(n/2, n/2), a proposal is
 * `1 − w = 2 b e/D`, D = 1 − (1 − b) e; it is accepted where `n (log τ − τ + 1) >= log u`, τ = (1 + b)/(2D): Wood's rule, in which his constants cancel.
 */
function drawnGap(u: tf.Tensor, kappa: tf.Tensor, n: number): tf.Tensor {
  const [angle, radius, threshold] = tf.unstack(u, 2) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const b = tf.div(n, tf.add(tf.mul(kappa, 2), tf.sqrt(tf.add(tf.mul(tf.square(kappa), 4), n * n))));
  // A symmetric beta from two uniforms (Ulrich 1984): e = ½ (1 + cos 2πu √(1 − v^{2/(n−1)})).
  const spread = n === 1 ? 1 : tf.sqrt(tf.sub(1, tf.exp(tf.mul(tf.log(tf.maximum(radius, 1e-12)), 2 / (n - 1)))));
  const offset = tf.mul(tf.cos(tf.mul(angle, 2 * Math.PI)), spread);
  const e = tf.mul(tf.add(offset, 1), 0.5);
  const scaled = tf.mul(b, e);
  const d = tf.add(tf.mul(tf.sub(1, offset), 0.5), scaled);
  const tau = tf.div(tf.add(b, 1), tf.mul(d, 2));
  const score = tf.mul(tf.add(tf.sub(tf.log(tau), tau), 1), n);
  const accepted = tf.cast(tf.greaterEqual(score, tf.log(tf.maximum(threshold, 1e-12))), 'float32');
  const first = tf.cast(tf.oneHot(tf.argMax(accepted, 1) as tf.Tensor1D, u.shape[1]!), 'float32');
  const gap = tf.sum(tf.mul(first, tf.div(tf.mul(scaled, 2), d)), 1);
  return tf.clipByValue(gap, 1e-12, 2 - 1e-6);
}

/** The reflection that takes (1, 0, …, 0) to μ, of points around the former. */
function turned(points: tf.Tensor, mean: tf.Tensor): tf.Tensor {
  const [, m] = mean.shape as [number, number];
  const pole = tf.tensor2d([1, ...Array.from({ length: m - 1 }, () => 0)], [1, m]);
  const axis = normalized(tf.sub(pole, mean));
  return tf.sub(points, tf.mul(axis, tf.mul(tf.sum(tf.mul(points, axis), 1, true), 2)));
}
