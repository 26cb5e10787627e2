import * as tf from '@tensorflow/tfjs';
import { eager, type Engine, evaluate } from '@vaekit/core';
import { beforeEach, describe, expect, it } from 'vitest';
import oracle from '../oracles/codes.json' with { type: 'json' };
import { codesOf, klOfDimension } from './codes.js';
import { images, labeledVae, leftOver, meansVae, plainVae } from './tiny.test-helper.js';

beforeEach(() => tf.setBackend('cpu'));

describe('klOfDimension', () => {
  it.each(oracle.divergences)('of $arguments is the integral of q log(q/p)', ({ arguments: [a, b, c, d], value }) => {
    expect(klOfDimension(a!, b!, c!, d!)).toBeCloseTo(value, 9);
  });
});

describe('codesOf', () => {
  it.each([
    ['a plain model', plainVae],
    ['class means', meansVae],
    ['labels at both networks', labeledVae],
  ])('has divergences that add up to the KL term of the loss: %s', async (_, make) => {
    const model = make();
    const { terms } = await evaluate(model, { x: images.x, y: { data: images.y, shape: [30] } }, { batchSize: 30 });
    const { klByDimension = [], width, mean, logVar } = await codesOf(model, images);
    expect([klByDimension.length, mean.length, logVar?.length]).toEqual([width, 30 * width, 30 * width]);
    // Thirty sums of float32, against one in float64.
    expect(klByDimension.reduce((sum, value) => sum + value, 0) / terms['kl']!).toBeCloseTo(1, 5);
    model.dispose();
  });

  it('does the same in pieces, keeps labels, and leaves no tensor behind', async () => {
    const model = meansVae();
    const rows = 1001;
    const data = Float32Array.from({ length: rows * 16 }, (_, i) => images.x.data[i % images.x.data.length]!);
    const y = Int32Array.from({ length: rows }, (_, row) => row % 3);
    const before = await codesOf(model, images);
    let codes = before;
    expect(await leftOver(async () => (codes = await codesOf(model, { x: { data, shape: [rows, 4, 4, 1] }, y })))).toBe(0);
    expect(codes.mean.length).toBe(3 * rows);
    expect([...codes.mean.slice(3000)]).toEqual([...before.mean.slice(30, 33)]);
    expect(codes.labels).toBe(y);
    model.dispose();
  });

  it('leaves out what a model does not know: divergences without labels or a normal prior, spread without a normal posterior', async () => {
    const means = meansVae();
    expect((await codesOf(means, { x: images.x })).klByDimension).toBeUndefined();
    const model = plainVae();
    const { family: _, ...posterior } = model.posterior;
    const codes = await codesOf({ ...model, posterior }, images);
    expect([codes.logVar, codes.klByDimension]).toEqual([undefined, undefined]);
    expect([...codes.mean]).toEqual([...(await codesOf(model, images)).mean]);
    for (const one of [means, model]) one.dispose();
  });

  it.each([
    ['class means', meansVae, 4001],
    ['labels at both networks', labeledVae, 4001],
    ['too few rows for a graph', meansVae, 3999],
  ])('gives whole blocks of many examples to an engine: %s', async (_, make, rows) => {
    const model = make();
    const data = Float32Array.from({ length: rows * 16 }, (_value, i) => images.x.data[i % images.x.data.length]!);
    const many = { x: { data, shape: [rows, 4, 4, 1] }, y: Int32Array.from({ length: rows }, (_value, row) => row % 3) };
    let [runs, disposed] = [0, 0];
    const engine: Engine = {
      ...eager(),
      prepareFunction: async (fn, inputs) => ({
        async run(given) {
          runs += 1;
          const outputs = tf.tidy(() =>
            fn(
              Object.fromEntries(
                Object.entries(inputs).map(([name, { shape, dtype }]) => [
                  name,
                  tf.tensor(given[name] as Float32Array, [...shape], dtype),
                ]),
              ),
            ),
          );
          return Object.fromEntries(
            Object.entries(outputs).map(([name, output]) => [name, { data: output.dataSync(), shape: output.shape }]),
          );
        },
        async dispose() {
          disposed += 1;
        },
      }),
    };
    const found = await codesOf(model, many, engine);
    expect([runs, disposed]).toEqual(rows < 4000 ? [0, 0] : [4, 1]);
    expect(found).toEqual(await codesOf(model, many));
    model.dispose();
  });

  it('says which shape it wants', async () => {
    const model = plainVae();
    await expect(codesOf(model, { x: { data: new Float32Array(6), shape: [2, 3] } })).rejects.toThrow(
      'codesOf: the examples have shape [2,3]; expected [rows,4,4,1]',
    );
    model.dispose();
  });
});
