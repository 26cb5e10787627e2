import { accuracyCurve, lossCurves, type ReportTable, type Series } from '@vaekit/viz';
import type { Figure } from '../figure.js';
import type { DrawnSection, NamedFigure } from './drawnSection.js';
import { type EpochScores, termName, termWords } from './scores.js';

/** Epochs in the table; of more, an even selection that holds the first and the last one. */
const MOST = 20;

/** A value of every epoch on the part held out; `undefined` where one lacks it. */
function heldOut(epochs: readonly EpochScores[], name: string): readonly number[] | undefined {
  const values = epochs.flatMap(({ validation }) => validation?.[name] ?? []);
  return values.length === epochs.length ? values : undefined;
}

const isShare = (name: string): boolean => name.endsWith('ccuracy');

/** The names of values, without a lone term that is the whole loss but for rounding, as the reconstruction of an autoencoder is. */
function distinct(scores: readonly (EpochScores['training'] | undefined)[]): string[] {
  const names = Object.keys(scores[0] ?? {});
  const terms = names.filter((name) => name !== 'loss' && !isShare(name));
  const whole = scores.every((one) => {
    const [loss, term] = [one?.['loss'] ?? NaN, one?.[terms[0] ?? ''] ?? NaN];
    return Math.abs(term - loss) <= 1e-5 * Math.abs(loss);
  });
  return terms.length === 1 && whole ? names.filter((name) => name !== terms[0]) : names;
}

/** The curves of a training and its table; `undefined` without an epoch. */
export function trainingSection(epochs: readonly EpochScores[]): DrawnSection | undefined {
  if (epochs.length === 0) return undefined;
  const losses = distinct(epochs.map(({ training }) => training)).map((name): Series => {
    const validation = heldOut(epochs, name);
    return {
      name: termName(name),
      values: epochs.map(({ training }) => training[name]!),
      ...(validation === undefined ? {} : { validation }),
    };
  });
  const accuracies = Object.entries({ accuracy: 'E p(y|z)', nearestMeanAccuracy: 'nearest mean' }).flatMap(
    ([name, title]): Series[] => {
      const values = heldOut(epochs, name);
      return values === undefined ? [] : [{ name: title, values }];
    },
  );
  const chart = (name: string, title: string, svg: Figure['svg'], caption: string): NamedFigure => ({
    name,
    figure: { svg, title, caption, alt: caption },
  });
  return {
    heading: 'Training',
    figures: [
      chart(
        'loss-curves',
        'Loss by term',
        (form) => lossCurves({ series: losses, ...form }),
        'Means over each epoch; training values while the weights still moved, validation values at its end.',
      ),
      ...(accuracies.length === 0
        ? []
        : [
            chart(
              'accuracy-curve',
              'Accuracy',
              (form) => accuracyCurve({ series: accuracies, ...form }),
              'The share of validation examples whose class the model itself finds.',
            ),
          ]),
    ],
    table: epochTable(epochs),
  };
}

function epochTable(epochs: readonly EpochScores[]): ReportTable {
  const training = distinct(epochs.map((line) => line.training));
  const held = distinct(epochs.map((line) => line.validation));
  const timed = epochs.every(({ seconds }) => seconds !== undefined);
  const chosen =
    epochs.length <= MOST
      ? epochs
      : Array.from({ length: MOST }, (_, i) => epochs[Math.round((i * (epochs.length - 1)) / (MOST - 1))]!);
  const column = (name: string, title: string): { title: string; unit: string } => ({
    title,
    unit: isShare(name) ? '%' : 'nats',
  });
  const shown = (name: string, value: number | undefined): number | null =>
    value === undefined ? null : isShare(name) ? Number((100 * value).toFixed(1)) : Number(value.toFixed(2));
  return {
    columns: [
      'Epoch',
      ...training.map((name) => column(name, termWords(name))),
      ...held.map((name) => column(name, `validation ${termWords(name)}`)),
      ...(timed ? [{ title: 'time', unit: 's' }] : []),
    ],
    rows: chosen.map((line) => [
      String(line.epoch),
      ...training.map((name) => shown(name, line.training[name])),
      ...held.map((name) => shown(name, line.validation?.[name])),
      ...(timed ? [Number(line.seconds!.toPrecision(3))] : []),
    ]),
  };
}
