import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eager } from '../engines/eager.js';
import { mlpDecoder, mlpEncoder } from '../networks/mlp.js';
import { sgd } from '../optimizers/sgd.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { evaluate } from '../training/evaluate.js';
import { selectBackend } from '../selectBackend.js';
import { fit } from '../training/fit.js';
import { readWeights } from '../training/modelWeights.js';
import { vae, type Vae } from '../vae.js';
import { examplesOf, type MaskedCase, maskedCases, someMissing, unseeingVae } from './missingValues.test-helper.js';
import { mixedColumns } from './mixedColumns.js';
import { outsideSupport } from './outsideSupport.js';
import type { SupportDetails } from './support.js';

const rows = 24;
const table = (): Vae =>
  vae({
    encoder: mlpEncoder({ input: [5], hidden: [6], latent: 2 }),
    decoder: mlpDecoder({ latent: 2, hidden: [6], output: [5] }),
    likelihood: mixedColumns({
      columns: [{ kind: 'gaussian', sigma: 1 }, { kind: 'categorical', classes: 3 }, { kind: 'bernoulli' }],
    }),
  });

const u = randomStream(4).fillUniform(new Float32Array(rows * 5));
const x = u.map((value, i) => (i % 5 === 0 ? value : i % 5 === 4 ? Math.round(value) : 0));
for (let row = 0; row < rows; row++) x[row * 5 + 1 + (row % 3)] = 1;
const full = { data: x, shape: [rows, 5] };

test('columns that are missing add nothing, whatever stands in their place', async () => {
  const model = table();
  // The class is missing in every second row, the bit in every third.
  const mask = Float32Array.from({ length: rows * 5 }, (_, i) => {
    const [row, at] = [Math.floor(i / 5), i % 5];
    return (at >= 1 && at <= 3 && row % 2 === 0) || (at === 4 && row % 3 === 0) ? 0 : 1;
  });
  tf.tidy(() => {
    const likelihood = model.likelihood;
    const parameters = [tf.tensor2d(randomStream(8).fillNormal(new Float32Array(rows * 5)), [rows, 5])];
    const nll = (values: Float32Array, given?: Float32Array): number[] => [
      ...likelihood
        .negativeLogDensity(parameters, tf.tensor2d(values, [rows, 5]), given && tf.tensor2d(given, [rows, 5]))
        .dataSync(),
    ];
    const other = x.map((value, i) => (mask[i] === 0 ? 1 - value : value));
    expect(nll(other, mask)).toEqual(nll(x, mask));
    const ones = new Float32Array(rows * 5).fill(1);
    expect(nll(x, ones)).toEqual(nll(x));
    const [all, some] = [nll(x), nll(x, mask)];
    for (let row = 0; row < rows; row++) {
      if (row % 2 === 0 || row % 3 === 0) expect(some[row]!).toBeLessThan(all[row]!);
      else expect(some[row]).toBe(all[row]);
    }
  });

  // Through evaluate and fit, batches short and whole, in order and shuffled.
  const masked = { x: full, mask: { data: mask, shape: [rows, 5] } };
  expect((await evaluate(model, masked, { batchSize: 7 })).loss).toBeLessThan(
    (await evaluate(model, full, { batchSize: 7 })).loss,
  );
  const before = tf.memory().numTensors;
  const twin = table();
  const own = tf.memory().numTensors - before;
  await fit(model, masked, { epochs: 3, batchSize: 7, validationSplit: 0.25 });
  await fit(twin, { ...masked, mask: tf.tensor(mask, [rows, 5]) }, { epochs: 3, batchSize: 7, validationSplit: 0.25 });
  expect(tf.memory().numTensors).toBe(before + own + 1);
  expect(await readWeights(twin)).toEqual(await readWeights(model));
  model.dispose();
  twin.dispose();
});

test('a mask that does not fit is refused', async () => {
  const model = table();
  const run = (mask: { data: Float32Array; shape: number[] }): Promise<unknown> =>
    fit(model, { x: full, mask }, { epochs: 1, batchSize: 6 });
  await expect(run({ data: new Float32Array(rows), shape: [rows] })).rejects.toThrow(
    'fit: `mask` has shape [24] but `x` has [24,5]; expected the same',
  );
  await expect(run({ data: new Float32Array(rows * 5).fill(0.5), shape: [rows, 5] })).rejects.toThrow(
    '`mask` has 0.5 at position 0; expected 1 (observed) or 0 (missing)',
  );
  model.dispose();
});

/** The examples with `filling` wherever a value is missing. */
const filled = (one: MaskedCase, filling: number): tf.Tensor => {
  const { data, shape } = examplesOf(one);
  const missing = someMissing(one);
  return tf.tensor(
    data.map((value, i) => (missing[i] === 0 ? filling : value)),
    [...shape],
  );
};

/** What one step with the eager engine reports, and the weights behind the encoder after it. */
async function oneStep(one: MaskedCase, filling: number): Promise<{ losses: unknown; terms: unknown; weights: unknown }> {
  const model = unseeingVae(one);
  const x = filled(one, filling);
  const mask = tf.tensor([...someMissing(one)], x.shape);
  const noise = drawNoise(model.noise('train'), 4, randomStream(6));
  const schedule = { learningRate: tf.scalar(0.01), beta: tf.scalar(1) };
  const shapes = { x: x.shape, mask: mask.shape };
  const step = await eager().prepare(model, sgd({ learningRate: 0.01 }), shapes, 4);
  try {
    await step.run({ x, mask }, noise, schedule);
    const { losses, terms } = await step.read();
    const weights = Object.entries(await readWeights(model)).filter(([name]) => !name.startsWith('encoder/'));
    return { losses, terms, weights };
  } finally {
    step.dispose();
    model.dispose();
    tf.dispose([x, mask, noise, schedule] as unknown as tf.TensorContainer);
  }
}

/** −log p of random parameters, its gradient in them and in the likelihood's own variables. */
function densityAndSlopes(one: MaskedCase, x: tf.Tensor, mask?: tf.Tensor): number[][] {
  return tf.tidy(() => {
    const built = one.likelihood.build({ event: one.event });
    const own = Object.values(built.variables ?? {});
    const given = built.parameters.map(({ shape }, i) => tf.randomNormal([4, ...shape], 0, 1, 'float32', i + 1));
    const nll = built.negativeLogDensity(given, x, mask);
    const slopes = tf.grads((...inputs: tf.Tensor[]) => tf.sum(built.negativeLogDensity(inputs.slice(own.length), x, mask)))([
      ...own,
      ...given,
    ]);
    const found = [nll, ...slopes].map((tensor) => [...tensor.dataSync()]);
    tf.dispose(own);
    return found;
  });
}

describe.each(['cpu', 'wasm'])('missing values on the %s backend', (backend) => {
  beforeAll(async () => {
    await (backend === 'wasm' ? selectBackend({ order: ['wasm'] }) : tf.setBackend(backend));
  });
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  test.each(maskedCases)('$name: they leave the loss of the observed ones unchanged, and every step', async (one) => {
    const expected = await oneStep(one, 0);
    const before = tf.memory().numTensors;
    for (const filling of [-5, 0.3, 1e6]) expect(await oneStep(one, filling)).toEqual(expected);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each(maskedCases)('$name: what stands in their place may be no number at all', (one) => {
    const mask = tf.tensor([...someMissing(one)], [4, ...one.event]);
    const expected = densityAndSlopes(one, filled(one, 0), mask);
    expect(expected.flat().every(Number.isFinite)).toBe(true);
    for (const filling of [NaN, Infinity, -Infinity, 1e30])
      expect(densityAndSlopes(one, filled(one, filling), mask)).toEqual(expected);
    // Less is missing, more is scored: of the first example all, of the last nothing.
    const all = densityAndSlopes(one, filled(one, 0))[0]!;
    const [first, , , last] = expected[0]!;
    expect(Math.abs(first! - all[0]!)).toBeLessThan(1e-5 * (Math.abs(all[0]!) + 10));
    expect(last! + 0).toBe(0);
    mask.dispose();
  });
});

test.each(maskedCases)('$name: says what values it describes', (one) => {
  const built = one.likelihood.build({ event: one.event });
  expect(outsideSupport(built.support, examplesOf(one).data, undefined, one.likelihood.config as SupportDetails)).toBeUndefined();
  tf.dispose(built.variables ?? {});
});
