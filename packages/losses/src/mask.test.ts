import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import * as losses from './index.js';
import type { DiscretizedOptions, MaskOptions, MixedColumn } from './index.js';
import { expectClose, oracleCases } from './oracles.test-helper.js';

type Named = Record<string, tf.Tensor>;
interface Settings extends DiscretizedOptions {
  readonly sigma?: number;
  readonly scale?: number;
  readonly per?: 'batch' | 'example';
  readonly columns?: readonly MixedColumn[];
}
type Subject = (parameters: Named, x: tf.Tensor, options: MaskOptions & Settings) => tf.Tensor1D;

const exported = losses as unknown as Readonly<Record<string, (...given: readonly unknown[]) => tf.Tensor1D>>;

/** Likelihoods that do not take their parameters in the order of their oracle, then `x`, then options. */
const special: Record<string, Subject> = {
  gaussianNll: ({ mean, logVar }, x, { sigma, mask }) =>
    losses.gaussianNll(mean!, x, { ...(logVar ? { logVar } : { sigma: sigma! }), mask }),
  laplaceNll: ({ mean, logScale }, x, { scale, mask }) =>
    losses.laplaceNll(mean!, x, { ...(logScale ? { logScale } : { scale: scale! }), mask }),
  mixedColumnsNll: ({ parameters }, x, { columns, mask }) => losses.mixedColumnsNll(parameters!, x, columns!, { mask }),
  studentTNll: ({ mean, logScale, logDegrees }, x, { mask }) =>
    losses.studentTNll(mean!, x, { logScale: logScale!, logDegrees: logDegrees!, mask }),
};

/** A likelihood of the package, called with the names of its oracle. */
const likelihood = (name: string): Subject =>
  special[name] ?? ((parameters, x, options) => exported[name]!(...Object.values(parameters), x, options));

interface Numbers {
  readonly shape: number[];
  readonly data: number[];
}
interface Case {
  readonly function: string;
  readonly name: string;
  readonly parameters: Record<string, Numbers>;
  readonly x: Numbers;
  readonly mask: Numbers;
  readonly options: Settings;
  readonly value: number[];
  readonly scale: number[];
  readonly weights: number[];
  readonly gradients: Record<string, number[]>;
}
const cases = oracleCases().filter((one) => 'mask' in one) as unknown as readonly Case[];
const tensor = ({ data, shape }: Numbers): tf.Tensor => tf.tensor(data, shape);

/** Whether the number at a position of x is missing; one mask may stand for a whole last axis. */
function isMissing({ x, mask, options }: Case): (position: number) => boolean {
  const widths = (options.columns ?? []).map((column) => losses.mixedColumnWidth(column).values);
  if (widths.length > 0 && mask.shape[1] === widths.length) {
    const columnOf = widths.flatMap((width, column) => Array.from({ length: width }, () => column));
    return (i) => mask.data[Math.floor(i / columnOf.length) * widths.length + columnOf[i % columnOf.length]!] === 0;
  }
  return (i) => mask.data[Math.floor((i * mask.data.length) / x.data.length)] === 0;
}

/** The value, its gradient in every parameter and in x, and the gradient of the square of these, as numbers. */
function scored(
  one: Case,
  x: Numbers,
  mask: Numbers | undefined,
): Record<'value' | 'inX' | 'twice', number[]> & { slopes: Record<string, number[]> } {
  return tf.tidy(() => {
    const names = Object.keys(one.parameters);
    const options = { ...one.options, ...(mask && { mask: tensor(mask) }) };
    const weights = tf.tensor1d(one.weights);
    const run = (given: tf.Tensor[], at: tf.Tensor): tf.Tensor1D =>
      likelihood(one.function)(Object.fromEntries(names.map((name, i) => [name, given[i]!])), at, options);
    const loss = (given: tf.Tensor[], at: tf.Tensor) => tf.sum(tf.mul(run(given, at), weights)) as tf.Scalar;
    const parameters = names.map((name) => tensor(one.parameters[name]!));
    const at = tensor(x);
    const slopes = tf.grads((...given: tf.Tensor[]) => loss(given, at))(parameters);
    const twice = tf.grad((first: tf.Tensor) =>
      tf.sum(tf.square(tf.grad((p: tf.Tensor) => loss([p, ...parameters.slice(1)], at))(first))),
    )(parameters[0]!);
    return {
      value: [...run(parameters, at).dataSync()],
      slopes: Object.fromEntries(names.map((name, i) => [name, [...slopes[i]!.dataSync()]])),
      inX: [
        ...tf
          .grad((t: tf.Tensor) => loss(parameters, t))(at)
          .dataSync(),
      ],
      twice: [...twice.dataSync()],
    };
  });
}

const titled = cases.map((one) => [`${one.function}: ${one.name}`, one] as const);
const withoutSign = (numbers: readonly number[]): number[] => numbers.map((value) => value + 0);

onEveryBackend(() => {
  test.each(titled)('%s: what was observed costs and pulls as SciPy says', (_, one) => {
    const { value, slopes } = scored(one, one.x, one.mask);
    expectClose(value, one.value, one.scale, 1e-5, 'value');
    for (const [name, expected] of Object.entries(one.gradients)) {
      const largest = Math.max(...expected.map(Math.abs));
      expect(largest).toBeGreaterThan(0);
      expectClose(
        slopes[name]!,
        expected,
        expected.map(() => largest),
        1e-4,
        `gradient of ${name}`,
      );
      // What belongs to missing values only is not moved at all.
      expected.forEach((slope, i) => slope === 0 && expect(slopes[name]![i]! + 0).toBe(0));
    }
    // Of the last example everything is missing.
    expect(value.at(-1)! + 0).toBe(0);
  });

  test.each(titled)('%s: nothing depends on what stands in the place of a missing value', (_, one) => {
    const missing = isMissing(one);
    const zeros = { ...one.x, data: one.x.data.map((value, i) => (missing(i) ? 0 : value)) };
    const expected = scored(one, zeros, one.mask);
    expect(
      Object.values(expected)
        .flatMap((found) => (Array.isArray(found) ? found : Object.values(found).flat()))
        .every(Number.isFinite),
    ).toBe(true);
    for (const filling of [0.37, -5, 1e30, -1e30, NaN, Infinity, -Infinity]) {
      const data = one.x.data.map((value, i) => (missing(i) ? filling : value));
      const found = scored(one, { ...one.x, data }, one.mask);
      expect(found).toEqual(expected);
      expect(withoutSign(found.inX.filter((_, i) => missing(i))).every((slope) => slope === 0)).toBe(true);
    }
  });

  test.each(titled)('%s: where everything was observed, a mask changes nothing', (_, one) => {
    const ones = { ...one.mask, data: one.mask.data.map(() => 1) };
    const [all, none] = [scored(one, one.x, ones), scored(one, one.x, undefined)];
    const sizes = none.value.map((value) => Math.abs(value) + one.x.data.length);
    expectClose(all.value, none.value, sizes, 1e-6, 'value');
    for (const [name, expected] of Object.entries({ ...none.slopes, x: none.inX })) {
      const largest = Math.max(...expected.map(Math.abs));
      const found = name === 'x' ? all.inX : all.slopes[name]!;
      expectClose(
        found,
        expected,
        expected.map(() => largest),
        1e-5,
        `gradient of ${name}`,
      );
    }
  });

  test('a parameter that overflows where nothing was observed does no harm', () => {
    const x = tf.tensor2d([[3, 7]]);
    const mask = tf.tensor2d([[1, 0]], [1, 2], 'bool');
    const f = (logRate: tf.Tensor) => losses.poissonNll(logRate, x, { mask });
    const logRate = tf.tensor2d([[0.5, 200]]);
    const expected = losses.poissonNll(tf.tensor2d([[0.5]]), tf.tensor2d([[3]])).dataSync();
    expectClose(f(logRate).dataSync(), expected, expected, 1e-6, 'value');
    const slopes = tf
      .grad((t: tf.Tensor) => tf.sum(f(t)))(logRate)
      .dataSync();
    expectClose(slopes, [Math.exp(0.5) - 3, 0], [1, 0], 1e-6, 'gradient');
  });

  test('a learned sigma is that of the observed values, of a batch, of an example, and under weights', () => {
    const [mean, x] = [tf.zeros([3, 2]), tf.tensor2d([1, 2, 3, NaN, 7, 7], [3, 2])];
    const mask = tf.tensor2d([1, 1, 1, 0, 1, 1], [3, 2]);
    const weight = tf.tensor1d([1, 1, 0]);
    const best = (1 + 4 + 9) / 3;
    const learned = (logVar: tf.Tensor) => tf.sum(tf.mul(losses.gaussianNll(mean, x, { logVar, mask }), weight));
    expect(
      tf
        .grad(learned)(tf.scalar(Math.log(best)))
        .dataSync()[0],
    ).toBeCloseTo(0, 5);
    const at = (variances: number[]) =>
      variances.map((v, i) => losses.gaussianNll(mean, x, { sigma: Math.sqrt(v), mask }).dataSync()[i]!);
    const [batch, example] = [at([best, best]), at([5 / 2, 9])];
    const found = losses.gaussianOptimalSigmaNll(mean, x, { mask, weight }).dataSync();
    expectClose(found.slice(0, 2), batch, batch, 1e-5, 'of the batch');
    const own = losses.gaussianOptimalSigmaNll(mean, x, { mask, per: 'example' }).dataSync();
    expectClose(own.slice(0, 2), example, example, 1e-5, 'of the example');
  });

  test('observations stored as integers or booleans are masked as well', () => {
    const logits = tf.tensor2d([[0.3, -2]]);
    const mask = tf.tensor2d([[0, 1]]);
    const expected = losses.bernoulliNll(tf.tensor2d([[-2]]), tf.tensor2d([[1]])).dataSync();
    for (const dtype of ['int32', 'bool'] as const)
      expect(losses.bernoulliNll(logits, tf.tensor2d([[1, 1]], [1, 2], dtype), { mask }).dataSync()).toEqual(expected);
    const classes = tf.tensor2d([[7, 1]], [1, 2], 'int32');
    const wide = tf.tensor3d([
      [
        [1, 2],
        [3, 5],
      ],
    ]);
    expect(losses.categoricalNll(wide, classes, { mask }).dataSync()[0]).toBeCloseTo(Math.log1p(Math.exp(-2)), 6);
  });

  test.each(titled)('%s: leaves nothing behind but its result', (_, one) => {
    const parameters = Object.fromEntries(Object.entries(one.parameters).map(([name, numbers]) => [name, tensor(numbers)]));
    const [x, mask] = [tensor(one.x), tensor(one.mask)];
    const before = tf.memory().numTensors;
    likelihood(one.function)(parameters, x, { ...one.options, mask });
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});

test('every likelihood of the package honors a mask, and has an oracle that says so', () => {
  const names = Object.keys(losses).filter((name) => /(Nll|Error)$/.test(name));
  expect([...new Set(cases.map((one) => one.function))].sort()).toEqual(names.sort());
});

test('a mask of another shape is refused', () => {
  const [two, three] = [tf.zeros([2, 2]), tf.zeros([2, 3])];
  const told = (shape: string, x: string, other = '') =>
    `\`mask\` has shape [${shape}] but \`x\` has shape [${x}]; give a tensor of that shape${other}, 1 where a value was observed and 0 where it is missing`;
  expect(() => losses.bernoulliNll(two, two, { mask: three })).toThrow(`bernoulliNll: ${told('2,3', '2,2')}`);
  expect(() => losses.bernoulliNll(two, two, { mask: tf.ones([2, 1]) })).toThrow(told('2,1', '2,2'));
  expect(() => losses.bernoulliNll(two, two, { mask: [1, 0] as unknown as tf.Tensor })).toThrow(
    'bernoulliNll: `mask` is 1,0 but `x` has shape [2,2]',
  );
  expect(() => losses.continuousBernoulliNll(two, two, { mask: three })).toThrow(`continuousBernoulliNll: ${told('2,3', '2,2')}`);
  expect(() => losses.squaredError(two, two, { mask: three })).toThrow(`squaredError: ${told('2,3', '2,2')}`);
  expect(() => losses.gaussianNll(two, two, { sigma: 1, mask: three })).toThrow(`gaussianNll: ${told('2,3', '2,2')}`);
  expect(() => losses.gaussianOptimalSigmaNll(two, two, { mask: three })).toThrow(
    `gaussianOptimalSigmaNll: ${told('2,3', '2,2')}`,
  );
  expect(() => losses.laplaceNll(two, two, { scale: 1, mask: three })).toThrow(`laplaceNll: ${told('2,3', '2,2')}`);
  expect(() => losses.studentTNll(two, two, { degrees: 1, mask: three })).toThrow(`studentTNll: ${told('2,3', '2,2')}`);
  expect(() => losses.poissonNll(two, two, { mask: three })).toThrow(`poissonNll: ${told('2,3', '2,2')}`);
  expect(() => losses.negativeBinomialNll(two, two, two, { mask: three })).toThrow(`negativeBinomialNll: ${told('2,3', '2,2')}`);
  expect(() => losses.discretizedLogisticNll(two, two, two, { mask: three })).toThrow(
    `discretizedLogisticNll: ${told('2,3', '2,2')}`,
  );
  const wide = tf.zeros([2, 2, 4]);
  expect(() => losses.discretizedLogisticMixtureNll(wide, wide, wide, two, { mask: wide })).toThrow(
    `discretizedLogisticMixtureNll: ${told('2,2,4', '2,2')}`,
  );
  expect(() => losses.categoricalNll(wide, two, { mask: tf.ones([2, 1]) })).toThrow(`categoricalNll: ${told('2,1', '2,2')}`);
  expect(() => losses.categoricalNll(wide, wide, { mask: two })).toThrow(
    `categoricalNll: ${told('2,2', '2,2,4', ' or of [2,2,1]')}`,
  );
});
