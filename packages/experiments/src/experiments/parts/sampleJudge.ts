import type { PlainTensor } from '@vaekit-internal/base';
import { sample, type Vae } from '@vaekit/core';
import { digitFeatures, frechetDistance, kernelDistance } from '@vaekit/metrics';
import type { LabData } from '../../lab/labData.js';

/** Samples of a model, and how far they are from held-out images. */
export interface JudgedSamples {
  readonly images: PlainTensor;
  /** The squared Fréchet distance on the digit classifier’s features. */
  readonly frechet: number;
  readonly kernel: number;
}

/** Judges samples against held-out images, as many of them. */
export interface SampleJudge {
  /** The distance of training images themselves. */
  readonly floor: { readonly frechet: number; readonly kernel: number };
  samplesOf(model: Vae, seed: number): Promise<JudgedSamples>;
  dispose(): void;
}

const first = ({ data, shape }: PlainTensor, count: number): PlainTensor => ({
  data: data.subarray(0, (data.length / shape[0]!) * count),
  shape: [count, ...shape.slice(1)],
});

/** Opens a judge that draws at most `most` samples of a model. */
export async function openSampleJudge({ train, test }: LabData, most: number): Promise<SampleJudge> {
  const count = Math.min(most, test.x.shape[0]!, train.x.shape[0]!);
  const judge = await digitFeatures();
  const real = judge.features(first(test.x, count));
  const distances = (images: PlainTensor): JudgedSamples => {
    const features = judge.features(images);
    return { images, frechet: frechetDistance(features, real), kernel: kernelDistance(features, real) };
  };
  return {
    floor: distances(first(train.x, count)),
    async samplesOf(model, seed) {
      const samples = sample(model, { count, seed });
      const images = { data: (await samples.data()) as Float32Array, shape: samples.shape };
      samples.dispose();
      return distances(images);
    },
    dispose: () => judge.dispose(),
  };
}
