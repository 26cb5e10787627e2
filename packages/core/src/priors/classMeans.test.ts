import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Family } from '../family.js';
import type { BuiltPrior, Context, Prior } from '../parts.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyContext, tinyData, tinyVae } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { fit } from '../training/fit.js';
import { classMeans, type ClassMeansOptions } from './classMeans.js';
import { mixtureOfNormals } from './mixtureOfNormals.js';
import { standardNormal } from './standardNormal.js';

const latent = [2];
const means = [1, 2, -3, 4, 0.5, -6];
const variances = [4, 0.25, 1, 9, 0.5, 2];
const labels = [2, 0, 1];
const rows = labels.length;

const onehot = (of: readonly number[]): tf.Tensor2D =>
  tf.tensor2d(of.map((label) => [0, 1, 2].map((y) => (y === label ? 1 : 0))));
const context = (of: readonly number[] = labels): Context => tinyContext(of.length, { condition: onehot(of) });

function placed(options: ClassMeansOptions): BuiltPrior {
  const prior = classMeans(3, options).build({ event: [4], latent });
  prior.variables!['means']!.assign(tf.tensor2d(means, [3, 2]));
  prior.variables!['logVars']?.assign(tf.log(tf.tensor2d(variances, [3, 2])));
  return prior;
}

/** log Laplace(r; 0, 1) in each dimension: a density with a closed form that is not normal. */
const laplace: Prior = {
  config: { kind: 'laplace' },
  build: (shapes) => ({
    logDensity: (z) => tf.neg(tf.sum(tf.add(tf.abs(z), Math.LN2), 1)) as tf.Tensor1D,
    noise: () => ({ r: { shape: shapes.latent, distribution: 'uniform', per: 'example' } }),
    draw: ({ r }, _, temperature) => tf.mul(r!, temperature),
  }),
};

const codes = [
  [0.3, -1],
  [2, 2.5],
  [-4, 1],
];
const logLaplace = (z: readonly number[], label: number): number =>
  z.reduce((sum, value, i) => {
    const [mean, sigma] = [means[2 * label + i]!, Math.sqrt(variances[2 * label + i]!)];
    return sum - Math.abs((value - mean) / sigma) - Math.log(2 * sigma);
  }, 0);

describe('over a base prior', () => {
  const prior = (options: ClassMeansOptions = {}): BuiltPrior => placed({ classVariance: true, base: laplace, ...options });

  test('the density is that of a moved and widened base', () => {
    const found = prior().logDensity!(tf.tensor2d(codes), context()).dataSync();
    expect(
      deviation(
        found,
        codes.map((z, row) => logLaplace(z, labels[row]!)),
      ),
    ).toBeLessThan(1e-6);
    const narrow = placed({ base: laplace });
    const [z] = codes;
    const expected = z!.reduce((sum, value, i) => sum - Math.abs(value - means[4 + i]!) - Math.LN2, 0);
    expect(narrow.logDensity!(tf.tensor2d([z!]), context([2])).dataSync()[0]).toBeCloseTo(expected, 5);
  });

  test('the density over a line adds up to 1 whatever the class', () => {
    const one = classMeans(3, { classVariance: true, base: laplace }).build({ event: [4], latent: [1] });
    one.variables!['means']!.assign(tf.tensor2d([1, -2, 3], [3, 1]));
    one.variables!['logVars']!.assign(tf.log(tf.tensor2d([0.25, 4, 1], [3, 1])));
    const step = 0.01;
    const points = Array.from({ length: 8001 }, (_, i) => (i - 4000) * step);
    for (const label of [0, 1, 2]) {
      const density = one.logDensity!(tf.tensor2d(points, [points.length, 1]), context(points.map(() => label)));
      expect(tf.sum(tf.exp(density)).dataSync()[0]! * step).toBeCloseTo(1, 3);
    }
  });

  test('draws are the base’s, moved and widened; the temperature is the base’s business', () => {
    const noise = drawNoise(prior().noise(tinyContext(rows).model), rows, randomStream(1));
    const r = noise['r']!.dataSync();
    for (const temperature of [0, 0.5, 1]) {
      const expected = Array.from(r, (value, i) => {
        const at = 2 * labels[Math.floor(i / 2)]! + (i % 2);
        return means[at]! + Math.sqrt(variances[at]!) * temperature * value;
      });
      expect(deviation(prior().draw(noise, context(), temperature).dataSync(), expected)).toBeLessThan(1e-6);
    }
  });

  test('the residual undoes the move', () => {
    const shift = prior().shift!;
    const noise = {
      r: tf.tensor2d([
        [0.1, 0.9],
        [0.4, 0.2],
        [0.6, 0.3],
      ]),
    };
    const z = prior().draw(noise, context(), 1);
    expect(deviation(shift.residual(z, context()).dataSync(), noise.r.dataSync())).toBeLessThan(1e-5);
  });

  test('the KL is the base’s on residuals, and for the standard normal that of class normals', () => {
    const over = placed({ classVariance: true, base: standardNormal() });
    const own = placed({ classVariance: true });
    const base = standardNormal().build({ event: [4], latent });
    fc.assert(
      fc.property(fc.array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: 12, maxLength: 12 }), (values) => {
        const [mean, logVar] = [values.slice(0, 6), values.slice(6)].map((half) => tf.tensor2d(half, [3, 2]));
        const q: Family = { kind: 'diagonalNormal', mean: mean!, logVar: logVar! };
        const moved: Family = {
          kind: 'diagonalNormal',
          mean: over.shift!.residual(mean!, context()),
          logVar: tf.sub(logVar!, tf.log(tf.tensor2d(labels.map((y) => variances.slice(2 * y, 2 * y + 2))))),
        };
        const found = over.kl!(q, context())!.dataSync();
        expect(deviation(found, base.kl!(moved, context())!.dataSync())).toBeLessThan(1e-5);
        expect(deviation(found, own.kl!(q, context())!.dataSync())).toBeLessThan(1e-4);
      }),
      { numRuns: 30 },
    );
    expect(prior().kl!({ kind: 'diagonalNormal', mean: tf.zeros([3, 2]), logVar: tf.zeros([3, 2]) }, context())).toBeUndefined();
    expect(over.kl!({ kind: 'categorical', logits: tf.zeros([3, 2, 4]) }, context())).toBeUndefined();
    const family = over.family!(context()) as Extract<Family, { kind: 'diagonalNormal' }>;
    expect(
      deviation(
        family.mean.dataSync(),
        labels.flatMap((y) => means.slice(2 * y, 2 * y + 2)),
      ),
    ).toBeLessThan(1e-6);
    expect(
      deviation(
        tf.exp(family.logVar).dataSync(),
        labels.flatMap((y) => variances.slice(2 * y, 2 * y + 2)),
      ),
    ).toBeLessThan(1e-6);
  });

  test('base variables are trained beside the means', async () => {
    const model = tinyVae({ prior: classMeans(3, { base: mixtureOfNormals({ components: 2 }) }) });
    const names = ['prior/means', 'prior/base/logits', 'prior/base/means', 'prior/base/logVars'];
    expect(Object.keys(model.variables)).toEqual(expect.arrayContaining(names));
    const start = names.map((name) => [...model.variables[name]!.dataSync()]);
    const y = { data: Int32Array.from({ length: 12 }, (_, row) => row % 3), shape: [12] };
    await fit(model, { x: tinyData(12), y }, { epochs: 2, batchSize: 12 });
    names.forEach((name, i) => expect([...model.variables[name]!.dataSync()], name).not.toEqual(start[i]));
  });
});

test('a code of several axes is drawn in its shape', () => {
  const of = { event: [4], latent: [2, 3] };
  const prior = classMeans(3).build(of);
  expect(prior.noise(tinyContext(rows).model)).toEqual({ eps: { shape: [2, 3], distribution: 'normal', per: 'example' } });
  const noise = drawNoise(prior.noise(tinyContext(rows).model), rows, randomStream(1));
  const expected = tf.add(
    tf.reshape(tf.matMul(onehot(labels), prior.variables!['means'] as unknown as tf.Tensor2D), [rows, 2, 3]),
    noise['eps']!,
  );
  const drawn = prior.draw(noise, context(), 1);
  expect(drawn.shape).toEqual([rows, 2, 3]);
  expect(deviation(drawn.dataSync(), expected.dataSync())).toBeLessThan(1e-6);
});

test('the base’s penalties are those of the moved prior too', () => {
  const pulled: Prior = {
    config: { kind: 'pulled' },
    build: (shapes) => ({ ...standardNormal().build(shapes), penalties: () => ({ pull: tf.scalar(0.5) }) }),
  };
  const penalties = classMeans(2, { base: pulled, separation: 1 }).build({ event: [4], latent }).penalties!();
  expect(Object.keys(penalties)).toEqual(['base/pull', 'separation']);
  expect(penalties['base/pull']!.dataSync()[0]).toBe(0.5);
  expect(Object.keys(classMeans(2, { base: pulled }).build({ event: [4], latent }).penalties!())).toEqual(['base/pull']);
});

test('a base that cannot be built leaves nothing behind', () => {
  const broken: Prior = {
    config: { kind: 'broken' },
    build() {
      throw new Error('broken: no');
    },
  };
  const before = tf.memory().numTensors;
  expect(() => classMeans(3, { classVariance: true, bias: true, base: broken }).build({ event: [4], latent })).toThrow(
    'broken: no',
  );
  expect(tf.memory().numTensors).toBe(before);
});

describe('with unknown labels', () => {
  test('a class of density 0, or one without a finite gradient, does not touch a row of another', () => {
    // log 3/4 (1 − r²), the density of a parabola on (−1, 1): no number outside of it.
    const narrow: Prior = {
      config: { kind: 'narrow' },
      build: (shapes) => ({
        ...standardNormal().build(shapes),
        logDensity: (z) => tf.sum(tf.log(tf.mul(0.75, tf.sub(1, tf.square(z)))), 1) as tf.Tensor1D,
      }),
    };
    const prior = placed({ base: narrow, unknownLabels: true });
    // Residuals (0.3, −0.2) from class 2 and (0.3, 0.1) from class 1; from any other class outside.
    const z = tf.tensor2d([0.8, -6.2, -2.7, 4.1], [2, 2]);
    const given = context([2, 1]);
    const expected = [
      [0.3, -0.2],
      [0.3, 0.1],
    ].map((r) => r.reduce((sum, value) => sum + Math.log(0.75 * (1 - value ** 2)), 0));
    expect(deviation(prior.logDensity!(z, given).dataSync(), expected)).toBeLessThan(1e-5);
    const { grads } = tf.variableGrads(() => tf.sum(prior.logDensity!(z, given)), [prior.variables!['means']!]);
    // d/dμ of log(1 − r²) is 2r/(1 − r²), by hand.
    const slope = (r: number): number => (2 * r) / (1 - r ** 2);
    expect(deviation(Object.values(grads)[0]!.dataSync(), [0, 0, slope(0.3), slope(0.1), slope(0.3), slope(-0.2)])).toBeLessThan(
      1e-5,
    );
  });

  test('a base without a density is refused, and nothing is left of it', () => {
    const bare: Prior = {
      config: { kind: 'bare' },
      build(shapes) {
        const { logDensity: _, ...others } = mixtureOfNormals({ components: 2 }).build(shapes);
        return others;
      },
    };
    const before = tf.memory().numTensors;
    const built = (unknownLabels: boolean) => () => classMeans(3, { unknownLabels, base: bare }).build({ event: [4], latent });
    expect(built(true)).toThrow('classMeans: the base prior has no density, which `unknownLabels` sums over the classes; leave');
    expect(tf.memory().numTensors).toBe(before);
    const known = built(false)();
    expect(known.logDensity).toBeUndefined();
    tf.dispose(Object.values(known.variables!));
  });

  test('it is of no family, which is only that of one class', () => {
    expect(placed({ unknownLabels: true }).family).toBeUndefined();
    expect(placed({ unknownLabels: true, base: standardNormal() }).family).toBeUndefined();
    expect(placed({}).family).toBeDefined();
  });

  test.each([
    ['a base', { classVariance: true, base: laplace }],
    ['class normals', { classVariance: true }],
  ])('%s: the sum over the classes where the label is not known, the class itself where it is', (_, options) => {
    const [known, marginal] = [placed(options), placed({ ...options, unknownLabels: true })];
    const z = tf.tensor2d(codes);
    const each = [0, 1, 2].map((label) => known.logDensity!(z, context([label, label, label])).dataSync());
    const summed = codes.map((__, row) => Math.log(each.reduce((sum, values) => sum + Math.exp(values[row]!), 0) / 3));
    expect(deviation(marginal.logDensity!(z, context([-1, -1, -1])).dataSync(), summed)).toBeLessThan(1e-5);
    expect(deviation(marginal.logDensity!(z, context()).dataSync(), known.logDensity!(z, context()).dataSync())).toBeLessThan(
      1e-5,
    );
    const mixed = marginal.logDensity!(z, context([-1, 0, -1])).dataSync();
    expect(deviation(mixed, [summed[0]!, each[0]![1]!, summed[2]!])).toBeLessThan(1e-5);
    expect(marginal.marginalizesLabels).toBe(true);
    expect(known.marginalizesLabels).toBeUndefined();
  });

  test('by responsibilities a divergence is Σ r_y [KL_y + log(C r_y)], and no less than that from the mixture', () => {
    const q = {
      kind: 'diagonalNormal',
      mean: tf.tensor2d([0.3, -1, 2, 0.5, -0.7, 1], [3, 2]),
      logVar: tf.tensor2d([0.2, -1, -2, 0, 0.4, -3], [3, 2]),
    } as const;
    const [known, marginal] = [placed({}), placed({ unknownLabels: 'responsibilities' })];
    const each = [0, 1, 2].map((label) => known.kl!(q, context([label, label, label]))!.dataSync());
    const found = marginal.kl!(q, context([-1, 1, -1]))!.dataSync();
    [0, 2].forEach((row) => {
      const costs = each.map((values) => values[row]!);
      const total = costs.reduce((sum, cost) => sum + Math.exp(-cost), 0);
      const r = costs.map((cost) => Math.exp(-cost) / total);
      const least = r.reduce((sum, share, y) => sum + share * (costs[y]! + Math.log(3 * share)), 0);
      expect(found[row]).toBeCloseTo(least, 4);
      // Other shares cost more; and the divergence from the mixture, by quadrature, is not above it.
      const even = costs.reduce((sum, cost) => sum + cost / 3, 0);
      expect(found[row]).toBeLessThanOrEqual(even + 1e-5);
      const exact = divergenceByGrid(marginal, q.mean, q.logVar, row);
      expect(exact).toBeLessThanOrEqual(found[row]! + 1e-3);
      // Without log(C r_y) it is no bound: here it is below the divergence by far.
      expect(r.reduce((sum, share, y) => sum + share * costs[y]!, 0)).toBeLessThan(exact - 0.3);
    });
    expect(found[1]).toBeCloseTo(each[1]![1]!, 5);
    expect(marginal.family).toBeUndefined();
    expect(marginal.marginalizesLabels).toBe(true);
  });

  const y = (of: number[]): { data: Int32Array; shape: number[] } => ({ data: Int32Array.from(of), shape: [of.length] });

  test('a model takes −1, and where every label is known it is the model without, by the draws', async () => {
    const model = tinyVae({ prior: classMeans(3, { unknownLabels: true }) });
    expect(model.marginalizesLabels).toBe(true);
    const x = tinyData(6);
    const { history } = await fit(model, { x, y: y([0, -1, 2, -1, 1, 0]) }, { epochs: 2, batchSize: 3 });
    expect(history['loss']!.every(Number.isFinite)).toBe(true);
    const value = async (prior: Prior, given: number[]): Promise<number> =>
      (await evaluate(tinyVae({ prior }), { x, y: y(given) })).terms['kl']!;
    const all = [0, 1, 2, 0, 1, 2];
    // The one has its KL in closed form; the same from the draws is over a base that has none.
    const drawn: Prior = {
      config: { kind: 'drawn' },
      build(shapes) {
        const { kl: _, ...others } = classMeans(3).build(shapes);
        return others;
      },
    };
    expect(await value(classMeans(3, { unknownLabels: true }), all)).toBeCloseTo(await value(drawn, all), 5);
  });

  test('a model that needs every label refuses −1 by name', async () => {
    await expect(
      fit(tinyVae({ prior: classMeans(3) }), { x: tinyData(2), y: y([0, -1]) }, { epochs: 1, batchSize: 2 }),
    ).rejects.toThrow('label -1');
  });
});

/** KL(q ‖ 1/C Σ_y p(z|y)) of a row, over a grid of standard deviations. */
function divergenceByGrid(prior: BuiltPrior, mean: tf.Tensor2D, logVar: tf.Tensor2D, row: number): number {
  const axis = Array.from({ length: 61 }, (_, i) => -6 + i * 0.2);
  const eps = axis.flatMap((a) => axis.map((b) => [a, b]));
  const [m, v] = [mean, logVar].map((t) => t.arraySync()[row]!);
  const z = tf.tensor2d(eps.map((point) => point.map((value, j) => m![j]! + value * Math.exp(v![j]! / 2))));
  const rows = z.shape[0];
  const logP = prior.logDensity!(z, tinyContext(rows, { condition: tf.zeros([rows, 3]) })).dataSync();
  const logWidth = (v![0]! + v![1]!) / 2;
  return eps.reduce((sum, [a, b], i) => {
    const logN = -Math.log(2 * Math.PI) - (a! ** 2 + b! ** 2) / 2;
    return sum + 0.04 * Math.exp(logN) * (logN - logWidth - logP[i]!);
  }, 0);
}
