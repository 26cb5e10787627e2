import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hiddenLabels } from './data/hiddenLabels.js';
import { vaekit } from './vaekit.test-helper.js';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-labels-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const small = ['--data', 'moons', '--hidden', '8', '--latent', '2', '--epochs', '2', '--limit', '300', '--no-preview', '--json'];
const scoresOf = (out: string): Record<string, number> =>
  (JSON.parse(out.trimEnd().split('\n').at(-1)!) as { test: Record<string, number> }).test;

describe('hiddenLabels', () => {
  const y = Int32Array.from({ length: 110 }, (_, i) => (i < 100 ? i % 2 : i < 109 ? 2 : 3));
  const examples = {
    x: { data: new Float32Array(110), shape: [110, 1] },
    y: { data: y, shape: [110] },
    binarization: 'none',
  } as const;

  it('keeps the same part of each class, one row at least, and the others are not known', () => {
    const kept = hiddenLabels(examples, 0.1, 0).y.data;
    expect([0, 1, 2, 3].map((label) => kept.filter((one) => one === label).length)).toEqual([5, 5, 1, 1]);
    expect(kept.every((label, row) => label === -1 || label === y[row])).toBe(true);
    expect(hiddenLabels(examples, 0.1, 0).y.data).toEqual(kept);
    expect(hiddenLabels(examples, 0.1, 1).y.data).not.toEqual(kept);
  });

  it('refuses data without labels', () => {
    expect(() => hiddenLabels({ x: examples.x, binarization: 'none' }, 0.1, 0)).toThrow(
      '--labels-fraction 0.1 hides labels, but the data have none',
    );
  });
});

describe.each([
  ['m2-vae', ['--classifier', '8']],
  ['class-mean-cvae', ['--unknown-labels']],
] as const)('%s with labels on a part of the rows', (model, more) => {
  it('is trained in both engines, opened again, evaluated on either part and compared', async () => {
    const line = ['train', '--model', model, ...more, ...small, '--labels-fraction', '0.1'];
    const run = join(base, model);
    const compiled = await vaekit(...line, '--engine', 'compiled', '--out', run);
    const eager = await vaekit(...line, '--engine', 'eager', '--out', `${run}-eager`);
    expect([compiled.code, eager.code], compiled.err + eager.err).toEqual([0, 0]);
    const [a, b] = [scoresOf(compiled.out), scoresOf(eager.out)];
    expect(Math.abs(a['loss']! - b['loss']!)).toBeLessThan(1e-3 * Math.max(1, Math.abs(a['loss']!)));
    for (const split of ['test', 'train']) {
      const { code, out, err } = await vaekit('evaluate', run, '--split', split, '--json');
      expect(code, err).toBe(0);
      if (split === 'test') expect((JSON.parse(out) as Record<string, number>)['loss']).toBeCloseTo(a['loss']!, 4);
    }
    expect((await vaekit('compare', run, `${run}-eager`)).code).toBe(0);
    // With all labels it is another training.
    const all = await vaekit(...line.slice(0, -2), '--engine', 'compiled', '--out', `${run}-all`);
    expect(scoresOf(all.out)['loss']).not.toBe(a['loss']);
  });
});

it.each([
  ['vae', [], 'hides labels, but a vae learns no labels; take class-mean-cvae or m2-vae'],
  ['cvae', [], 'hides labels, but a cvae needs the label of every row; take class-mean-cvae or m2-vae'],
  ['class-mean-cvae', [], 'which a class-mean-cvae takes with --unknown-labels alone; give that too'],
])('%s refuses it by name', async (model, more, message) => {
  const { code, err } = await vaekit(
    'train',
    '--model',
    model,
    ...more,
    ...small,
    '--labels-fraction',
    '0.1',
    '--out',
    join(base, 'never'),
  );
  expect(err).toContain(message);
  expect(code).toBe(2);
});
