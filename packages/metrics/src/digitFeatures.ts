import * as tf from '@tensorflow/tfjs';
import type { PlainTensor } from '@vaekit-internal/base';
import { atFullSize, digitNetwork, digitShapes, type DigitWeights } from './digitNetwork.js';

/** vaekit's digit classifier. */
export interface DigitFeatures {
  /** Numbers in a row of features. */
  readonly width: number;
  /** The last hidden layer, `[rows, width]`, of images `[rows, 28, 28, 1]` or `[rows, 14, 14, 1]`; pixels are clipped to [0, 1]. Mean square 1 on training digits. */
  features(images: PlainTensor): PlainTensor;
  /** p(digit | image), `[rows, 10]`, of such images. */
  probabilities(images: PlainTensor): PlainTensor;
  /** Frees the weights. */
  dispose(): void;
}

/** Images that are in the engine at a time, so that memory does not grow with their number. */
const BATCH = 500;

/** No decoder's mean is so large, but eight-bit intensities are. */
const INTENSITY = 100;

function checked({ data, shape }: PlainTensor): void {
  const [rows, height, width, channels] = shape;
  const known = shape.length === 4 && (height === 28 || height === 14) && width === height && channels === 1;
  if (!known || rows! * height * width !== data.length)
    throw new Error(
      `digitFeatures: the images have shape [${shape.join()}] and ${data.length} numbers; give [rows, 28, 28, 1] or [rows, 14, 14, 1]`,
    );
  const bad = data.findIndex((value) => Number.isNaN(value) || value > INTENSITY);
  if (bad >= 0)
    throw new Error(`digitFeatures: pixel ${bad} is ${data[bad]}; pixels are from 0 to 1 (divide eight-bit intensities by 255)`);
}

/** The weights as the file holds them: the upper halves of their float32 bits. */
function weightsOf(archive: string): DigitWeights {
  const letters = atob(archive);
  const bits = Uint32Array.from(
    { length: letters.length / 2 },
    (_, i) => ((letters.charCodeAt(2 * i) << 16) | (letters.charCodeAt(2 * i + 1) << 24)) >>> 0,
  );
  const values = new Float32Array(bits.buffer);
  let from = 0;
  const entries = Object.entries(digitShapes).map(([name, shape]) => {
    const size = shape.reduce((product: number, extent) => product * extent, 1);
    from += size;
    return [name, tf.tensor(values.slice(from - size, from), [...shape])];
  });
  return Object.fromEntries(entries) as DigitWeights;
}

/**
 * vaekit's digit classifier: what samples of digits are compared in. A small convolutional net (47,434 weights), trained on the 8,000 training digits of
 * `digits()` of `@vaekit/datasets` and images made from them by small turns, shifts and blurs; its weights come with the package and load when this is first called.
 *
 * It has 98.4 % of the 2,000 held-out digits right. Images of 14 × 14 are enlarged (bilinear; 98.1 % of the digits halved by means of 2 × 2). A distance on these features is a
 * distance on vaekit's digit classifier, not the FID or KID of papers.
 */
export async function digitFeatures(): Promise<DigitFeatures> {
  // A chunk of its own in a bundle.
  const { archive } = await import('../assets/digitClassifier.js');
  const weights = weightsOf(archive);
  const judged = (
    images: PlainTensor,
    width: number,
    pick: (pass: ReturnType<typeof digitNetwork>) => tf.Tensor,
  ): PlainTensor => {
    checked(images);
    const [rows, side] = images.shape as [number, number];
    const size = side * side;
    const result = new Float32Array(rows * width);
    for (let from = 0; from < rows; from += BATCH) {
      const part = Float32Array.from(images.data.subarray(from * size, (from + BATCH) * size));
      const values = tf.tidy(() => {
        const batch = tf.tensor4d(part, [part.length / size, side, side, 1]);
        return pick(digitNetwork(weights, atFullSize(tf.clipByValue(batch, 0, 1)))).dataSync();
      });
      result.set(values, from * width);
    }
    return { data: result, shape: [rows, width] };
  };
  return {
    width: 64,
    features: (images) => judged(images, 64, ({ features }) => features),
    probabilities: (images) => judged(images, 10, ({ logits }) => tf.softmax(logits)),
    dispose: () => tf.dispose(weights),
  };
}
