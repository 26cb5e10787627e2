import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitPrior, priorOnCodes } from '../fitPrior.js';
import { samplePrior } from '../latent/sample.js';
import { gaussian } from '../likelihoods/gaussian.js';
import { mlp } from '../networks/mlp.js';
import { adam } from '../optimizers/adam.js';
import { contextFor } from '../ownScalars.js';
import type { Prior } from '../parts.js';
import { nearestCodes } from '../posteriors/codebook.js';
import { randomStream } from '../random/randomStream.js';
import { deviation } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { fit } from '../training/fit.js';
import { underPrior } from '../underPrior.js';
import { vae, type Vae } from '../vae.js';
import { autoregressiveCodes } from './autoregressiveCodes.js';
import { codesByPosition } from './codesByPosition.js';
import { all, CODES, PLACES, quantizing } from './quantizing.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

const ROWS = 1500;

/** A chain over three codes: the next one depends on the last alone. */
const FIRST = [0.5, 0.3, 0.2];
const NEXT = [
  [0.8, 0.1, 0.1],
  [0.05, 0.15, 0.8],
  [0.3, 0.6, 0.1],
];

const pick = (shares: readonly number[], u: number): number => {
  let sum = 0;
  const found = shares.findIndex((share) => (sum += share) > u);
  return found < 0 ? shares.length - 1 : found;
};

const chain = (() => {
  const u = randomStream(8).fillUniform(new Float32Array(ROWS * PLACES));
  const numbers = new Int32Array(ROWS * PLACES);
  for (let i = 0; i < numbers.length; i++) numbers[i] = pick(i % PLACES === 0 ? FIRST : NEXT[numbers[i - 1]!]!, u[i]!);
  return numbers;
})();

const data = { data: Float32Array.from(chain), shape: [ROWS, PLACES] };

/** log p of every sequence. */
const logOfAll = (model: Vae): Float32Array =>
  tf.tidy(
    () =>
      model.prior.logDensity!(
        tf.tensor3d(all.flat(), [all.length, PLACES, 1]),
        contextFor('prior', model.context(undefined, all.length)),
      ).dataSync() as Float32Array,
  );

const sampled = (model: Vae, count: number): number[][] =>
  tf.tidy(
    () => nearestCodes(samplePrior(model, { count, seed: 5 }), model.state['posterior/codebook']!).arraySync() as number[][],
  );

/** Whether samples come as often as the density says. */
function expectSampled(model: Vae): void {
  const [drawn, logs] = [sampled(model, 4000), logOfAll(model)];
  const shares = new Map<string, number>();
  for (const row of drawn) shares.set(row.join(), (shares.get(row.join()) ?? 0) + 1 / drawn.length);
  all.forEach((row, i) => {
    const p = Math.exp(logs[i]!);
    expect(Math.abs((shares.get(row.join()) ?? 0) - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / drawn.length) + 1e-3);
  });
}

it('by position: probabilities are counts, samples come as often as they say', async () => {
  const before = tf.memory().numTensors;
  const model = quantizing();
  const { model: fitted, result } = await fitPrior(model, codesByPosition({ codes: CODES, pseudoCount: 3 }), data);
  expect(result).toBeUndefined();
  const expected = Array.from({ length: PLACES * CODES }, (_, i) => {
    const [place, code] = [Math.floor(i / CODES), i % CODES];
    const count = Array.from({ length: ROWS }, (__, row) => chain[row * PLACES + place]).filter((one) => one === code).length;
    return Math.log((count + 1) / (ROWS + 3));
  });
  expect(deviation(fitted.prior.variables!['logits']!.dataSync(), expected)).toBeLessThan(1e-6);
  expect(logOfAll(fitted).reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 5);
  expectSampled(fitted);
  // The mode of each place, where nothing is drawn.
  const likeliest = Array.from({ length: PLACES }, (_, place) => {
    const shares = expected.slice(place * CODES, (place + 1) * CODES);
    return shares.indexOf(Math.max(...shares));
  });
  const cold = tf.tidy(() => samplePrior(fitted, { count: 2, temperature: 0, seed: 1 }).dataSync());
  expect([...cold]).toEqual([...likeliest, ...likeliest]);
  fitted.dispose();
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

describe('one after the other', () => {
  it('comes to the counts of a chain, which the places by themselves cannot', async () => {
    const before = tf.memory().numTensors;
    const model = quantizing();
    const prior = autoregressiveCodes({ codes: CODES, embedding: 3, hidden: 12 });
    const options = { epochs: 40, batchSize: 300, optimizer: adam({ learningRate: 2e-2 }) };
    const { model: fitted, result } = await fitPrior(model, prior, data, options);
    // The least mean of −log p that any model of chains has: that of the counts.
    const first = new Float64Array(CODES);
    const pairs = Array.from({ length: PLACES }, () => new Float64Array(CODES * CODES));
    chain.forEach((code, i) => {
      if (i % PLACES === 0) first[code]! += 1;
      else pairs[i % PLACES]![chain[i - 1]! * CODES + code]! += 1;
    });
    let least = -first.reduce((sum, count) => sum + count * Math.log(count / ROWS), 0) / ROWS;
    const shareOf = (place: number, from: number, to: number): number => {
      const row = pairs[place]!.subarray(from * CODES, (from + 1) * CODES);
      return row[to]! / row.reduce((sum, count) => sum + count, 0);
    };
    for (let place = 1; place < PLACES; place++)
      pairs[place]!.forEach((count, i) => {
        least -= (count * Math.log(shareOf(place, Math.floor(i / CODES), i % CODES))) / ROWS;
      });
    const loss = result!.history['loss']!.at(-1)!;
    expect(loss).toBeLessThan(least + 0.02);
    const { model: apart } = await fitPrior(model, codesByPosition({ codes: CODES }), data);
    expect((await evaluate(priorOnCodes(apart), { data: data.data, shape: [ROWS, PLACES, 1] })).loss).toBeGreaterThan(
      least + 0.3,
    );

    const logs = logOfAll(fitted);
    expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 4);
    // The learned p(next | last), out of the joint, at every place.
    const total = (holds: (row: readonly number[]) => boolean): number =>
      all.reduce((sum, row, i) => sum + (holds(row) ? Math.exp(logs[i]!) : 0), 0);
    for (let place = 1; place < PLACES; place++)
      for (let i = 0; i < CODES * CODES; i++) {
        const [from, to] = [Math.floor(i / CODES), i % CODES];
        const learned = total((row) => row[place - 1] === from && row[place] === to) / total((row) => row[place - 1] === from);
        expect(Math.abs(learned - shareOf(place, from, to))).toBeLessThan(0.06);
      }
    expectSampled(fitted);
    for (const each of [apart, fitted, model]) each.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('no place sees itself or what comes after it', () => {
    const model = underPrior(quantizing(), autoregressiveCodes({ codes: CODES, embedding: 2, hidden: 3, seed: 4 }));
    // p(k₁…k_4) summed over what comes after a place is p of what comes before, times a distribution: it adds up to 1 for every beginning.
    const logs = logOfAll(model);
    const beginnings = (length: number) =>
      all.reduce<Record<string, number>>((sums, row, i) => {
        const key = row.slice(0, length).join();
        return { ...sums, [key]: (sums[key] ?? 0) + Math.exp(logs[i]!) };
      }, {});
    const [shorter, longer] = [beginnings(1), beginnings(2)];
    for (const [begun, share] of Object.entries(shorter))
      expect(
        Object.entries(longer).reduce((sum, [key, p]) => sum + (key.startsWith(`${begun},`) ? p : 0), 0) / share,
      ).toBeCloseTo(1, 5);
    expectSampled(model);
  });
});

it.each([
  ['codesByPosition', (codes: number): Prior => codesByPosition({ codes })],
  ['autoregressiveCodes', (codes: number): Prior => autoregressiveCodes({ codes })],
])('%s is refused where there is no codebook, or one of another size', async (name, prior) => {
  const plain = vae({
    event: [4],
    latent: 2,
    encoder: mlp({ hidden: [] }),
    decoder: mlp({ hidden: [] }),
    likelihood: gaussian(),
  });
  await expect(fitPrior(plain, prior(3), data)).rejects.toThrow(`${name}: the codes of this model are not out of a codebook`);
  await expect(fitPrior(quantizing(), prior(5), data)).rejects.toThrow(
    `${name}: \`codes\` is 5 but the codebook of the model has 3; give the same number`,
  );
  expect(() => prior(0)).toThrow(`${name}: \`codes\` is 0; expected a whole number of at least 1`);
});

it('a VAE with such a prior is trained as before: its codes are what they were', async () => {
  const options = { epochs: 2, batchSize: 300, optimizer: adam() };
  const run = async (model: Vae): Promise<Float32Array> => {
    await fit(model, data, options);
    const values = model.variables['encoder/code/kernel']!.dataSync() as Float32Array;
    return values.slice();
  };
  const model = quantizing();
  const other = quantizing();
  expect(await run(underPrior(model, codesByPosition({ codes: CODES })))).toEqual(await run(other));
});

it('a pseudo-count that is not above 0 is refused', () => {
  expect(() => codesByPosition({ codes: 2, pseudoCount: 0 })).toThrow(
    'codesByPosition: `pseudoCount` is 0; expected a number above 0',
  );
});
