import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import * as losses from './index.js';

type Make = (numbers: number[], shape?: number[]) => tf.Tensor;
type Call = (t: Make) => tf.Tensor | tf.Tensor[];

const logits = [3, -2, 1, 0];
const more = [1, -4, 2, 5];
const counts = [2, 7, 1, 90];
const bits = [1, 0, 0, 1];
/** 50,000² is beyond the range of int32. */
const large = [50_000, -3, 7, 120];
const four = (t: Make): [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor] => [t(logits), t(bits), t(more), t([0, 1, 2, 0])];
const positive = (t: Make): [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor] => [
  t([1, 2, 3, 4]),
  t([9, 2, 4, 1]),
  t([2, 2, 1, 60]),
  t([5, 1, 1, 8]),
];
const matrix = [4, 2, 2, 5];

/** Every function that takes tensors, on tensors that `t` makes of whole numbers, `[2, 2]` unless it is told a shape. */
const calls: Record<string, Call> = {
  bernoulliNll: (t) => losses.bernoulliNll(t(logits), t(bits)),
  besselIRatio: (t) => losses.besselIRatio(1, t(counts)),
  capacityPenalty: (t) => losses.capacityPenalty(t(large, [4]), { capacity: t([3], []), weight: t(counts, [4]) }),
  categoricalNll: (t) => [losses.categoricalNll(t(logits), t([1, 0], [2])), losses.categoricalNll(t(logits), t(bits))],
  cholesky: (t) => losses.cholesky(t(matrix)),
  classPosterior: (t) => {
    const { logPosterior, logEvidence } = losses.classPosterior({
      logLikelihood: t(more) as tf.Tensor2D,
      logPrior: t([-1, -2], [2]) as tf.Tensor1D,
    });
    return [logPosterior, logEvidence];
  },
  continuousBernoulliMean: (t) => losses.continuousBernoulliMean(t(more)),
  continuousBernoulliNll: (t) => losses.continuousBernoulliNll(t(more), t(bits)),
  covariancePenalty: (t) => losses.covariancePenalty(t(more), { logVar: t(bits), weight: t([1, 3], [2]) }),
  digamma: (t) => losses.digamma(t(counts)),
  discretizedLogisticMixtureNll: (t) => losses.discretizedLogisticMixtureNll(t(logits), t(bits), t(more), t([0, 1], [2])),
  discretizedLogisticNll: (t) => losses.discretizedLogisticNll(t(bits), t(more), t([1, 1, 0, 0])),
  discretizedLogisticRgbNll: (t) =>
    losses.discretizedLogisticRgbNll(
      t([1, 2], [1, 1, 2]),
      ...(([logits, more, counts] as const).map((numbers) => t([...numbers, 1, 0], [1, 1, 3, 2])) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ]),
      t([0, 1, 0], [1, 1, 3]),
    ),
  freeBits: (t) => losses.freeBits(t(large), { minimum: 5, weight: t([1, 2], [2]) }),
  gaussianNll: (t) => [
    losses.gaussianNll(t(large), t(bits), { logVar: t(more) }),
    losses.gaussianNll(t(large), t(bits), { sigma: 2 }),
    losses.gaussianNll(t(large), t(bits), { logVar: t([2], []), mask: t(bits) }),
  ],
  gaussianOptimalSigmaNll: (t) => losses.gaussianOptimalSigmaNll(t(large), t(bits), { weight: t([1, 3], [2]) }),
  geco: (t) =>
    losses.geco({ error: t(large, [4]), kl: t(counts, [4]), tolerance: 2, state: losses.gecoStart(), weight: t(counts, [4]) })
      .loss,
  geometricJensenShannon: (t) => losses.geometricJensenShannon(...four(t)),
  importanceWeightedBound: (t) => losses.importanceWeightedBound(t(more) as tf.Tensor2D),
  inverseLowerTriangular: (t) => losses.inverseLowerTriangular(t(matrix)),
  jensenShannonDiscrete: (t) => losses.jensenShannonDiscrete(t(bits), t([0, 1, 1, 1])),
  jensenShannonMonteCarlo: (t) => {
    const fromP = { logP: t(logits), logQ: t(more) };
    const { estimate, standardError } = losses.jensenShannonMonteCarlo({ fromP, fromQ: { logP: t(more), logQ: t(counts) } });
    return [estimate, standardError];
  },
  klBernoulli: (t) => losses.klBernoulli(t(logits), t(more)),
  klBeta: (t) => losses.klBeta(...positive(t)),
  klByDimension: (t) => losses.klByDimension(t(large), t(more)),
  klCategorical: (t) => losses.klCategorical(t(logits), t(more)),
  klClassMean: (t) => losses.klClassMean(t(large), t(more), t(bits)),
  klClassNormal: (t) => losses.klClassNormal(...four(t)),
  klDiagonalNormal: (t) => losses.klDiagonalNormal(...four(t)),
  klDirichlet: (t) => losses.klDirichlet(t([1, 2, 3, 4]), t(counts)),
  klDiscrete: (t) => losses.klDiscrete(t(bits), t([1, 1, 2, 3])),
  klGamma: (t) => losses.klGamma(...positive(t)),
  klLaplace: (t) => losses.klLaplace(...four(t)),
  klMeanPart: (t) => losses.klMeanPart(t(large)),
  klMonteCarlo: (t) => {
    const { estimate, standardError } = losses.klMonteCarlo({ logP: t(large), logQ: t(more) });
    return [estimate, standardError];
  },
  klMultivariateNormal: (t) =>
    losses.klMultivariateNormal(t([1, 50_000], [1, 2]), t(matrix, [1, 2, 2]), t([3, 4], [1, 2]), t([2, 1, 1, 3], [1, 2, 2])),
  klStandardNormal: (t) => losses.klStandardNormal(t(large), t(more)),
  klVariancePart: (t) => losses.klVariancePart(t(more)),
  klVonMisesFisherUniform: (t) => losses.klVonMisesFisherUniform(t(counts), 3),
  laplaceNll: (t) => [
    losses.laplaceNll(t(large), t(bits), { logScale: t(more) }),
    losses.laplaceNll(t(large), t(bits), { scale: 2 }),
  ],
  leeRegularizer: (t) => losses.leeRegularizer(t(large), t(more)),
  log1mExp: (t) => losses.log1mExp(t([-1, -2, -3, -9])),
  logBesselI: (t) => losses.logBesselI(2, t(counts)),
  logGamma: (t) => losses.logGamma(t(counts)),
  mixedColumnsNll: (t) =>
    losses.mixedColumnsNll(t([...large, 2, 1], [2, 3]), t(bits), [{ kind: 'gaussian' }, { kind: 'bernoulli' }]),
  msSsim: (t) => losses.msSsim(t(bits, [1, 2, 2, 1]), t([1, 1, 0, 0], [1, 2, 2, 1]), { window: 1 }),
  negativeBinomialNll: (t) => losses.negativeBinomialNll(t(logits), t(more), t(counts)),
  negativeElbo: (t) =>
    losses.negativeElbo({ reconstruction: t(large, [4]), kl: t(counts, [4]), beta: t([100_000], []) as tf.Scalar }),
  normalLogDensity: (t) => losses.normalLogDensity(t(large), t(bits), t(more)),
  poincareBall: (t) => {
    const ball = losses.poincareBall(1e-4);
    return [ball.move(t(bits), t(large.map(() => 3))), ball.tangent(t(bits), t(counts)), ball.logVolume(t(counts))];
  },
  poissonNll: (t) => losses.poissonNll(t(logits), t(counts)),
  polygamma: (t) => losses.polygamma(1, t(counts)),
  squaredError: (t) => losses.squaredError(t(large), t(bits)),
  standardNormalLogDensity: (t) => losses.standardNormalLogDensity(t(large)),
  studentTNll: (t) => losses.studentTNll(t(large), t(bits), { logScale: t(more), logDegrees: t(logits) }),
  symmetricKlDiagonalNormal: (t) => losses.symmetricKlDiagonalNormal(...four(t)),
  symmetricKlDiscrete: (t) => losses.symmetricKlDiscrete(t([1, 2, 3, 4]), t(counts)),
  vonMisesFisherLogDensity: (t) => losses.vonMisesFisherLogDensity(t([0, 1, 1, 0]), t([1, 0, 1, 0]), t([2, 3], [2])),
  vonMisesFisherSlope: (t) => losses.vonMisesFisherSlope(t([1, 1], [2]), t([2, 3], [2]), 3),
};

/** What takes no tensors. */
const plain =
  /Schedule$|^constant$|^linearWarmup$|^exponentialDecay$|^piecewiseConstant$|^scheduleFromJSON$|^gecoStart$|^mixedColumnWidth$|^logSphereArea$/;

test('every function that takes tensors is in the table', () => {
  expect(Object.keys(calls).sort()).toEqual(
    Object.keys(losses)
      .filter((name) => !plain.test(name))
      .sort(),
  );
});

onEveryBackend(() => {
  test.each(Object.entries(calls))('%s takes int32 for what it is as float32', (_, call) => {
    const numbers = (dtype: 'float32' | 'int32'): number[][] =>
      [call((data, shape = [2, 2]) => tf.tensor(data, shape, dtype))].flat().map((found) => {
        expect(found.dtype).toBe('float32');
        return [...found.dataSync()];
      });
    expect(numbers('int32')).toEqual(numbers('float32'));
    expect(numbers('float32').flat().every(Number.isFinite)).toBe(true);
  });

  test('observations may be booleans', () => {
    const x = tf.tensor2d([[true, false]], [1, 2], 'bool');
    for (const f of [losses.bernoulliNll, losses.continuousBernoulliNll, losses.squaredError, losses.poissonNll])
      expect(f(tf.tensor2d([[1, 2]]), x).dataSync()).toEqual(f(tf.tensor2d([[1, 2]]), tf.tensor2d([[1, 0]])).dataSync());
  });
});
