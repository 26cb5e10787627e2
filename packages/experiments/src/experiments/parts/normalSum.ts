import * as tf from '@tensorflow/tfjs';
import {
  fitPrior,
  gaussian,
  mixtureOfNormals,
  mlp,
  passThrough,
  point,
  type Recipe,
  reconstruction,
  vae,
  type Vae,
} from '@vaekit/core';
import type { PlainTensor } from '@vaekit-internal/base';

/** Normals in the plane with axes of their own, each with a weight: `p(x) = Σ_m w_m N(x; μ_m, diag σ_m²)`. */
export interface NormalSum {
  readonly logWeights: ArrayLike<number>;
  /** `[m, 2]` */
  readonly means: ArrayLike<number>;
  /** `[m, 2]` */
  readonly logVars: ArrayLike<number>;
}

/** What is added to the logarithm of the largest term is below e⁻⁴⁰ of it, and is left out. */
const NEGLIGIBLE = 40;

/** log p(x) at points of the plane, `[n, 2]`, nats, in double precision. */
export function logDensityOf({ logWeights, means, logVars }: NormalSum, points: ArrayLike<number>): Float64Array {
  const count = logWeights.length;
  const precision = Float64Array.from(logVars, (value) => 0.5 * Math.exp(-value));
  const constants = Float64Array.from(
    logWeights,
    (weight, m) => weight - 0.5 * (logVars[2 * m]! + logVars[2 * m + 1]!) - Math.log(2 * Math.PI),
  );
  const exponents = new Float64Array(count);
  return Float64Array.from({ length: points.length / 2 }, (_, at) => {
    const [x, y] = [points[2 * at]!, points[2 * at + 1]!];
    let most = -Infinity;
    for (let m = 0; m < count; m++) {
      const [dx, dy] = [x - means[2 * m]!, y - means[2 * m + 1]!];
      const exponent = constants[m]! - dx * dx * precision[2 * m]! - dy * dy * precision[2 * m + 1]!;
      exponents[m] = exponent;
      if (exponent > most) most = exponent;
    }
    let sum = 0;
    for (let m = 0; m < count; m++) if (exponents[m]! > most - NEGLIGIBLE) sum += Math.exp(exponents[m]! - most);
    return most + Math.log(sum);
  });
}

/** The density of `moons` as a sum of normals along its half circles, `½ Σ_arcs 1/π ∫ N(x; arc(t), noise² I) dt`, by the midpoint rule. */
export function moonsSum(noise: number, nodes = 1024): NormalSum {
  const means = Array.from({ length: nodes }, (_, at) => (Math.PI * (at + 0.5)) / nodes).flatMap((t) => [
    Math.cos(t),
    Math.sin(t),
    1 - Math.cos(t),
    0.5 - Math.sin(t),
  ]);
  return {
    logWeights: new Float64Array(2 * nodes).fill(-Math.log(2 * nodes)),
    means,
    logVars: new Float64Array(means.length).fill(2 * Math.log(noise)),
  };
}

/** The most likely sum of so many normals by expectation and maximization. */
export async function fittedSum(x: PlainTensor, components: number, seed: number): Promise<NormalSum> {
  // A model whose code is x itself, so that its prior is a density of x.
  const model = vae({
    encoder: passThrough(),
    decoder: passThrough(),
    event: [2],
    latent: 2,
    posterior: point(),
    likelihood: gaussian(),
    objective: reconstruction(),
  });
  const { model: fitted } = await fitPrior(model, mixtureOfNormals({ components, varianceFloor: 1e-4, seed }), x, { seed });
  const { logits, means, logVars } = fitted.prior.variables!;
  const sum = tf.tidy(() => ({
    logWeights: tf.logSoftmax(logits as tf.Tensor1D).dataSync(),
    means: means!.dataSync(),
    logVars: logVars!.dataSync(),
  }));
  fitted.dispose();
  model.dispose();
  return sum;
}

/** A dense decoder that gives a mean and a log-variance in the plane, the deviation of which is at least `floor`: `log σ² = 2 log floor + softplus(…)`. */
export const flooredDecoder =
  (hidden: readonly number[], floor: number): Recipe =>
  (request) => {
    const free = mlp({ hidden, activation: 'tanh' })(request);
    const [mean, logVar] = free.outputs as [tf.SymbolicTensor, tf.SymbolicTensor];
    const above = tf.layers.activation({ activation: 'softplus', name: 'above' }).apply(logVar);
    // A layer that adds a constant, and is never trained.
    const shifted = tf.layers.dense({
      units: 2,
      trainable: false,
      kernelInitializer: 'identity',
      biasInitializer: tf.initializers.constant({ value: 2 * Math.log(floor) }),
      name: 'floor',
    });
    return tf.model({ inputs: free.inputs, outputs: [mean, shifted.apply(above) as tf.SymbolicTensor], name: request.name });
  };

/** What a decoder makes of codes, as a sum of normals with the given weights. */
function decoded(model: Vae, z: Float32Array, logWeights: Float64Array): NormalSum {
  const [means, logVars] = tf.tidy(() => {
    const parts = model.decodeParameters(tf.tensor(z, [z.length / 2, 2]));
    return [parts[0]!.dataSync(), parts[1]!.dataSync()] as const;
  });
  return { logWeights, means, logVars };
}

/** `∫ P(z) P(x|z) dz` by quadrature: a normal for each node of a square grid over the prior N(0, I), 5 deviations to each side. */
export function integralSum(model: Vae, side: number): NormalSum {
  const step = 10 / side;
  const node = (at: number): number => -5 + (at + 0.5) * step;
  const z = new Float32Array(2 * side * side);
  const logWeights = new Float64Array(side * side);
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++) {
      const at = i * side + j;
      z.set([node(j), node(i)], 2 * at);
      logWeights[at] = 2 * Math.log(step) - Math.log(2 * Math.PI) - 0.5 * (node(i) ** 2 + node(j) ** 2);
    }
  return decoded(model, z, logWeights);
}

/** `1/M Σ_m P(x|z_m)` with z drawn from the prior. */
export const drawnSum = (model: Vae, z: Float32Array): NormalSum =>
  decoded(model, z, new Float64Array(z.length / 2).fill(-Math.log(z.length / 2)));
