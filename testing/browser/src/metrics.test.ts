import * as tf from '@tensorflow/tfjs';
import { digitFeatures, sampleDistance } from '@vaekit/metrics';
import { expect, test } from 'vitest';
import { browserPage, inBrowser } from './harness.js';

/** Sixteen pictures of bars, and sixteen of rings, 28 × 28. */
const pictures = (of: (y: number, x: number, row: number) => boolean) => ({
  data: Float32Array.from({ length: 16 * 784 }, (_, i) => (of(Math.floor(i / 28) % 28, i % 28, Math.floor(i / 784)) ? 1 : 0)),
  shape: [16, 28, 28, 1],
});
const bars = pictures((y, x, row) => Math.abs(x - 6 - row) < 2 && y > 4 && y < 24);
const rings = pictures((y, x, row) => Math.abs(Math.hypot(y - 14, x - 14) - 3 - row / 2) < 1.5);

inBrowser('@vaekit/metrics', () => {
  test('samples are judged in the page as in Node, and the classifier comes with it', async () => {
    const { evaluate, errors, foreignRequests } = await browserPage();
    const inPage = await evaluate(
      { tf: '@tensorflow/tfjs', metrics: '@vaekit/metrics' },
      async ({ tf, metrics }, { bars, rings }) => {
        await tf.setBackend('cpu');
        const net = await metrics.digitFeatures();
        return metrics.sampleDistance(bars, rings, net, { training: bars });
      },
      { bars, rings },
    );
    await tf.setBackend('cpu');
    const net = await digitFeatures();
    const here = sampleDistance(bars, rings, net, { training: bars });
    net.dispose();
    expect(inPage.precision).toBe(here.precision);
    expect(inPage.recall).toBe(here.recall);
    expect(inPage.frechet / here.frechet).toBeCloseTo(1, 5);
    expect(inPage.kernel / here.kernel).toBeCloseTo(1, 5);
    expect(foreignRequests()).toEqual([]);
    expect(errors()).toEqual([]);
  });
});
