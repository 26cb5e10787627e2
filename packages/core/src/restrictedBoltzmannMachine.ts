import * as tf from '@tensorflow/tfjs';
import type { ForwardInput, Noise, NoiseSpec, Outcome, Trainable } from './contract.js';
import { requireCount } from './networks/networkOptions.js';
import { stopGradient } from './stopGradient.js';
import { weightedMean } from './weightedMean.js';

/** Units that are 0 or 1, or normal with variance 1. */
export type UnitKind = 'bernoulli' | 'gaussian';

/** The variables of a {@link restrictedBoltzmannMachine}: its own, or those of layers that it is to start. */
export interface BoltzmannVariables {
  /** W, `[visible, hidden]`. */
  readonly kernel: tf.Variable;
  /** b, `[visible]`. */
  readonly visibleBias: tf.Variable;
  /** c, `[hidden]`. */
  readonly hiddenBias: tf.Variable;
}

/** Options of {@link restrictedBoltzmannMachine}. */
export interface BoltzmannOptions {
  readonly variables: BoltzmannVariables;
  /** Default `'bernoulli'`; values between 0 and 1 are taken for the probability of a 1, as the paper does. */
  readonly visible?: UnitKind;
  /** Default `'bernoulli'`. */
  readonly hidden?: UnitKind;
  /** The Gibbs steps k of the contrastive divergence; at least 1. Default 1. */
  readonly steps?: number;
}

/** A restricted Boltzmann machine: a {@link Trainable} by contrastive divergence, with its free energy. */
export interface BoltzmannMachine extends Trainable {
  /** F(v) with p(v) ∝ e^(−F(v)), `[rows]`. */
  freeEnergy(visible: tf.Tensor): tf.Tensor1D;
  /** E[h|v], `[rows, hidden]`. */
  hiddenMean(visible: tf.Tensor): tf.Tensor2D;
  /** E[v|h], `[rows, visible]`. */
  visibleMean(hidden: tf.Tensor2D): tf.Tensor2D;
}

/**
 * A restricted Boltzmann machine, `E(v, h) = −bᵀv − cᵀh − vᵀWh`, where `½‖v − b‖²` takes the place of −bᵀv for normal visible units, and `½‖h − c‖²`
 * that of −cᵀh for normal hidden ones.
 *
 * Free energy: `F(v) = −bᵀv − Σ_j softplus(c_j + (Wᵀv)_j)`; with normal hidden units `−Σ_j [c_j a_j + ½a_j²]`, a = Wᵀv, instead of the softplus.
 * Trained by contrastive divergence: the gradient of `F(v) − F(v_k)`, v_k held, that Gibbs sampling reaches from v in k steps. This is not the gradient
 * of any function, and its value need not fall; the term `reconstruction`, `½‖v − E[v|h]‖²` of the first step, says how training goes.
 *
 * In evaluation no unit is drawn: each is its mean. Examples may have any shape; they are flattened.
 *
 * @throws RangeError when `steps` is not a whole number of at least 1; an Error when both kinds of units are normal, for which the energy need have no
 *   least value, or the shapes of the variables do not fit
 * @see Hinton 2002, "Training products of experts by minimizing contrastive divergence"; Hinton and Salakhutdinov 2006, "Reducing the dimensionality of
 *   data with neural networks", equations 1 and 2
 */
export function restrictedBoltzmannMachine(options: BoltzmannOptions): BoltzmannMachine {
  const { variables, visible = 'bernoulli', hidden = 'bernoulli', steps = 1 } = options;
  requireCount('restrictedBoltzmannMachine', 'steps', steps);
  const { kernel, visibleBias, hiddenBias } = variables;
  checkShapes(variables);
  if (visible === 'gaussian' && hidden === 'gaussian')
    throw new Error(
      'restrictedBoltzmannMachine: visible and hidden units are both normal; their energy need have no least value, so let one of them be `bernoulli`',
    );
  const [width, codes] = kernel.shape as [number, number];
  const flat = (v: tf.Tensor): tf.Tensor2D => tf.reshape(v, [-1, width]);
  const drive = (v: tf.Tensor): tf.Tensor => tf.matMul(flat(v), kernel as unknown as tf.Tensor2D);
  const hiddenMean = (v: tf.Tensor): tf.Tensor2D => meanOf(hidden, tf.add(drive(v), hiddenBias));
  const visibleMean = (h: tf.Tensor2D): tf.Tensor2D =>
    meanOf(visible, tf.add(tf.matMul(h, kernel as unknown as tf.Tensor2D, false, true), visibleBias));
  const freeEnergy = (v: tf.Tensor): tf.Tensor1D => {
    const own =
      visible === 'bernoulli' ? tf.neg(tf.mul(flat(v), visibleBias)) : tf.mul(0.5, tf.square(tf.sub(flat(v), visibleBias)));
    const a = drive(v);
    const theirs =
      hidden === 'bernoulli' ? tf.softplus(tf.add(a, hiddenBias)) : tf.add(tf.mul(a, hiddenBias), tf.mul(0.5, tf.square(a)));
    return tf.sub(tf.sum(own, 1), tf.sum(theirs, 1)) as tf.Tensor1D;
  };
  const chain = (v: tf.Tensor2D, noise: Noise): { first: tf.Tensor2D; last: tf.Tensor2D } => {
    let last = v;
    let first: tf.Tensor2D | undefined;
    for (let step = 0; step < steps; step++) {
      const h = drawn(hidden, hiddenMean(last), noise[`hidden${step}`]);
      const mean = visibleMean(h);
      first ??= mean;
      last = drawn(visible, mean, noise[`visible${step}`]);
    }
    return { first: first!, last };
  };
  const spec: NoiseSpec = Object.fromEntries(
    Array.from({ length: steps }, (_, step) => [
      [`hidden${step}`, { shape: [codes], distribution: deviates[hidden], per: 'example' }] as const,
      [`visible${step}`, { shape: [width], distribution: deviates[visible], per: 'example' }] as const,
    ]).flat(),
  );
  return {
    variables: { kernel, visibleBias, hiddenBias },
    noise: (mode) => (mode === 'train' ? spec : {}),
    forward({ batch, noise }: ForwardInput): Outcome {
      const v = flat(batch.x);
      const { first, last } = chain(v, noise);
      const gap = tf.sub(freeEnergy(v), freeEnergy(stopGradient(last))) as tf.Tensor1D;
      const error = tf.mul(0.5, tf.sum(tf.square(tf.sub(v, first)), 1)) as tf.Tensor1D;
      return { terms: { reconstruction: error }, losses: { model: weightedMean(gap, batch.weight) } };
    },
    freeEnergy,
    hiddenMean,
    visibleMean,
  };
}

const deviates = { bernoulli: 'uniform', gaussian: 'normal' } as const;

const meanOf = (kind: UnitKind, drive: tf.Tensor): tf.Tensor2D =>
  (kind === 'bernoulli' ? tf.sigmoid(drive) : drive) as tf.Tensor2D;

/** A draw of units with these means; the means themselves where there is no noise. */
function drawn(kind: UnitKind, mean: tf.Tensor2D, noise: tf.Tensor | undefined): tf.Tensor2D {
  if (noise === undefined) return mean;
  return kind === 'bernoulli' ? (tf.cast(tf.less(noise, mean), 'float32') as tf.Tensor2D) : tf.add(mean, noise);
}

function checkShapes({ kernel, visibleBias, hiddenBias }: BoltzmannVariables): void {
  const [width, codes] = kernel.shape;
  if (kernel.rank === 2 && visibleBias.shape.join() === String(width) && hiddenBias.shape.join() === String(codes)) return;
  const shapes = [kernel, visibleBias, hiddenBias].map(({ shape }) => `[${shape.join(',')}]`);
  throw new Error(
    `restrictedBoltzmannMachine: kernel, visible and hidden bias have shapes ${shapes.join(', ')}; expected [visible,hidden], [visible], [hidden]`,
  );
}
