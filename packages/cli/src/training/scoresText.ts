import type { Scores } from '@vaekit/runs';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** `loss 105.62  reconstruction 80.11  kl 25.51  accuracy 97.1 %`. */
export function scoresText(values: Scores): string {
  return Object.entries(values)
    .map(([name, value]) => {
      if (name === 'accuracy') return `accuracy ${percent(value)}`;
      if (name === 'nearestMeanAccuracy') return `nearest mean ${percent(value)}`;
      if (name === 'rocAuc') return `ROC AUC ${value.toFixed(3)}`;
      if (name === 'averagePrecision') return `average precision ${value.toFixed(3)}`;
      return `${name} ${value.toFixed(2)}`;
    })
    .join('  ');
}
