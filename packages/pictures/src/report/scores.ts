import type { LikelihoodName, Vae } from '@vaekit/core';
import type { ReportRow } from '@vaekit/viz';
import { isImage } from '../figure.js';

/** Means over a part of the data, by name: `loss` and the terms, nats per example; names that end in `ccuracy` are shares. */
export type Scores = Readonly<Record<string, number>>;

/** What one epoch came to. */
export interface EpochScores {
  /** Counted from 1. */
  readonly epoch: number;
  /** Of the training data, while the epoch ran. */
  readonly training: Scores;
  /** Of the part held out, at its end. */
  readonly validation?: Scores | undefined;
  readonly seconds?: number | undefined;
}

/** Epochs from the `history` that `fit` of `@vaekit/core` gives. */
export function epochsOf(history: Readonly<Record<string, readonly number[]>>): EpochScores[] {
  const held = Object.keys(history).filter((name) => name.startsWith('val_'));
  const own = Object.keys(history).filter((name) => !name.startsWith('val_'));
  return (history[own[0] ?? ''] ?? []).map((_, i) => ({
    epoch: i + 1,
    training: Object.fromEntries(own.map((name) => [name, history[name]![i]!])),
    ...(held.length === 0
      ? {}
      : { validation: Object.fromEntries(held.map((name) => [name.slice('val_'.length), history[name]![i]!])) }),
  }));
}

const acronyms: Readonly<Record<string, string>> = { kl: 'KL', mmd: 'MMD' };
const termNames: Readonly<Record<string, string>> = { dimensionWise: 'dimension-wise KL', kl: 'KL divergence' };

/** A term in words, as used inside a sentence: `totalCorrelation` is `total correlation`. */
export function termWords(name: string): string {
  const own = termNames[name];
  if (own !== undefined) return own;
  const words = name
    .replaceAll(/_|(?<=[a-z\d])(?=[A-Z])/gu, ' ')
    .toLowerCase()
    .split(' ');
  return words.map((word) => acronyms[word] ?? word).join(' ');
}

/** What a term is called in a heading. */
export const termName = (name: string): string => termWords(name).replace(/^./u, (first) => first.toUpperCase());

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** What a Bernoulli likelihood is a pseudo-likelihood of, in words that fit the examples. */
export function pseudoValues(event: readonly number[]): string {
  return isImage(event) ? (event[2] === 3 ? 'color values' : 'gray pixels') : 'values between 0 and 1';
}

/** Scores of the test part as facts at the head of a report. */
export function scoreRows(model: Vae, scores: Scores, quantity: LikelihoodName): ReportRow[] {
  return Object.entries(scores).map(([name, value]): ReportRow => {
    if (name === 'accuracy')
      return {
        label: 'Test accuracy',
        value: percent(value),
        note:
          model.encoder.inputShapes.length > 1 ? 'every label tried, one draw of the code' : 'from p(y|z), 16 draws of the code',
      };
    if (name === 'nearestMeanAccuracy') return { label: 'Test accuracy, nearest mean', value: percent(value) };
    return {
      label: `Test ${termWords(name)}`,
      value: value.toFixed(2),
      unit: 'nats',
      ...(name === 'reconstruction' && quantity === 'pseudoNll'
        ? { note: `pseudo-likelihood of ${pseudoValues(model.event)}` }
        : {}),
    };
  });
}
