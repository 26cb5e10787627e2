import * as tf from '@tensorflow/tfjs';
import { mlp, type MlpRecipeOptions } from '../networks/mlp.js';
import { network, type Network } from '../networks/network.js';
import { requireCounts } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective, Pass } from '../pass.js';
import { shownRows } from './discriminator.js';
import { requireKl } from './requirements.js';

/** Options of {@link semiSupervised}. */
export interface SemiSupervisedOptions {
  /** The weight α of the classification term of a row whose label is known. Default 1; the paper has 0.1 · (rows)/(rows with a label). */
  readonly alpha?: number;
  /** Widths of the classifier's hidden layers. Default `[256]`. */
  readonly hidden?: readonly number[];
  /** Default `'relu'`. */
  readonly activation?: NonNullable<MlpRecipeOptions['activation']>;
  /** The seed of the classifier's weights. Default 0. */
  readonly seed?: number;
}

/**
 * The evidence lower bound of a model with classes, some of whose labels are not known (−1), with a classifier q(y|x) in place of those (M2). With
 * `L(x, y) = E_q(z|x,y)[−log p(x|y, z)] + KL(q(z|x, y) ‖ p(z)) − log p(y)`, p(y) = 1/C, a row costs `L(x, y) − α log q(y|x)` where y is known, else
 * `Σ_y q(y|x) L(x, y) − H(q(y|x))`: all classes are passed through, none is drawn.
 *
 * Terms: `reconstruction` and `kl`, under q(y|x) where the label is not known; `label`, −log p(y), or KL(q(y|x) ‖ p(y)); these three are the bound.
 * `classification`, −log q(y|x), without α and 0 where the label is not known, is no part of it. The encoder and the decoder see the label;
 * without batch normalization, which takes out again what all rows of a pass share.
 *
 * @throws RangeError when `alpha` is negative or a width is not a whole number of at least 1; an Error when the model has no classes
 * @see Kingma, Rezende, Mohamed and Welling 2014, "Semi-supervised learning with deep generative models", equations 6 to 9
 */
export const semiSupervised: PartFactory<Objective, [options?: SemiSupervisedOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'semiSupervised',
  example: {
    classes: 3,
    parts: {
      objective: { kind: 'semiSupervised', alpha: 2, hidden: [5], activation: 'tanh' },
      prior: { kind: 'classMeans', classes: 3 },
    },
  },
  make(options: SemiSupervisedOptions = {}): Objective {
    const { alpha = 1, hidden = [256], activation = 'relu', seed = 0 } = options;
    if (!(alpha >= 0 && Number.isFinite(alpha)))
      throw new RangeError(`semiSupervised: \`alpha\` is ${alpha}; expected a number of at least 0`);
    requireCounts('semiSupervised', 'hidden', hidden);
    return {
      config: { kind: 'semiSupervised', alpha, hidden: [...hidden], activation, seed },
      build({ event, classes }): BuiltObjective {
        if (classes === undefined)
          throw new Error('semiSupervised: the model has no classes to be known or not; give `condition: { classes }` to vae');
        const outputs = [{ name: 'logits', shape: [classes] }];
        const classifier = network(
          mlp({ hidden, activation })({ name: 'classifier', input: event, outputs, seed }),
          'classifier',
        );
        return {
          requirePeers: (model, shapes) => requireKl('semiSupervised', model, shapes),
          samples: 1,
          marginalizesLabels: true,
          variables: classifier.variables,
          evaluate(pass) {
            const terms = termsOf(pass, classifier, classes);
            const { classification, ...bound } = terms;
            const loss = tf.add(tf.addN(Object.values(bound)), tf.mul(classification, alpha));
            return { terms, losses: { model: loss } };
          },
        };
      },
    };
  },
});

function termsOf(
  pass: Pass,
  classifier: Network,
  classes: number,
): Record<'classification' | 'kl' | 'label' | 'reconstruction', tf.Tensor1D> {
  const { rows, condition, batch, mask, model } = pass;
  if (condition === undefined)
    throw new Error(`semiSupervised: the batch has no labels; give \`y\`, whole numbers from 0 to ${classes - 1}, or −1`);
  const shown = shownRows(model.show(batch.x), mask);
  const logQ = tf.logSoftmax(classifier.apply([shown], { mode: 'evaluate', noise: {} }).outputs[0]!);
  const under = Array.from({ length: classes }, (_, y) => {
    const label = tf.cast(tf.oneHot(tf.fill([rows], y, 'int32') as tf.Tensor1D, classes), 'float32') as tf.Tensor2D;
    const given = pass.under(label);
    return { reconstruction: tf.reshape(given.reconstruction(), [rows]), kl: given.kl() };
  });
  const own = tf.greater(condition, 0);
  const known = tf.greater(tf.sum(condition, 1, true), 0);
  const isKnown = tf.reshape(known, [rows]);
  // Selected, not multiplied by 0, so that a class without a finite value does not touch a row of another.
  const averaged = (each: tf.Tensor[]): tf.Tensor1D => {
    const all = tf.stack(each, 1);
    const ofLabel = tf.sum(tf.where(own, all, 0), 1);
    return tf.where(isKnown, ofLabel, tf.sum(tf.mul(tf.exp(logQ), all), 1)) as tf.Tensor1D;
  };
  const negativeEntropy = tf.where(isKnown, 0, tf.sum(tf.mul(tf.exp(logQ), logQ), 1));
  return {
    reconstruction: averaged(under.map(({ reconstruction }) => reconstruction)),
    kl: averaged(under.map(({ kl }) => kl)),
    label: tf.add(negativeEntropy, Math.log(classes)) as tf.Tensor1D,
    classification: tf.neg(tf.sum(tf.where(own, logQ, 0), 1)) as tf.Tensor1D,
  };
}
