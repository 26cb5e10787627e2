import { createHash } from 'node:crypto';
import { digits } from '@vaekit/datasets';
import { expect, test } from 'vitest';
import { browserPage, inBrowser } from './harness.js';

inBrowser('@vaekit/datasets', () => {
  test('digits() holds the same pixels and labels in Chromium as in Node', async () => {
    const { evaluate, errors, foreignRequests } = await browserPage();
    const inPage = await evaluate({ datasets: '@vaekit/datasets' }, async ({ datasets }) => {
      const sha256 = async (values: ArrayLike<number>) => {
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(values)));
        return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
      };
      const set = await datasets.digits();
      const labels = (part: typeof set.train) => part.y?.data ?? [];
      return {
        shapes: [set.train.x.shape, set.test.x.shape],
        sums: [
          await sha256(set.train.x.data),
          await sha256(set.test.x.data),
          await sha256(labels(set.train)),
          await sha256(labels(set.test)),
        ],
      };
    });

    const inNode = await digits();
    const sha256 = (values: ArrayLike<number>) => createHash('sha256').update(Uint8Array.from(values)).digest('hex');
    expect(inPage.shapes).toEqual([
      [8000, 28, 28, 1],
      [2000, 28, 28, 1],
    ]);
    expect(inPage.sums).toEqual([
      sha256(inNode.train.x.data),
      sha256(inNode.test.x.data),
      sha256(inNode.train.y?.data ?? []),
      sha256(inNode.test.y?.data ?? []),
    ]);
    expect(new Set(inPage.sums).size).toBe(4);
    expect(errors()).toEqual([]);
    expect(foreignRequests()).toEqual([]);
  });
});
