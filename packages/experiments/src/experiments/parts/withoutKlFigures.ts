import type { Figure, Figures } from '../../statistics/figures.js';
import type { Words } from '../../words.js';
import { type ScaledError, scales } from './errorScales.js';
import type { Kept } from './keptNoise.js';
import { MEAN_WEIGHT, type PenaltyCell, readings, VARIANCE_WEIGHTS } from './penaltyGrid.js';
import { klOf } from './squaredPenalties.js';

const kinds: Readonly<Record<string, { readonly unit: string; readonly label: Words }>> = {
  'ratio, with KL': { unit: '', label: { en: 'σ over std(μ), with the KL', zh: 'σ / std(μ),有 KL' } },
  'ratio, without': { unit: '', label: { en: 'σ over std(μ), without the KL', zh: 'σ / std(μ),无 KL' } },
  'error, with KL': { unit: '', label: { en: 'Squared error, with the KL', zh: '平方误差,有 KL' } },
  'error, without': { unit: '', label: { en: 'Squared error, without the KL', zh: '平方误差,无 KL' } },
  'error, AE': { unit: '', label: { en: 'Squared error, autoencoder', zh: '平方误差,自编码器' } },
  'noise’s part, with KL': {
    unit: '%',
    label: { en: 'Part of the error due to noise, with the KL', zh: '误差中来自噪声的比例,有 KL' },
  },
  'noise’s part, without': {
    unit: '%',
    label: { en: 'Part of the error due to noise, without', zh: '误差中来自噪声的比例,无 KL' },
  },
  'distance, with KL': { unit: '', label: { en: 'Distance of samples, with the KL', zh: '样本距离,有 KL' } },
  'distance, without': { unit: '', label: { en: 'Distance of samples, without', zh: '样本距离,无 KL' } },
};

/** The largest part by which ½μ² + ¼s² misses the KL, over s³: 1/12 and a little where it is its series. */
function thirdOrder(): number {
  const steps = Array.from({ length: 100 }, (_, i) => (i + 1) / 1000);
  return Math.max(...steps.flatMap((s) => [s, -s]).map((s) => Math.abs((klOf(0, s) - s * s * 0.25) / s ** 3)));
}

const penaltyFigures = (cells: readonly PenaltyCell[]): Figures =>
  Object.fromEntries(
    readings.flatMap((penalty) =>
      VARIANCE_WEIGHTS.map((weight): [string, Figure] => {
        const label = { en: `σ over std(μ), ½ μ² + ${weight} ${penalty}`, zh: `σ / std(μ),½ μ² + ${weight} ${penalty}` };
        const own = cells.filter((cell) => cell.penalty === penalty && cell.mean === MEAN_WEIGHT && cell.variance === weight);
        return [`ratio, ${weight} ${penalty}`, { unit: '', label, values: own.map(({ ratio }) => ratio) }];
      }),
    ),
  );

/** KL, distance and the β that each scale is beside the fitted σ of the same seed. */
function scaleFigures(scaled: readonly ScaledError[]): Figures {
  const fitted = scaled.filter(({ key }) => key === 'fitted');
  return Object.fromEntries(
    scales.flatMap(({ key, label }): [string, Figure][] => {
      const own = scaled.filter((one) => one.key === key);
      const figure = (name: string, words: Words, unit: string, values: readonly number[]): [string, Figure] => [
        `${name}, ${key}`,
        { unit, label: { en: `${words.en}, ${label.en}`, zh: `${words.zh},${label.zh}` }, values },
      ];
      return [
        figure(
          'β',
          { en: 'β beside the fitted σ', zh: '相对于拟合的 σ 的 β' },
          '',
          own.map(({ variance }, i) => variance / fitted[i]!.variance),
        ),
        figure(
          'KL',
          { en: 'KL', zh: 'KL' },
          'nats',
          own.map(({ rate }) => rate),
        ),
        figure(
          'distance',
          { en: 'Distance of samples', zh: '样本距离' },
          '',
          own.map(({ distance }) => distance),
        ),
      ];
    }),
  );
}

/** Everything that `without-kl` measures, as figures. */
export const withoutKlFigures = (found: {
  readonly kept: readonly Kept[];
  readonly cells: readonly PenaltyCell[];
  readonly scaled: readonly ScaledError[];
}): Figures => ({
  ...Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [name, { ...kind, values: found.kept.map(({ values }) => values[name]!) }]),
  ),
  ...penaltyFigures(found.cells),
  ...scaleFigures(found.scaled),
  'third order': {
    unit: '',
    label: {
      en: '|KL − ½μ² − ¼s²| / |s|³ at most, s = log σ² up to 0.1',
      zh: '|KL − ½μ² − ¼s²| / |s|³ 的最大值,|s| = |log σ²| 不超过 0.1',
    },
    values: [thirdOrder()],
  },
});
