import * as tf from '@tensorflow/tfjs';
import { mlp, type MlpRecipeOptions } from '../networks/mlp.js';
import { network, type Network } from '../networks/network.js';

/** What a discriminator is made of. */
export interface DiscriminatorLayers {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly activation: NonNullable<MlpRecipeOptions['activation']>;
  readonly seed: number;
}

/** What a discriminator looks at: examples or codes, and the condition where there is one. */
interface Looks {
  readonly input: readonly number[];
  readonly conditionWidth?: number | undefined;
}

const NAME = 'discriminator';

function judgeModel({ input, conditionWidth }: Looks, { seed, ...layers }: DiscriminatorLayers): tf.LayersModel {
  const recipe = mlp({ ...layers, conditional: conditionWidth !== undefined });
  const outputs = [{ name: 'logit', shape: [1] }];
  return recipe({ name: NAME, input, outputs, seed, ...(conditionWidth === undefined ? {} : { conditionWidth }) });
}

/** A dense network from what it looks at (and the condition) to one logit, log D/(1 − D), `[rows, 1]`. */
export const discriminator = (looks: Looks, layers: DiscriminatorLayers): Network => network(judgeModel(looks, layers), NAME);

/** The same, which gives its last hidden layer `[rows, width]` in front of the logit. */
export function featureDiscriminator(looks: Looks, layers: DiscriminatorLayers): Network {
  const judge = judgeModel(looks, layers);
  const features = judge.getLayer(`hidden${layers.hidden.length - 1}`).output as tf.SymbolicTensor;
  return network(tf.model({ inputs: judge.inputs, outputs: [features, judge.outputs[0]!], name: NAME }), NAME);
}

/** What a discriminator gives for rows. */
export const judgedRows = (judge: Network, rows: tf.Tensor, condition: tf.Tensor | undefined): tf.Tensor[] =>
  judge.apply(condition === undefined ? [rows] : [rows, condition], { mode: 'evaluate', noise: {} }).outputs;

/** −log D of logits `[rows, 1]`, or −log(1 − D) where they are said to be made: softplus(∓logit), `[rows]`. */
export const surprise = (logits: tf.Tensor, taken: 'made' | 'real'): tf.Tensor1D =>
  tf.softplus(tf.reshape(taken === 'real' ? tf.neg(logits) : logits, [-1])) as tf.Tensor1D;

/** What of an example is shown to a discriminator: 0 in place of what is missing, in real and made examples alike. */
export const shownRows = (x: tf.Tensor, mask: tf.Tensor | undefined): tf.Tensor =>
  mask === undefined ? x : tf.where(tf.greater(mask, 0), x, 0);
