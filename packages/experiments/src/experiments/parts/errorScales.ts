import { evaluate } from '@vaekit/core';
import type { PlainTensor } from '@vaekit-internal/base';
import type { Lab } from '../../lab/lab.js';
import type { LabData } from '../../lab/labData.js';
import { usual } from '../../lab/usual.js';
import type { Words } from '../../words.js';
import { errorOf } from './errorOf.js';
import { smallEpochs } from './penaltyGrid.js';
import type { SampleJudge } from './sampleJudge.js';

/** A scale of the squared error beside the KL. */
export interface ErrorScale {
  readonly key: string;
  readonly label: Words;
  /** σ² of the normal likelihood that it is, up to a constant; absent: the best for each example. */
  readonly variance?: (pixels: number) => number;
}

/** What “MSE + KL” may mean. */
export const scales: readonly ErrorScale[] = [
  { key: 'sum', label: { en: 'summed squared error', zh: '平方误差之和' }, variance: () => 0.5 },
  { key: 'pixel mean', label: { en: 'mean over pixels', zh: '按像素取平均' }, variance: (pixels) => pixels / 2 },
  { key: 'fitted', label: { en: 'fitted σ', zh: '拟合的 σ' } },
];

/** A VAE with one of the scales, measured. */
export interface ScaledError {
  readonly key: string;
  readonly seed: number;
  readonly rate: number;
  readonly distance: number;
  /** σ² of the likelihood: given, or that which fits held-out reconstructions best. */
  readonly variance: number;
  readonly samples: PlainTensor;
}

/** Trains a VAE with a normal likelihood for each seed and scale of the squared error. */
export async function errorScales(lab: Lab, data: LabData, judge: SampleJudge): Promise<readonly ScaledError[]> {
  const pixels = data.train.x.shape.slice(1).reduce((product, extent) => product * extent, 1);
  const found: ScaledError[] = [];
  for (const seed of lab.seeds)
    for (const { key, variance } of scales) {
      const given = variance?.(pixels);
      const options = { likelihood: 'gaussian', sigma: given === undefined ? 'optimal' : Math.sqrt(given) } as const;
      const model = await lab.trained({ ...usual(lab, 'vae', seed, options), data, epochs: smallEpochs(lab) });
      const { terms } = await evaluate(model, data.test, { seed });
      const { images, frechet } = await judge.samplesOf(model, seed);
      found.push({
        key,
        seed,
        rate: terms['kl']!,
        distance: frechet,
        variance: given ?? errorOf(model, data.test.x, true, seed) / pixels,
        samples: images,
      });
    }
  return found;
}
