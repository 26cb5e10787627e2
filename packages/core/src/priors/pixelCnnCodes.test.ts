import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitPrior } from '../fitPrior.js';
import { samplePrior } from '../latent/sample.js';
import { causalMask, maskedConvolutions } from '../networks/maskedConvolutions.js';
import { adam } from '../optimizers/adam.js';
import { contextFor } from '../ownScalars.js';
import { nearestCodes } from '../posteriors/codebook.js';
import { randomStream } from '../random/randomStream.js';

import { pixelCnnCodes } from './pixelCnnCodes.js';
import { all, CODES, PLACES, quantizing } from './quantizing.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

const ROWS = 120;

describe('masked convolutions', () => {
  it('look above, and left in the middle row', () => {
    expect([...causalMask(3, false)]).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0]);
    expect([...causalMask(3, true)]).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0]);
  });

  it('no place sees itself or what comes after it; the one before it is seen', () => {
    const [h, w] = [4, 5];
    tf.tidy(() => {
      const net = maskedConvolutions({ input: 2, channels: 6, layers: 2, kernel: 3, output: 3, seed: 1 });
      const start = randomStream(2).fillNormal(new Float32Array(h * w * 2));
      const from = net.apply(tf.tensor4d(start, [1, h, w, 2])).dataSync();
      for (let place = 0; place < h * w; place++) {
        const other = start.slice();
        other[2 * place]! += 3;
        const to = net.apply(tf.tensor4d(other, [1, h, w, 2])).dataSync();
        const changed = Array.from({ length: h * w }, (_, p) => [0, 1, 2].some((c) => to[3 * p + c] !== from[3 * p + c]));
        expect(changed.slice(0, place + 1)).toEqual(Array.from({ length: place + 1 }, () => false));
        // The last of a row is not next to the first of the one below it.
        if (place % w < w - 1) expect(changed[place + 1]).toBe(true);
      }
    });
  });
});

describe('a PixelCNN over codes', () => {
  it('comes close to maps whose places are bound to each other, is a distribution, and is drawn from as it says', async () => {
    const before = tf.memory().numTensors;
    const model = quantizing();
    // The first is any code, the second the same in nine of ten, the third the next one of the first, the fourth the sum of those beside and above it.
    const u = randomStream(8).fillUniform(new Float32Array(2 * ROWS));
    const codes = new Float32Array(ROWS * PLACES);
    for (let row = 0; row < ROWS; row++) {
      const first = Math.floor(3 * u[2 * row]!);
      const second = u[2 * row + 1]! < 0.9 ? first : (first + 1) % 3;
      codes.set([first, second, (first + 1) % 3, (second + first + 1) % 3], row * PLACES);
    }
    const entropy = Math.log(3) - 0.9 * Math.log(0.9) - 0.1 * Math.log(0.1);
    const options = { epochs: 40, batchSize: 40, optimizer: adam({ learningRate: 3e-2 }) };
    const { model: fitted, result } = await fitPrior(
      model,
      pixelCnnCodes({ codes: CODES, channels: 8, layers: 1 }),
      { data: codes, shape: [ROWS, PLACES] },
      options,
    );
    const loss = result!.history['loss']!.at(-1)!;
    // Around the entropy, by the chance of 120 rows.
    expect(loss).toBeGreaterThan(entropy - 0.15);
    expect(loss).toBeLessThan(entropy + 0.15);
    const logs = tf.tidy(() =>
      fitted.prior.logDensity!(
        tf.tensor3d(all.flat(), [all.length, PLACES, 1]),
        contextFor('prior', fitted.context(undefined, all.length)),
      ).dataSync<'float32'>(),
    );
    expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 4);
    const count = 800;
    const drawn = tf.tidy(
      () => nearestCodes(samplePrior(fitted, { count, seed: 5 }), fitted.state['posterior/codebook']!).arraySync() as number[][],
    );
    all.forEach((row, i) => {
      const p = Math.exp(logs[i]!);
      const share = drawn.filter((one) => one.join() === row.join()).length / count;
      expect(Math.abs(share - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / count) + 1e-3);
    });
    fitted.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([1, 5])('is a distribution with kernels of side %i', (kernel) => {
    const model = quantizing();
    const prior = pixelCnnCodes({ codes: CODES, channels: 4, layers: 1, kernel }).build({ event: [PLACES], latent: [PLACES, 1] });
    const total = tf.tidy(() => {
      const z = tf.tensor3d(all.flat(), [all.length, PLACES, 1]);
      return tf.sum(tf.exp(prior.logDensity!(z, model.context(undefined, all.length)))).dataSync()[0]!;
    });
    expect(total).toBeCloseTo(1, 5);
    tf.dispose(Object.values(prior.variables!));
    model.dispose();
  });

  it('refuses what it does not fit, by name', async () => {
    expect(() => pixelCnnCodes({ codes: 3, kernel: 4 })).toThrow('pixelCnnCodes: `kernel` is 4; expected an odd number');
    expect(() => pixelCnnCodes({ codes: 3 }).build({ event: [4], latent: [2] })).toThrow(
      'pixelCnnCodes: a code has shape [2], which is no map of places; expected [height,width,d] or [places,d]',
    );
    const model = quantizing();
    const data = { data: new Float32Array(PLACES), shape: [1, PLACES] };
    await expect(fitPrior(model, pixelCnnCodes({ codes: 5 }), data)).rejects.toThrow(
      'pixelCnnCodes: `codes` is 5 but the codebook',
    );
  });
});
