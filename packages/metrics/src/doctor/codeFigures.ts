import type { ExamplesInMemory, Vae } from '@vaekit/core';
import { codeStatistics } from './codeStatistics.js';
import { codeTotalCorrelation } from './codeTotalCorrelation.js';
import { codeWidth, hasPrior, isCodeCounts, overExamples } from './doctorData.js';
import type { Examination } from './examination.js';
import { gaussianDivergence } from './gaussianDivergence.js';
import { given } from '@vaekit-internal/base';
import { impliedBeta, varianceGradients } from './impliedBeta.js';
import { mutualInformation } from './mutualInformation.js';

/** Figures of the code: rank, KL by dimension, information, gap to the prior, implied β. */
export function codeFigures(
  model: Vae,
  found: Readonly<Record<string, Float64Array>>,
  heldOut: ExamplesInMemory,
  seed: number,
): Pick<Examination, 'aggregateGap' | 'beta' | 'code' | 'mutualInformation' | 'overflowing' | 'totalCorrelation'> {
  const width = codeWidth(model);
  const { mean, logVar, z, prior } = found as { [K in 'mean' | 'logVar' | 'z' | 'prior']: Float64Array };
  const standard = model.config.prior.kind === 'standardNormal';
  // Of other objectives `beta` weighs another term: that of totalCorrelation the dependence between numbers of the code alone.
  const scheduled = model.config.objective.kind === 'elbo' ? model.schedules?.['beta']?.final : undefined;
  const overflowing = overflowingRows([z, ...(mean === undefined ? [] : [mean, logVar.map(Math.exp)])], heldOut.x.shape[0]!);
  if (overflowing > 0) return { overflowing, ...given('beta', scheduled === undefined ? undefined : { scheduled }) };
  const euclidean = model.posterior.space === undefined && !Object.keys(model.state).some(isCodeCounts);
  const code = mean === undefined ? undefined : codeStatistics(mean, standard ? logVar : undefined, width);
  const gradients =
    mean !== undefined && standard
      ? overExamples(model, heldOut, (batch, rows) => varianceGradients(model, batch, rows, seed)!, seed)
      : undefined;
  const implied = gradients && impliedBeta(gradients.rec, gradients.kl, width);
  return {
    ...given('code', code),
    ...(mean === undefined ? {} : informationOf(mean, logVar, width, seed)),
    ...given(
      'aggregateGap',
      euclidean && hasPrior(model) && z.length > 20 * width * width ? gaussianDivergence(z, prior, width) : undefined,
    ),
    ...given(
      'beta',
      scheduled === undefined && implied === undefined
        ? undefined
        : { ...given('scheduled', scheduled), ...given('implied', implied) },
    ),
  };
}

/** Rows of which some number is past what a float holds. */
function overflowingRows(figures: readonly Float64Array[], rows: number): number {
  const isLost = (row: number): boolean =>
    figures.some((values) => {
      const width = values.length / rows;
      return !values.subarray(row * width, (row + 1) * width).every(Number.isFinite);
    });
  return Array.from({ length: rows }, (_, row) => row).filter(isLost).length;
}

/** What codes tell, beside what this many examples can show. */
function informationOf(
  mean: Float64Array,
  logVar: Float64Array,
  width: number,
  seed: number,
): Pick<Examination, 'mutualInformation' | 'totalCorrelation'> {
  const most = Math.log(mean.length / width);
  return {
    mutualInformation: { value: mutualInformation(mean, logVar, width, seed), most },
    totalCorrelation: { ...codeTotalCorrelation(mean, logVar, width, seed), most: (width - 1) * most },
  };
}
