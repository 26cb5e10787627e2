import * as tf from '@tensorflow/tfjs';
import { mlp, vae } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import { jsonText } from '@vaekit-internal/base';
import { beforeAll, expect, it } from 'vitest';
import type { Asked } from './asked.js';
import { reconstructions } from './reconstructions.js';

beforeAll(() => tf.setBackend('cpu'));

const PIXELS = 144;
const pattern = (i: number): number => (i % 3 === 0 ? 1 : 0);

/** A model that gives back one picture of bits, whatever it sees: logits of ±200, whose sigmoids are 1 and 0 to the last bit. */
function oneAnswer() {
  const model = vae({ event: [12, 12, 1], latent: 1, encoder: mlp({ hidden: [] }), decoder: mlp({ hidden: [] }) });
  const set = (end: string, of: (i: number) => number): void => {
    const [, variable] = Object.entries(model.variables).find(([name]) => name.startsWith('decoder/') && name.endsWith(end))!;
    tf.tidy(() =>
      variable.assign(
        tf.tensor(
          Float32Array.from({ length: variable.size }, (_, i) => of(i)),
          variable.shape,
        ),
      ),
    );
  };
  set('kernel', () => 0);
  set('bias', (i) => (pattern(i) === 1 ? 200 : -200));
  return model;
}

/** As many of these pictures, some with one wrong pixel: their squared error is 1, their PSNR 10 log₁₀ 144 dB. */
const pictures = (rows: number, wrong: number): Examples =>
  ({
    x: {
      data: Float32Array.from({ length: rows * PIXELS }, (_, i) =>
        i % PIXELS === 7 && i < wrong * PIXELS ? 1 - pattern(i % PIXELS) : pattern(i % PIXELS),
      ),
      shape: [rows, 12, 12, 1],
    },
    binarization: 'static',
  }) as Examples;

it.each([
  ['no picture', 5, 5, undefined, 21.58],
  ['some pictures', 5, 3, 2, 21.58],
  ['every picture', 5, 0, 5, undefined],
])('%s given back without an error: an infinite PSNR is counted, and in no mean', async (_, rows, wrong, exact, decibels) => {
  const model = oneAnswer();
  const before = tf.memory().numTensors;
  const run = { model, folder: 'runs/one', config: { options: { model: 'vae' } } };
  const found = await reconstructions.of({ run, examples: pictures(rows, wrong), options: { seed: 0 } } as unknown as Asked);
  expect(tf.memory().numTensors).toBe(before);
  const { squaredError, psnr, ...others } = JSON.parse(jsonText(found)) as typeof found;
  expect(others.exact).toBe(exact);
  expect(squaredError.mean).toBeCloseTo(wrong / rows, 6);
  expect(psnr?.mean.toFixed(2)).toBe(decibels?.toFixed(2));
  const [text] = reconstructions.text(found);
  expect(/PSNR (\d+\.\d+) /.exec(text!)?.[1]).toBe(decibels?.toFixed(2));
  expect(/(\d) without an error, whose PSNR is infinite and in no mean/.exec(text!)?.[1]).toBe(exact?.toFixed());
  expect(text).not.toMatch(/Infinity|NaN/);
  model.dispose();
});
