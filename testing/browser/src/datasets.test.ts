import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
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

  test('pictures are decoded and resized by the page, as Pillow reads them', async () => {
    const folder = new URL('../../../packages/datasets/oracles/', import.meta.url);
    const names = ['turned6.jpg', 'gray.jpg', 'alpha.webp', 'moving.gif'];
    const files = names.map((name) => ({ name, bytes: [...readFileSync(new URL(`images/${name}`, folder))] }));
    const { decoded } = JSON.parse(readFileSync(new URL('images.json', folder), 'utf8')) as {
      decoded: Record<string, { shape: number[]; data: number[] }>;
    };
    const { evaluate, errors } = await browserPage();
    const inPage = await evaluate(
      { datasets: '@vaekit/datasets' },
      async ({ datasets }, { given }) => {
        const read = async (name: string, bytes: number[], size?: { width: number; height: number }) => {
          const { x } = await datasets.imageExamples(
            [{ path: name, bytes: Uint8Array.from(bytes) }],
            size === undefined ? {} : { size, fit: 'pad', background: 10, color: 'rgb' },
          );
          return { shape: x.shape.slice(1), data: Array.from(x.data) };
        };
        const whole = await Promise.all(given.map(({ name, bytes }) => read(name, bytes)));
        const first = given[0]!;
        return { whole, padded: await read(first.name, first.bytes, { width: 24, height: 12 }) };
      },
      { given: files },
    );
    inPage.whole.forEach(({ shape, data }, i) => {
      const right = decoded[names[i]!]!;
      expect(shape).toEqual(right.shape);
      // Decoders of JPEG differ by rounding, and a canvas keeps colors multiplied by their alpha.
      expect(Math.max(...data.map((value, at) => Math.abs(value - right.data[at]!)))).toBeLessThanOrEqual(4);
    });
    // Bars left and right of the picture of 8 by 12, which is turned upright.
    expect(inPage.padded.shape).toEqual([12, 24, 3]);
    expect(inPage.padded.data.slice(0, 24)).toEqual(Array.from({ length: 24 }, () => 10));
    expect(inPage.padded.data.slice(36, 39)).not.toEqual([10, 10, 10]);
    expect(errors()).toEqual([]);
  });
});
