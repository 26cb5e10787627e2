import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { anyCodeSpace } from '../codeSpace.js';
import { ownOf, prefixed } from '../byOwner.js';
import type { Batch } from '../contract.js';
import type { Support } from '../likelihoods/support.js';
import { requireCount } from '../networks/networkOptions.js';
import { contextFor } from '../ownScalars.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Context, Peers, Prior } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { repeatedParameters } from '../repeatedParameters.js';
import { repeatRows } from '../repeatRows.js';
import { claimParameters } from '../saving/parameterCount.js';

/** Options of {@link vampPrior}. */
export interface VampPriorOptions {
  /** How many pseudo-inputs u_k there are; the paper has 500. */
  readonly pseudoInputs: number;
  /** The seed of the pseudo-inputs that no example starts. Default 0. */
  readonly seed?: number;
}

/**
 * A mixture of posteriors, `p(z) = 1/K Σ_k q(z|u_k)`: the encoder itself, without dropout, at K learned pseudo-inputs of the shape of an example.
 *
 * The pseudo-inputs start at the first examples of the first batch and keep to the values that the likelihood describes: a sigmoid where these are
 * [0, 1] (started between 0.05 and 0.95, where its slope is not lost yet), a softplus where they are counts. Those that have no example, or a missing
 * value, start at random. The divergence is estimated from the draws. `draw` scales the distance from the component's center by the temperature.
 *
 * @throws RangeError when `pseudoInputs` is not a whole number of at least 1; in a pass, Error when the encoder sees a condition, which a pseudo-input
 *   does not have, or when the posterior has no density at a code that it did not draw
 * @see Tomczak and Welling 2018, "VAE with a VampPrior", equation 9
 */
export const vampPrior: PartFactory<Prior, [options: VampPriorOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'vampPrior',
  example: { parts: { prior: { kind: 'vampPrior', pseudoInputs: 4 } } },
  make: vampPriorOf,
});

function vampPriorOf({ pseudoInputs, seed = 0 }: VampPriorOptions): Prior {
  requireCount('vampPrior', 'pseudoInputs', pseudoInputs);
  return {
    config: { kind: 'vampPrior', pseudoInputs, seed },
    build({ event, latent }): BuiltPrior {
      const size = sizeFromShape(event);
      claimParameters('the pseudo-inputs', [pseudoInputs, ...event]);
      const start = randomStream(seed)
        .fork('prior/pseudoInputs')
        .fillNormal(new Float32Array(pseudoInputs * size));
      const raw = tf.tidy(() => tf.variable(tf.tensor(start, [pseudoInputs, ...event])));
      const ofComponents = (model: Peers): readonly tf.Tensor[] => {
        requireMixture(model);
        return model.encodeParameters(rangeOf(model.likelihood.support).values(raw));
      };
      return {
        requirePeers: requireMixture,
        variables: { pseudoInputs: raw },
        initialize: (batch, _, model) => raw.assign(startedAt(raw, batch, rangeOf(model.likelihood.support))),
        space: anyCodeSpace,
        logDensity: (z, context) => logMixture(ofComponents(context.model), z, context),
        noise: ({ posterior }) => ({
          component: { shape: [], distribution: 'uniform', per: 'example' },
          ...prefixed('posterior', posterior.noise('evaluate')),
        }),
        draw(noise, context, temperature) {
          const { model, rows } = context;
          // A uniform deviate is at most 1 − 2^-24, and its product with a whole number rounds to less than that number.
          const component = tf.cast(tf.floor(tf.mul(noise['component']!, pseudoInputs)), 'int32');
          const chosen = ofComponents(model).map((parameter) => tf.gather(parameter, component));
          const own = ofPosterior(context, rows);
          const center = model.posterior.center(chosen, own);
          const { z } = model.posterior.draw(repeatedParameters(model, chosen), ownOf('posterior', noise), own);
          return tf.reshape(tf.add(center, tf.mul(tf.sub(z, center), temperature)), [rows, ...latent]);
        },
      };
    },
  };
}

/** What the posterior is asked with about codes and pseudo-inputs: as in evaluation, with no condition, no weights, nothing missing. */
const ofPosterior = ({ schedule, modelSchedule, model }: Context, rows: number): Context =>
  contextFor('posterior', { rows, mode: 'evaluate', schedule, modelSchedule, model });

/** Throws where pseudo-inputs have no posterior, or that has no density at a code of another row. */
function requireMixture({ posterior, encoderSeesCondition }: Peers): void {
  if (encoderSeesCondition)
    throw new Error(
      'vampPrior: the encoder sees a condition, which pseudo-inputs do not have; take an encoder with one input, and for a prior of each class `classMeans(classes, { base: vampPrior(…) })`',
    );
  if (posterior.logDensity === undefined)
    throw new Error(
      'vampPrior: the posterior has no density at a code that it did not draw itself, so a mixture of posteriors has none; take one that has `logDensity`, such as diagonalNormal(), or another prior',
    );
}

/** `log 1/K Σ_k q(z|u_k)`, every code under every component. */
function logMixture(parameters: readonly tf.Tensor[], z: tf.Tensor, context: Context): tf.Tensor1D {
  const { model, rows } = context;
  const { posterior } = model;
  const components = parameters[0]!.shape[0]!;
  // A product with ones, as in repeatRows, here with whole blocks of components next to each other.
  const everyRow = repeatedParameters(model, parameters).map((parameter) => {
    const shape = parameter.shape.slice(1);
    const ones = tf.ones([rows, 1, ...shape.map(() => 1)]);
    return tf.reshape(tf.mul(tf.expandDims(parameter, 0), ones), [rows * components, ...shape]);
  });
  const each = posterior.logDensity!(everyRow, repeatRows(z, components), ofPosterior(context, rows * components));
  return tf.sub(tf.logSumExp(tf.reshape(each, [rows, components]), 1), Math.log(components)) as tf.Tensor1D;
}

/** How a pseudo-input keeps to the values of x: from the raw variable, and back. */
interface Range {
  values(raw: tf.Tensor): tf.Tensor;
  raw(values: tf.Tensor): tf.Tensor;
}

const asItIs: Range = { values: (raw) => raw, raw: (values) => values };

const ranges: { readonly [S in Support]?: Range } = {
  unitInterval: {
    values: (raw) => tf.sigmoid(raw),
    raw(values) {
      const inside = tf.clipByValue(values, 0.05, 0.95);
      return tf.log(tf.div(inside, tf.sub(1, inside)));
    },
  },
  counts: {
    values: (raw) => tf.softplus(raw),
    // log(eˣ − 1) = x + log(1 − e⁻ˣ)
    raw(values) {
      const inside = tf.maximum(values, 0.05);
      return tf.add(inside, tf.log1p(tf.neg(tf.exp(tf.neg(inside)))));
    },
  },
};

const rangeOf = (support: Support): Range => ranges[support] ?? asItIs;

/** The raw pseudo-inputs, with what the batch's first rows have observed in place of the random start. */
function startedAt(raw: tf.Tensor, { x, weight, mask }: Batch, range: Range): tf.Tensor {
  const rows = Math.min(raw.shape[0]!, x.shape[0]!);
  const first = <T extends tf.Tensor>(tensor: T): T => tf.slice(tensor, 0, rows);
  const [random, others] = [first(raw), tf.slice(raw, rows)];
  const counted = weight === undefined ? tf.ones([rows]) : first(weight);
  const counts = tf.mul(tf.reshape(counted, [rows, ...x.shape.slice(1).map(() => 1)]), tf.onesLike(random));
  const observed = mask === undefined ? counts : tf.mul(counts, first(mask));
  return tf.concat([tf.where(tf.greater(observed, 0), range.raw(first(x)), random), others]);
}
