import type { PlainTensor } from '@vaekit-internal/base';
import type { DigitFeatures } from '@vaekit/metrics';
import { nearestDistances } from '../../statistics/nearest.js';

/** How images fare before the digit classifier. */
export interface Judged {
  /** The mean distance of their features from those of the nearest real digit. */
  readonly distance: number;
  /** The mean distance of their pixels from those of the nearest real digit. */
  readonly pixels: number;
  /** The mean entropy of the classifier’s probabilities, in nats; 0 where it is sure. */
  readonly entropy: number;
  /** The digit that it takes each for. */
  readonly classes: readonly number[];
}

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Judges images beside real digits that none of them was made from. */
export function judged(classifier: DigitFeatures, images: PlainTensor, real: PlainTensor): Judged {
  const { data } = classifier.probabilities(images);
  const rows = Array.from({ length: images.shape[0]! }, (_, row) => Array.from(data.subarray(row * 10, row * 10 + 10)));
  return {
    distance: mean(nearestDistances(classifier.features(images), classifier.features(real))),
    pixels: mean(nearestDistances(images, real)),
    entropy: mean(rows.map((p) => -p.reduce((sum, value) => sum + (value > 0 ? value * Math.log(value) : 0), 0))),
    classes: rows.map((p) => p.indexOf(Math.max(...p))),
  };
}
