import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Prior } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { claimParameters } from '../saving/parameterCount.js';
import { mixtureByBic } from './mixtureByBic.js';
import { mixtureByEm } from './mixtureByEm.js';

/** Options of {@link mixtureOfNormals}. */
export interface MixtureOfNormalsOptions {
  /** How many normals there are; `'bic'`: as many as Schwarz's criterion finds best in `fitPrior`, `most` at most. */
  readonly components: number | 'bic';
  /** The most normals that `'bic'` tries, and has room for. Default 20. */
  readonly most?: number;
  /** The least variance that `fitPrior` gives a component in a dimension. Default 1e-6. */
  readonly varianceFloor?: number;
  /** The seed of the means, and of the start of `fitPrior`. Default 0. */
  readonly seed?: number;
}

/**
 * A mixture of diagonal normals, `p(z) = Σ_k π_k N(z; μ_k, diag σ_k²)`.
 *
 * Its weights (as logits), means and log-variances are trained with the model, from equal weights, means that are draws of N(0, I) and variances of 1;
 * or fitted to the codes of a trained model: `fitPrior` does it in closed form, by expectation and maximization from codes that are far from each
 * other. The divergence is estimated from the draws. `draw` scales the components' deviations by the temperature. With `components: 'bic'`, `fitPrior` gives
 * those that are not needed the weight 0.
 *
 * @throws RangeError when `components` or `most` is not a whole number of at least 1 or `varianceFloor` is not positive; in `fitPrior`, when there are fewer codes
 *   than components, and Error when a code is not finite
 * @see Dilokthanakul et al. 2016; fitted afterwards: Ghosh et al. 2020, "From variational to deterministic autoencoders", section 4
 */
export const mixtureOfNormals: PartFactory<Prior, [options: MixtureOfNormalsOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'mixtureOfNormals',
  example: { parts: { prior: { kind: 'mixtureOfNormals', components: 3 } } },
  make: mixturePrior,
});

function mixturePrior(options: MixtureOfNormalsOptions): Prior {
  const { most = 20, varianceFloor = 1e-6, seed = 0 } = options;
  const byBic = options.components === 'bic';
  const components = options.components === 'bic' ? most : options.components;
  requireCount('mixtureOfNormals', byBic ? 'most' : 'components', components);
  if (!(varianceFloor > 0 && Number.isFinite(varianceFloor)))
    throw new RangeError(`mixtureOfNormals: \`varianceFloor\` is ${varianceFloor}; expected a positive number`);
  return {
    config: { kind: 'mixtureOfNormals', components: options.components, ...(byBic ? { most } : {}), varianceFloor, seed },
    build({ latent }): BuiltPrior {
      const size = sizeFromShape(latent);
      claimParameters('the mixture', [components, 2 * size + 1]);
      const start = randomStream(seed)
        .fork('prior/means')
        .fillNormal(new Float32Array(components * size));
      const parameters: MixtureVariables = tf.tidy(() => ({
        logits: tf.variable(tf.zeros([components])),
        means: tf.variable(tf.tensor(start, [components, ...latent])),
        logVars: tf.variable(tf.zeros([components, ...latent])),
      }));
      return {
        variables: { ...parameters },
        logDensity: (z) => logMixture(z, parameters),
        noise: () => ({
          component: { shape: [], distribution: 'uniform', per: 'example' },
          eps: { shape: latent, distribution: 'normal', per: 'example' },
        }),
        draw(noise, _, temperature) {
          const component = componentAt(noise['component']!, parameters.logits);
          const sigma = tf.exp(tf.mul(tf.gather(parameters.logVars, component), 0.5));
          return tf.add(tf.gather(parameters.means, component), tf.mul(sigma, tf.mul(noise['eps']!, temperature)));
        },
        fitting: {
          kind: 'closed',
          fit(codes, rows) {
            checkCodes(codes, rows, byBic ? 1 : components);
            const { weights, means, variances } = byBic
              ? mixtureByBic(codes, rows, { most, varianceFloor, seed })
              : mixtureByEm(codes, rows, { components, varianceFloor, seed });
            // What is left over is at the origin, with a weight of exactly 0.
            const assign = (variable: tf.Variable, values: Float64Array, rest = 0): void => {
              const all = new Float32Array(variable.size).fill(rest);
              all.set(values);
              tf.tidy(() => variable.assign(tf.tensor(all, variable.shape)));
            };
            assign(parameters.logits, weights.map(Math.log), NO_WEIGHT);
            assign(parameters.means, means);
            assign(parameters.logVars, variances.map(Math.log));
          },
        },
      };
    },
  };
}

/** A logit whose exponential is 0 in float32. */
const NO_WEIGHT = -1e4;

interface MixtureVariables {
  readonly logits: tf.Variable;
  readonly means: tf.Variable;
  readonly logVars: tf.Variable;
}

/** `log Σ_k exp[log π_k − ½ Σ_i (log 2π + log σ²_ki + (z_i − μ_ki)²/σ²_ki)]` */
function logMixture(z: tf.Tensor, { logits, means, logVars }: MixtureVariables): tf.Tensor1D {
  const components = logits.size;
  const size = means.size / components;
  const [center, logVar] = [means, logVars].map((each) => tf.reshape(each, [1, components, size])) as [tf.Tensor, tf.Tensor];
  const distance = tf.mul(tf.square(tf.sub(tf.reshape(z, [-1, 1, size]), center)), tf.exp(tf.neg(logVar)));
  const logNormal = tf.mul(tf.add(tf.sum(tf.add(distance, logVar), 2), size * Math.log(2 * Math.PI)), -0.5);
  const logWeights = tf.sub(logits, tf.logSumExp(logits));
  return tf.logSumExp(tf.add(logNormal, tf.expandDims(logWeights, 0)), 1) as tf.Tensor1D;
}

/** The component at which the running sum of the weights passes a uniform number. */
function componentAt(uniform: tf.Tensor, logits: tf.Tensor): tf.Tensor1D {
  const passed = tf.cumsum(tf.softmax(logits));
  const below = tf.cast(tf.lessEqual(tf.expandDims(passed, 0), tf.expandDims(uniform, 1)), 'float32');
  // Rounded, the last sum may be below 1.
  return tf.cast(tf.minimum(tf.sum(below, 1), logits.size - 1), 'int32') as tf.Tensor1D;
}

function checkCodes(codes: Float32Array, rows: number, components: number): void {
  if (rows < components)
    throw new RangeError(
      `mixtureOfNormals: ${rows} codes are too few for ${components} components; give more data, or take fewer \`components\``,
    );
  const wrong = codes.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new Error(
      `mixtureOfNormals: code ${Math.floor((wrong * rows) / codes.length)} has ${codes[wrong]}; expected finite numbers: look at the data and at the model’s training`,
    );
}
