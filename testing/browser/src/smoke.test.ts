import { expect, test } from 'vitest';
import { browserPage, inBrowser } from './harness.js';

inBrowser('a page', () => {
  test('computes with tfjs on its CPU backend and asks no other host for anything', async () => {
    const { evaluate, errors, foreignRequests, requests } = await browserPage();
    const result = await evaluate(
      { tf: '@tensorflow/tfjs' },
      async ({ tf }, [a, b]) => {
        await tf.setBackend('cpu');
        await tf.ready();
        return { backend: tf.getBackend(), sum: await tf.add(a, b).data(), agent: navigator.userAgent };
      },
      [1.5, 2.25] as const,
    );
    expect(result.backend).toBe('cpu');
    expect(result.sum).toEqual(new Float32Array([3.75]));
    expect(result.agent).toContain('Chrome');
    expect(errors()).toEqual([]);
    expect(requests().length).toBeGreaterThan(1);
    expect(foreignRequests()).toEqual([]);
  });

  test('reports what the page throws and what it asks of other hosts', async () => {
    const { page, errors, foreignRequests } = await browserPage();
    await page.evaluate(async () => {
      setTimeout(() => {
        throw new Error('from the page');
      });
      await fetch('http://example.invalid/x').catch(() => undefined);
    });
    expect(errors().join('\n')).toContain('from the page');
    expect(foreignRequests()).toEqual(['http://example.invalid/x']);
  });
});
