import * as tf from '@tensorflow/tfjs';
import type { Mode } from '../contract.js';
import { stopGradient } from '../stopGradient.js';

type Layer = tf.layers.Layer;
/** A weight of a layer. */
type Weight = Layer['weights'][number];

const TINY = 1e-12;
const unit = (vector: tf.Tensor): tf.Tensor2D => tf.div(vector, tf.add(tf.norm(vector), TINY)) as tf.Tensor2D;

/** `W / σ` and the direction after one more power iteration; in evaluation that stays. */
function normalizedKernel(kernel: tf.Tensor, direction: tf.Tensor, mode: Mode): { scaled: tf.Tensor; next: tf.Tensor } {
  const width = kernel.shape.at(-1)!;
  const matrix = tf.reshape(kernel, [-1, width]) as tf.Tensor2D;
  const held = stopGradient(matrix);
  const u = unit(tf.reshape(direction, [width, 1]));
  const v = unit(tf.matMul(held, u));
  const next = mode === 'train' ? unit(tf.matMul(held, v, true)) : u;
  const sigma = tf.sum(tf.mul(v, tf.matMul(matrix, next)));
  return { scaled: tf.div(kernel, tf.add(sigma, TINY)), next: tf.reshape(next, [width]) };
}

/** The layer behind {@link spectralNormalization}; plain tfjs saves it, and loads it once `spectralNormalization` was called. */
export class SpectralNormalization extends tf.layers.Layer {
  static readonly className = 'SpectralNormalization';
  /** The layer whose kernel is normalized. */
  readonly layer: Layer & { kernel?: Weight };
  #direction: Weight | undefined;

  constructor({ layer, name = layer.name }: { readonly layer: Layer; readonly name?: string }) {
    super({ name });
    this.layer = layer;
  }

  override build(shape: tf.Shape | tf.Shape[]): void {
    if (!this.layer.built) this.layer.build(shape);
    this.layer.built = true;
    const { kernel } = this.layer;
    if (kernel === undefined) {
      const name = this.layer.getClassName();
      throw new Error(`spectralNormalization: a ${name} has no kernel; take a dense layer or a convolution`);
    }
    this.#direction = this.addWeight('u', [kernel.shape.at(-1)!], 'float32', tf.initializers.ones(), undefined, false);
    this.built = true;
  }

  override get trainableWeights(): Weight[] {
    return this.trainable ? this.layer.trainableWeights : [];
  }

  override get nonTrainableWeights(): Weight[] {
    const own = this.#direction === undefined ? [] : [this.#direction];
    return [...(this.trainable ? this.layer.nonTrainableWeights : this.layer.weights), ...own];
  }

  override computeOutputShape(shape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return this.layer.computeOutputShape(shape);
  }

  /** The pure pass. */
  normalized(x: tf.Tensor, direction: tf.Tensor, mode: Mode): { y: tf.Tensor; next: tf.Tensor } {
    const kernel = this.layer.kernel!;
    const { scaled, next } = normalizedKernel(kernel.read(), direction, mode);
    // The layer itself computes, with the normalized kernel for its own.
    this.layer.kernel = Object.create(kernel, { read: { value: () => scaled } }) as Weight;
    try {
      return { y: this.layer.call(x, {}) as tf.Tensor, next };
    } finally {
      this.layer.kernel = kernel;
    }
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = Array.isArray(inputs) ? inputs : [inputs];
      return this.normalized(x!, this.#direction!.read(), 'evaluate').y;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const layer = { className: this.layer.getClassName(), config: this.layer.getConfig() };
    return { ...super.getConfig(), layer };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    { layer, ...config }: tf.serialization.ConfigDict,
  ): T {
    const { className, config: own } = layer as { className: string; config: tf.serialization.ConfigDict };
    const known = tf.serialization.SerializationMap.getMap().classNameMap[className];
    if (known === undefined) throw new Error(`spectralNormalization: this tfjs knows no layer ${className}; register it first`);
    return new cls({ ...config, layer: known[1](known[0], own) });
  }
}

/**
 * A layer whose kernel is divided by its largest singular value, `W / σ(W)`, which makes a linear layer 1-Lipschitz. σ = vᵀWu with v = Wu/|Wu| and, in training,
 * u = Wᵀv/|Wᵀv|: one power iteration a pass. u is state of the model, `[width]`; u and v are constants for the gradient.
 *
 * @param layer a dense layer or a convolution, seen as a matrix `[… · in, out]`, not yet part of a network
 * @throws Error when it is built and the layer has no kernel
 * @see Miyato, Kataoka, Koyama and Yoshida 2018, "Spectral normalization for generative adversarial networks", algorithm 1
 */
export function spectralNormalization(layer: Layer): SpectralNormalization {
  registerSpectralNormalization();
  return new SpectralNormalization({ layer });
}

/** Tells tfjs what a saved network means by this layer. */
export function registerSpectralNormalization(): void {
  tf.serialization.registerClass(SpectralNormalization);
}
