import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { TypedArray } from '@vaekit-internal/base';
import { digits } from './digits.js';
import type { Examples } from './examples.js';
import { take } from './subset.js';
import { validateExamples } from './validateExamples.js';

const sha256 = (data: TypedArray): string =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
const perClass = ({ y }: Examples): number[] =>
  Array.from({ length: 10 }, (_, label) => y?.data.filter((other) => other === label).length ?? 0);

describe('digits', async () => {
  const { train, test: held, ...about } = await digits();

  test('pixels, labels and order are those that the rule of the split picks from the MNIST file', () => {
    // Computed from train-images-idx3-ubyte and train-labels-idx1-ubyte themselves, in NumPy with exact fractions.
    expect(sha256(train.x.data)).toBe('e736d6cc420d9296dcf93016bdaa5cf5d4afb825db174cd82950f19571eccfad');
    expect(sha256(held.x.data)).toBe('7e8acca5a75741e1691e9db7debba8c8c32e6a16c07589133c03249fefc95e7d');
    expect(sha256(Uint8Array.from(train.y?.data ?? []))).toBe('100f3e47322b658d4e6ac53d75d5a010350b594146ca483e0d2ebccc5ecc8d20');
    expect(sha256(Uint8Array.from(held.y?.data ?? []))).toBe('19efeabbd5fed476d80e2ce2609cdc76c23b9694a1631c6371599ab362810a91');
  });

  test('shapes, counts by class, attribution', () => {
    expect(train.x.shape).toEqual([8000, 28, 28, 1]);
    expect(held.x.shape).toEqual([2000, 28, 28, 1]);
    expect(train.x.data).toBeInstanceOf(Uint8Array);
    expect(perClass(train)).toEqual([801, 927, 791, 832, 780, 663, 814, 870, 744, 778]);
    expect(perClass(held)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(train.classes).toHaveLength(10);
    expect(about).toMatchObject({ name: 'digits', license: 'CC-BY-SA-3.0', source: expect.stringContaining('LeCun') });
    expect(() => {
      validateExamples(train);
      validateExamples(held);
    }).not.toThrow();
  });

  test('no image is in both parts', () => {
    const image = ({ x }: Examples, row: number): string =>
      Buffer.from(x.data.subarray(row * 784, (row + 1) * 784) as Uint8Array).toString('latin1');
    const seen = new Set(Array.from({ length: 8000 }, (_, row) => image(train, row)));
    expect(seen.size).toBe(8000);
    expect(Array.from({ length: 2000 }, (_, row) => seen.has(image(held, row)))).not.toContain(true);
  });

  test('every beginning holds the classes in their proportions', () => {
    for (const count of [100, 1000, 4000]) {
      perClass(take(train, count)).forEach((found, label) => {
        expect(Math.abs(found - (count * (perClass(train)[label] ?? 0)) / 8000)).toBeLessThanOrEqual(1);
      });
    }
  });

  test('one digit, as an eye sees it', () => {
    const picture = Array.from({ length: 28 }, (_, i) =>
      Array.from({ length: 28 }, (_, j) => ' .:+#'[Math.ceil((held.x.data[i * 28 + j] ?? 0) / 64)])
        .join('')
        .trimEnd(),
    ).join('\n');
    expect(held.y?.data[0]).toBe(0);
    expect(picture).toMatchInlineSnapshot(`
      "



                    .+##.
                   :####:
                  :#####+
                 .######+
                 +##:.##+
                :##+  +##:
                ###.  :###
               .##+    +##.
               :##.    :##+
               +#+.    .###.
              .##.      +##.
              .##.      +##.
              .##.     .+##.
              .##.     .###.
              .##.     +##:
              .##:    +###
              .###.  +###.
               #########.
               .######+.
                .+##+:.



      "
    `);
  });
});
