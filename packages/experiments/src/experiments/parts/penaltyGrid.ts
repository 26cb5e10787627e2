import { adam, batches, fit, judgedBy, mlp, vae, type Vae } from '@vaekit/core';
import type { Lab } from '../../lab/lab.js';
import type { LabData } from '../../lab/labData.js';
import { codeStatistics, median, noiseRatios } from './codeStatistics.js';
import { noiseSensitivity } from './noiseSensitivity.js';
import type { SampleJudge } from './sampleJudge.js';
import { type PenaltyWeights, squaredPenalties } from './squaredPenalties.js';

/** Epochs of each of the many models on small images. */
export const smallEpochs = (lab: Lab): number => lab.amount(12, 10);

/** The weights of the grid; ½ is the weight that the KL gives to μ². */
export const MEAN_WEIGHT = 0.5;
export const VARIANCE_WEIGHTS = [0.05, 0.5, 5] as const;
const meanWeights = (lab: Lab): readonly number[] => lab.amount([0.05, MEAN_WEIGHT, 5], [MEAN_WEIGHT]);
export const readings = ['(σ² − 1)²', '(log σ²)²'] as const;

/** A model of the grid, measured. */
export interface PenaltyCell extends PenaltyWeights {
  readonly seed: number;
  /** The median of σ over the standard deviation of μ; NaN without active dimensions. */
  readonly ratio: number;
  /** The Fréchet distance of samples. */
  readonly distance: number;
  /** By dimension: the error’s sensitivity to noise, and the variance that the encoder gives. */
  readonly sensitivity: readonly number[];
  readonly noise: readonly number[];
}

/** A VAE trained with squared errors of means and variances in place of the KL. */
const penalized = (lab: Lab, data: LabData, seed: number, weights: PenaltyWeights): Promise<Vae> => {
  const epochs = smallEpochs(lab);
  return lab.shared({ what: 'squared-penalties', weights, data: data.key, epochs, seed }, async () => {
    const event = data.train.x.shape.slice(1);
    const model = vae({ encoder: mlp({ hidden: [400] }), decoder: mlp({ hidden: [400] }), event, latent: 16, seed });
    lab.note(
      `training with ${weights.mean} μ² + ${weights.variance} ${weights.penalty}, seed ${seed}, ${epochs} epochs on ${data.key}`,
    );
    await fit(judgedBy(model, squaredPenalties(weights)), batches(data.train, { batchSize: 128, seed, reuse: true }), {
      epochs,
      batchSize: 128,
      seed,
      engine: lab.engine,
      optimizer: adam({ learningRate: 1e-3 }),
    });
    return model;
  });
};

/** Trains a model for each reading and pair of weights; after the first seed, only with the KL’s weight of μ². */
export async function penaltyGrid(lab: Lab, data: LabData, judge: SampleJudge): Promise<readonly PenaltyCell[]> {
  const cells: PenaltyCell[] = [];
  for (const seed of lab.seeds)
    for (const penalty of readings)
      for (const mean of seed === lab.seeds[0] ? meanWeights(lab) : [MEAN_WEIGHT])
        for (const variance of VARIANCE_WEIGHTS) {
          const model = await penalized(lab, data, seed, { penalty, mean, variance });
          const code = codeStatistics(model, data.test.x);
          cells.push({
            penalty,
            mean,
            variance,
            seed,
            ratio: median(noiseRatios(code)),
            distance: (await judge.samplesOf(model, seed)).frechet,
            sensitivity: noiseSensitivity(model, data.test.x),
            noise: code.variance,
          });
        }
  return cells;
}
