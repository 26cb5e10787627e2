import * as tf from '@tensorflow/tfjs';
import { encode, type Vae } from '@vaekit/core';
import type { Examples, PlainTensor } from '@vaekit/datasets';
import {
  attributePredictability,
  betaVaeScore,
  dci,
  explicitness,
  factorVaeScore,
  interventionalRobustness,
  modularity,
  mutualInformationGap,
  unsupervisedScores,
  type UnsupervisedScores,
} from '@vaekit/metrics';
import { exampleArrays } from '../data/exampleArrays.js';
import { sampled } from '../data/sampledRows.js';
import { requireAbility } from '../model/requireAbility.js';
import { UsageError } from '../usageError.js';
import type { Question } from './asked.js';

/** Scores of the encoded means by their published names, and what the numbers of the code know of the factors. */
export interface DisentanglementSection {
  readonly examples: number;
  readonly factors: readonly string[];
  /** Those whose values have no order, such as shapes; SAP, which fits straight lines, is of the others. */
  readonly unordered: readonly string[];
  readonly scores: Readonly<Record<string, number>>;
  readonly unsupervised: UnsupervisedScores;
  /** Importances of DCI, `[width][factors]`. */
  readonly importances: readonly (readonly number[])[];
}

/** Examples that are encoded; more take longer and say the same. */
const MOST = 5000;

/** How the factors that examples were made from are kept in the code. */
export const disentanglement: Question<DisentanglementSection> = {
  of: async ({ run, examples, options }) => {
    requireAbility('encode', run);
    return sectionOf(run.model, examples, options.seed);
  },
  text: disentanglementText,
};

/** Disentanglement of the code of examples that were made from factors. @throws UsageError where they were not */
function sectionOf(model: Vae, all: Examples, seed: number): DisentanglementSection {
  if (all.factors?.indices === undefined)
    throw new UsageError(
      '--what disentanglement needs examples whose factors are known, each with finitely many values; train on a set that has them, such as sprites',
    );
  if (model.encoder.inputShapes.length > 1)
    throw new UsageError(
      '--what disentanglement: the encoder of this model sees the label, so that its codes may hold what they were told; train a model whose encoder sees x alone, such as vae or class-mean-cvae',
    );
  const examples = sampled(all, MOST, seed);
  const { names, indices, unordered = [] } = examples.factors!;
  const { x, y } = exampleArrays(examples, { seed });
  const rows = x.shape[0]!;
  const codes = tf.tidy(() => {
    const input = tf.tensor(x.data, [...x.shape]);
    const found = encode(model, input, y === undefined || model.classes === undefined ? {} : { labels: y });
    return { data: found.dataSync() as Float32Array, shape: [rows, found.size / rows] };
  });
  const data = { codes, factors: indices! };
  const ordered = names.flatMap((name, f) => (unordered.includes(name) ? [] : [f]));
  const { importances, ...scores } = dci(data, { seed });
  return {
    examples: rows,
    factors: names,
    unordered,
    scores: {
      betaVae: betaVaeScore(data, { seed }),
      factorVae: factorVaeScore(data, { seed }),
      mig: mutualInformationGap(data),
      ...(ordered.length === 0 ? {} : { sap: attributePredictability({ codes, factors: columnsOf(indices!, ordered) }) }),
      ...scores,
      modularity: modularity(data),
      explicitness: explicitness(data, { seed }),
      irs: interventionalRobustness(data),
    },
    unsupervised: unsupervisedScores(codes),
    importances,
  };
}

/** Some columns of `[rows, width]`. */
function columnsOf({ data, shape }: PlainTensor, columns: readonly number[]): PlainTensor<Int32Array> {
  const [rows, width] = shape as [number, number];
  const kept = Int32Array.from(
    { length: rows * columns.length },
    (_, i) => data[Math.floor(i / columns.length) * width + columns[i % columns.length]!]!,
  );
  return { data: kept, shape: [rows, columns.length] };
}

/** The scores as lines of text. */
function disentanglementText({
  examples,
  scores,
  unsupervised,
  factors,
  unordered,
  importances,
}: DisentanglementSection): string[] {
  const told = (values: Readonly<Record<string, number>>): string =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${value.toFixed(3)}`)
      .join('  ');
  return [
    `codes of ${examples} examples, 1 at best: ${told(scores)}`,
    ...(unordered.length === 0 ? [] : [`sap, which is of factors with an order, leaves out ${unordered.join(', ')}`]),
    `without the factors, 0 where the numbers of a code tell nothing of each other: ${told({ ...unsupervised })}`,
    'how much each number of the code counts in telling each factor (importances of DCI):',
    ...importances.map((row, d) => `z${d}: ${row.map((value, f) => `${factors[f]} ${value.toFixed(2)}`).join('  ')}`),
  ];
}
