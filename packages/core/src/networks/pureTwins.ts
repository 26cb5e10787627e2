import * as tf from '@tensorflow/tfjs';
import type { Mode, NoiseEntry } from '../contract.js';
import type { SpectralNormalization } from './spectralNormalization.js';

type Layer = tf.layers.Layer;

/** What a twin sees of the pass it takes part in. */
export interface TwinInput {
  readonly layer: Layer;
  readonly x: tf.Tensor;
  readonly mode: Mode;
  /** The layer's own noise, present in training. */
  readonly noise?: tf.Tensor;
  /** `[batch]` weights of the rows; absent: all 1. */
  readonly weight?: tf.Tensor1D;
  /** The values of `layer.nonTrainableWeights`, as this pass has updated them. */
  readonly state: readonly tf.Tensor[];
}

/** A layer's output, and new values of the last of its non-trainable weights. */
export interface TwinOutput {
  readonly y: tf.Tensor;
  readonly nextWeights?: readonly tf.Tensor[];
}

/** A pure stand-in for a layer that draws its own random numbers or assigns its own averages. */
export interface PureTwin {
  /** The noise the layer needs in training for an input of `shape` (without the batch). */
  noise?(layer: Layer, shape: readonly number[]): NoiseEntry | undefined;
  apply(input: TwinInput): TwinOutput;
}

const configNumber = (layer: Layer, name: string): number => Number((layer.getConfig() as Record<string, unknown>)[name]);

/** Inverted dropout from uniform noise: `y = x · 1[u >= rate] / (1 − rate)` (Srivastava et al. 2014). */
function dropout(noiseShape: (layer: Layer, shape: readonly number[]) => readonly number[]): PureTwin {
  return {
    noise(layer, shape) {
      const rate = configNumber(layer, 'rate');
      return rate > 0 && rate < 1 ? { shape: noiseShape(layer, shape), distribution: 'uniform', per: 'example' } : undefined;
    },
    apply({ layer, x, noise }) {
      if (noise === undefined) return { y: x };
      const rate = configNumber(layer, 'rate');
      const keep = tf.cast(tf.greaterEqual(noise, rate), 'float32');
      return { y: tf.mul(x, tf.mul(keep, 1 / (1 - rate))) };
    },
  };
}

/** `y = x + stddev · ε`. */
const gaussianNoise: PureTwin = {
  noise: (layer, shape) => (configNumber(layer, 'stddev') > 0 ? { shape, distribution: 'normal', per: 'example' } : undefined),
  apply: ({ layer, x, noise }) => ({ y: noise === undefined ? x : tf.add(x, tf.mul(noise, configNumber(layer, 'stddev'))) }),
};

/** `y = x · (1 + √(rate / (1 − rate)) · ε)`. */
const gaussianDropout: PureTwin = {
  noise(layer, shape) {
    const rate = configNumber(layer, 'rate');
    return rate > 0 && rate < 1 ? { shape, distribution: 'normal', per: 'example' } : undefined;
  },
  apply({ layer, x, noise }) {
    if (noise === undefined) return { y: x };
    const rate = configNumber(layer, 'rate');
    return { y: tf.mul(x, tf.add(1, tf.mul(noise, Math.sqrt(rate / (1 - rate))))) };
  },
};

/**
 * Batch normalization: in training by the weighted moments of the batch, so that padded rows do not count, with
 * `moving ← momentum · moving + (1 − momentum) · batch` returned as the next state; in evaluation by the moving moments
 * (Ioffe and Szegedy 2015, algorithms 1 and 2).
 */
const batchNormalization: PureTwin = {
  apply({ layer, x, mode, weight, state: fixed }) {
    const config = layer.getConfig() as { axis: number; momentum: number; epsilon: number; center: boolean; scale: boolean };
    const axis = config.axis < 0 ? config.axis + x.rank : config.axis;
    const shape = x.shape.map((extent, i) => (i === axis ? extent : 1));
    const trained = layer.trainableWeights.map((variable) => variable.read());
    // A frozen layer lists gamma and beta among the non-trainable weights, before the moving moments.
    const affine = [...trained, ...fixed.slice(0, fixed.length - 2)].map((t) => tf.reshape(t, shape));
    const gamma = config.scale ? affine[0] : undefined;
    const beta = config.center ? affine[config.scale ? 1 : 0] : undefined;
    const [movingMean, movingVariance] = fixed.slice(-2) as [tf.Tensor, tf.Tensor];

    const normalize = (mean: tf.Tensor, variance: tf.Tensor): tf.Tensor => {
      const scale = tf.rsqrt(tf.add(tf.reshape(variance, shape), config.epsilon));
      const y = tf.mul(tf.sub(x, tf.reshape(mean, shape)), gamma === undefined ? scale : tf.mul(scale, gamma));
      return beta === undefined ? y : tf.add(y, beta);
    };
    if (mode === 'evaluate' || !layer.trainable) return { y: normalize(movingMean, movingVariance) };

    const axes = x.shape.map((_, i) => i).filter((i) => i !== axis);
    const rows = tf.reshape(weight ?? tf.ones([x.shape[0]!]), [x.shape[0]!, ...Array.from({ length: x.rank - 1 }, () => 1)]);
    const positions = axes.slice(1).reduce((count, i) => count * x.shape[i]!, 1);
    const count = tf.mul(tf.sum(rows), positions);
    const mean = tf.div(tf.sum(tf.mul(x, rows), axes), count);
    const centered = tf.sub(x, tf.reshape(mean, shape));
    const variance = tf.div(tf.sum(tf.mul(tf.square(centered), rows), axes), count);
    const moved = (moving: tf.Tensor, batch: tf.Tensor): tf.Tensor =>
      tf.add(tf.mul(moving, config.momentum), tf.mul(batch, 1 - config.momentum));
    return { y: normalize(mean, variance), nextWeights: [moved(movingMean, mean), moved(movingVariance, variance)] };
  },
};

/** Layers that draw random numbers or assign averages, and what takes their place. */
export const pureTwins: Readonly<Record<string, PureTwin>> = {
  BatchNormalization: batchNormalization,
  Dropout: dropout((layer, shape) => {
    const { noiseShape } = layer.getConfig() as { noiseShape?: (number | null)[] };
    return noiseShape == null ? shape : noiseShape.slice(1).map((extent, i) => extent ?? shape[i]!);
  }),
  GaussianDropout: gaussianDropout,
  GaussianNoise: gaussianNoise,
  SpatialDropout1D: dropout((_, shape) => [1, shape[1]!]),
  SpectralNormalization: {
    apply({ layer, x, mode, state }) {
      const { y, next } = (layer as SpectralNormalization).normalized(x, state.at(-1)!, mode);
      return { y, nextWeights: mode === 'train' && layer.trainable ? [next] : [] };
    },
  },
};
