import { heatMap, klByDimensionChart, lineChart, type LineSeries } from '@vaekit/viz';
import type { DrawnSection, NamedFigure } from './drawnSection.js';

/** A mean and an interval around it. */
interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A point of a rate–distortion curve, nats. */
interface RatePoint {
  readonly rate: number;
  readonly distortion: number;
}

/** What is known of how far a model can be believed: plain numbers, as `evaluate --what … --json` of the command line writes them. */
export interface TrustFigures {
  /** What is wrong, a sentence each; empty where nothing is. */
  readonly findings: readonly { readonly code: string; readonly text: string }[];
  /** Examples that the doctor looked at, and how many held-out ones it needs to find faults of training; absent where it could not look. */
  readonly looked?: { readonly training: number; readonly heldOut: number; readonly needed: number } | undefined;
  /** Figures and what each of them says. */
  readonly facts: readonly { readonly name: string; readonly value: string; readonly meaning: string }[];
  /** KL of each number of the code, with 95 % intervals. */
  readonly klByDimension?: readonly Spread[] | undefined;
  /** What a class model answers with which confidence. */
  readonly calibration?:
    | {
        readonly expectedError: number;
        readonly bins: readonly { readonly confidence: number; readonly accuracy: number; readonly rows: number }[];
      }
    | undefined;
  /** Importances of the numbers of the code for factors, `[width][factors]`. */
  readonly factors?: { readonly names: readonly string[]; readonly importances: readonly (readonly number[])[] } | undefined;
  readonly rates?: { readonly encoder: RatePoint; readonly curve: readonly RatePoint[] } | undefined;
  /** How well scores tell other data from the run's own: areas, and points of the curves (false alarms, found). */
  readonly outliers?:
    | {
        readonly against: string;
        readonly scores: Readonly<Record<string, { readonly rocAuc: Spread }>>;
        readonly curves: Readonly<Record<string, readonly (readonly [number, number])[]>>;
      }
    | undefined;
}

/** Lines of an ROC figure: more cannot be told apart. */
const LINES = 5;

const named = (name: string, title: string, svg: NamedFigure['figure']['svg'], caption: string): NamedFigure => ({
  name,
  figure: { svg, title, caption, alt: caption },
});

const diagonal = (name: string): LineSeries => ({ name, x: [0, 1], y: [0, 1], dashed: true, color: 7 });

/** `likelihoodRatio` is `likelihood ratio`. */
const inWords = (name: string): string =>
  name === 'elbo' ? '−ELBO' : name.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, ' ').toLowerCase();

function klFigure(kl: readonly Spread[]): NamedFigure {
  const clear = kl.filter(({ low }) => low > 0.01).length;
  return named(
    'kl-by-dimension',
    'What each number of the code carries',
    (form) => klByDimensionChart({ kl: kl.map(({ mean }) => mean), intervals: kl, ...form }),
    `How far each number of the code is from the prior, on average over held-out examples; whiskers are 95 % intervals. A number near 0 says nothing about the example: the decoder does without it. Here ${clear} of ${kl.length} are clearly in use.`,
  );
}

/** Examples that a group needs to be drawn: the share of fewer is chance. */
const GROUP = 10;

function calibrationFigure({ expectedError, bins }: NonNullable<TrustFigures['calibration']>): NamedFigure {
  const large = bins.filter(({ rows }) => rows >= GROUP);
  const shown = large.length === 0 ? bins : large;
  const series: LineSeries[] = [
    { name: 'this model', x: shown.map(({ confidence }) => confidence), y: shown.map(({ accuracy }) => accuracy), points: true },
    diagonal('as sure as it may be'),
  ];
  return named(
    'calibration',
    'Is it right as often as it says?',
    (form) =>
      lineChart({ series, xLabel: 'how sure the model says it is', yLabel: 'share that is right', yDomain: [0, 1], ...form }),
    `Held-out examples in groups by the probability of the answer. On the dashed line the model is right as often as it claims; below it, it is too sure of itself, above it too modest. The average distance from the line is ${(100 * expectedError).toFixed(1)} percentage points.${shown.length < bins.length ? ` Groups of fewer than ${GROUP} examples are not drawn.` : ''}`,
  );
}

function factorsFigure({ names, importances }: NonNullable<TrustFigures['factors']>): NamedFigure {
  return named(
    'code-by-factor',
    'Which number of the code knows which factor',
    (form) =>
      heatMap({
        values: importances,
        rows: importances.map((_, d) => `z${d}`),
        columns: names,
        rowTitle: 'number of the code',
        columnTitle: 'factor that the examples were made from',
        unit: 'importance',
        decimals: 2,
        ...form,
      }),
    'How much each number of the code (rows) helps to predict each factor (columns), as shares of each factor. A disentangled code has one bright cell in each column, and none beside it in the row.',
  );
}

function ratesFigure({ encoder, curve }: NonNullable<TrustFigures['rates']>): NamedFigure {
  const series: LineSeries[] = [
    {
      name: 'best codes for this decoder',
      x: curve.map(({ rate }) => rate),
      y: curve.map(({ distortion }) => distortion),
      points: true,
    },
    { name: 'the codes of the encoder', x: [encoder.rate], y: [encoder.distortion] },
  ];
  return named(
    'rate-distortion',
    'How much code for how good a reconstruction',
    (form) => lineChart({ series, xLabel: 'rate: what the code tells, nats', yLabel: 'distortion, nats', ...form }),
    'To the right a code tells more about the example, further down its reconstruction is better. The line is what this decoder can do if every example gets the best code of that size. How far the encoder is above the line is what training the encoder better could still gain.',
  );
}

function rocFigure({ against, scores, curves }: NonNullable<TrustFigures['outliers']>): NamedFigure {
  const order = Object.keys(scores).sort((a, b) => scores[b]!.rocAuc.mean - scores[a]!.rocAuc.mean);
  // The best scores, and always that of the model and that of no model.
  const shown = [...new Set(['elbo', 'compressedSize', ...order])].filter((name) => curves[name] !== undefined).slice(0, LINES);
  const series = order
    .filter((name) => shown.includes(name))
    .map((name): LineSeries => {
      const points = curves[name]!;
      return {
        name: `${inWords(name)} ${scores[name]!.rocAuc.mean.toFixed(3)}`,
        x: points.map(([alarms]) => alarms),
        y: points.map(([, found]) => found),
      };
    });
  return named(
    'outliers-roc',
    `Does it notice ${against}?`,
    (form) =>
      lineChart({
        series: [...series, diagonal('guessing 0.500')],
        xLabel: 'share of its own data taken for strange',
        yLabel: 'share of strange data found',
        yDomain: [0, 1],
        ...form,
      }),
    `Examples of ${against} among held-out ones, found by different scores. A line that rises steeply to the upper left tells the two apart; numbers are areas under the lines, 1 at best, 0.5 by guessing; far below it a score takes the model's own data for the strange ones. "compressed size" needs no model: a score that is no better than it has learned nothing about what is strange.`,
  );
}

/** What was found wrong, in a word and a sentence. */
function verdictOf({ findings, looked }: TrustFigures): NonNullable<DrawnSection['verdict']> {
  if (looked === undefined)
    return {
      word: 'not examined',
      text: 'The doctor could not look at this model; what could be found out is below.',
      tone: 'open',
    };
  const about = `${looked.training.toLocaleString('en')} training and ${looked.heldOut.toLocaleString('en')} held-out examples were looked at`;
  if (findings.length > 0)
    return {
      word: findings.length === 1 ? 'one finding' : `${findings.length} findings`,
      text: `${about}.${findings.length === 1 ? '' : ' The worst comes first.'}`,
      tone: 'no',
    };
  if (looked.heldOut < looked.needed)
    return {
      word: 'too few examples',
      text: `${about}; ${looked.needed} held-out ones are needed to find faults of training.`,
      tone: 'open',
    };
  return {
    word: 'nothing found wrong',
    text: `${about} for faults of training. How good the model is, the figures below and its samples say.`,
    tone: 'yes',
  };
}

/** How far a model can be believed: what is wrong with it in sentences, the figures behind, and their pictures. */
export function trustSection(trust: TrustFigures): DrawnSection {
  const { findings, facts, klByDimension: kl, calibration, factors, rates, outliers } = trust;
  return {
    heading: 'Trust',
    verdict: verdictOf(trust),
    reasons: findings.map(
      ({ code, text }) => `${code.replaceAll('-', ' ').replace(/^./u, (first) => first.toUpperCase())}. ${text}`,
    ),
    figures: [
      ...(kl === undefined ? [] : [klFigure(kl)]),
      ...(rates === undefined ? [] : [ratesFigure(rates)]),
      ...(calibration === undefined ? [] : [calibrationFigure(calibration)]),
      ...(factors === undefined ? [] : [factorsFigure(factors)]),
      ...(outliers === undefined ? [] : [rocFigure(outliers)]),
    ],
    ...(facts.length === 0
      ? {}
      : {
          table: {
            columns: ['Figure', 'Value', 'What it says'],
            rows: facts.map(({ name, value, meaning }) => [
              name.replace(/^./u, (first) => first.toUpperCase()),
              value.replace(' nats', '\u00a0nats'),
              meaning,
            ]),
          },
        }),
  };
}
