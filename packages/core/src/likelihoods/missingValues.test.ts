import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { mlpDecoder, mlpEncoder } from '../networks/mlp.js';
import { randomStream } from '../random/randomStream.js';
import { evaluate } from '../training/evaluate.js';
import { fit } from '../training/fit.js';
import { readWeights } from '../training/modelWeights.js';
import { vae, type Vae } from '../vae.js';
import { mixedColumns } from './mixedColumns.js';

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
