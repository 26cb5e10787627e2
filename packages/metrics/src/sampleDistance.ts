import type { PlainTensor } from '@vaekit-internal/base';
import { frechetDistance } from './frechetDistance.js';
import { kernelDistance } from './kernelDistance.js';
import { precisionRecall } from './precisionRecall.js';

/** Options of {@link sampleDistance}. */
export interface SampleDistanceOptions {
  /** The images that the model was trained on: their distance from the real ones is the floor. */
  readonly training: PlainTensor;
  /** Neighbors of {@link precisionRecall}. Default 3. */
  readonly k?: number;
}

/** How far samples are from held-out images, and how far training images are. */
export interface SampleDistance {
  readonly frechet: number;
  readonly kernel: number;
  readonly precision: number;
  readonly recall: number;
  /** Of the training images from the held-out ones: what a perfect sampler would come to, but for the number of samples. */
  readonly floor: { readonly frechet: number; readonly kernel: number };
}

/**
 * All that {@link frechetDistance}, {@link kernelDistance} and {@link precisionRecall} say of samples, in the features of a net, beside the distance of training
 * images from held-out ones.
 *
 * The Fréchet distance is larger for fewer images: draw as many samples as there are training images, or more.
 *
 * @param real held-out images, as the net takes them
 * @param samples images of a model
 * @param net what gives the features: {@link digitFeatures}, or one of your own
 */
export function sampleDistance(
  real: PlainTensor,
  samples: PlainTensor,
  net: { features(images: PlainTensor): PlainTensor },
  options: SampleDistanceOptions,
): SampleDistance {
  const { training, k = 3 } = options;
  const [held, made, seen] = [net.features(real), net.features(samples), net.features(training)];
  return {
    frechet: frechetDistance(made, held),
    kernel: kernelDistance(made, held),
    ...precisionRecall(held, made, { k }),
    floor: { frechet: frechetDistance(seen, held), kernel: kernelDistance(seen, held) },
  };
}
