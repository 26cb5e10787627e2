import * as tf from '@tensorflow/tfjs';
import { klCategorical } from '@vaekit/losses';
import type { CodeSpace } from '../codeSpace.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Prior } from '../parts.js';

/**
 * Categorical codes, each of K categories alike: `p(c) = 1/K` for each variable, the last axis of the latent. The prior of `gumbelSoftmax()`; codes are one-hot.
 *
 * Its divergence from categorical posteriors is `Σ (log K − H)`, in closed form. A `temperature` t draws `t·onehot + (1 − t)/K`: 0 is the center.
 *
 * @throws Error when a variable has a single category
 * @see Jang, Gu and Poole 2017, "Categorical reparameterization with Gumbel-softmax", section 4.2
 */
export const uniformCategories: PartFactory<Prior, []> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'uniformCategories',
  example: {
    latent: [4],
    parts: { prior: { kind: 'uniformCategories' }, posterior: { kind: 'gumbelSoftmax', straightThrough: true } },
  },
  make: () => ({
    config: { kind: 'uniformCategories' },
    build({ latent }): BuiltPrior {
      const { space, count, variables } = categories('uniformCategories', latent);
      return {
        space,
        logDensity: (_, { rows }) => tf.fill([rows], -variables * Math.log(count)) as tf.Tensor1D,
        kl: (q) => (q.kind === 'categorical' ? klCategorical(q.logits, tf.zerosLike(q.logits)) : undefined),
        noise: () => ({ u: { shape: latent, distribution: 'uniform', per: 'example' } }),
        draw({ u }, _, temperature) {
          const chosen = tf.cast(tf.oneHot(tf.argMax(u!, -1) as tf.Tensor1D, count), 'float32');
          return tf.add(tf.mul(tf.sub(chosen, 1 / count), temperature), 1 / count);
        },
      };
    },
  }),
});

/** What codes of a shape choose among. */
export function categories(
  caller: string,
  latent: readonly number[],
): { readonly space: CodeSpace; readonly count: number; readonly variables: number } {
  const count = latent.at(-1)!;
  if (count < 2)
    throw new Error(
      `${caller}: the latent has shape [${latent.join(',')}], a variable of ${count} category; expected at least 2 on the last axis`,
    );
  return { space: 'one-hot categories', count, variables: latent.slice(0, -1).reduce((product, extent) => product * extent, 1) };
}
