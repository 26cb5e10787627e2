import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { mlp, reconstruct, vae } from '@vaekit/core';
import { type Examples, take } from '@vaekit/datasets';
import { jsonText } from '@vaekit-internal/base';
import { beforeAll, expect, it } from 'vitest';
import { loadRun, quickRun } from '../quickRun.test-helper.js';
import { openRunData } from '../run/openRun.js';
import { type Asked, valuesOf } from './asked.js';
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
  expect(others.ssim!.high).toBeLessThanOrEqual(1);
  expect(others.range).toBe(1);
  model.dispose();
});

it('takes the range of training intensities where they are not from 0 to 1', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vaekit-reconstructions-'));
  try {
    const little = ['--hidden', '8', '--epochs', '1', '--batch-size', '50', '--latent', '2', '--limit', '100'];
    await quickRun(join(folder, 'counts'), ['--data', 'digits', '--model', 'vae', '--likelihood', 'poisson', ...little]);
    const run = await loadRun(join(folder, 'counts'));
    const examples = take((await openRunData(run, undefined)).test, 20);
    const options = { against: undefined, backend: 'cpu', 'data-dir': undefined, seed: 0 } as const;
    const found = await reconstructions.of({ run, examples, options } as unknown as Asked);
    const x = valuesOf(examples, 0);
    const back = tf.tidy(() => reconstruct(run.model, tf.tensor(x.data, [...x.shape])).dataSync());
    const decibels = Array.from({ length: 20 }, (_, row) => {
      const squares = Array.from({ length: 784 }, (__, i) => (x.data[row * 784 + i]! - back[row * 784 + i]!) ** 2);
      return 10 * Math.log10(255 ** 2 / (squares.reduce((sum, value) => sum + value, 0) / 784));
    });
    expect(found.range).toBe(255);
    expect(found.psnr!.mean).toBeCloseTo(decibels.reduce((sum, value) => sum + value, 0) / 20, 3);
    expect(reconstructions.text(found)[0]).toContain('of intensities that range over 255');
    run.model.dispose();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
