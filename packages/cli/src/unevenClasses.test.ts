import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomStream } from '@vaekit/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vaekit } from './vaekit.test-helper.js';

let base: string;
const file = (name: string): string => join(base, name);
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-uneven-'));
  // Nine of ten rows are well, and the numbers tell nothing: p(ill | x) = p(ill) = 0.1.
  const numbers = randomStream(1).fillNormal(new Float32Array(800));
  const rows = Array.from(
    { length: 400 },
    (_, row) => `${numbers[2 * row]!.toFixed(3)},${numbers[2 * row + 1]!.toFixed(3)},${row % 10 === 0 ? 'ill' : 'well'}`,
  );
  writeFileSync(file('uneven.csv'), `a,b,state\n${rows.join('\n')}\n`);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('where nine of ten examples are of one class and nothing tells them apart', () => {
  it.each(['class-mean-cvae', 'cvae'])('%s answers that one, and is nine tenths sure, whoever asks', async (model) => {
    const data = ['--data', file('uneven.csv'), '--label', 'state', '--test-fraction', '0.5'];
    const shape = ['--model', model, '--hidden', '8', '--latent', '2', '--epochs', '4', '--batch-size', '20'];
    const asked = async (...line: string[]): Promise<unknown> =>
      JSON.parse((await vaekit(...line, '--json')).out.trim().split('\n').at(-1)!);
    const trained = (await asked('train', ...data, ...shape, '--out', file(model))) as { test: { accuracy: number } };
    const classified = (await asked('classify', file(model))) as { accuracy: number };
    const evaluated = (await asked('evaluate', file(model), '--what', 'classes')) as {
      accuracy: number;
      classes: {
        accuracy: { mean: number };
        largestClass: number;
        calibration: { bins: { confidence: number; rows: number }[] };
      };
    };
    const { accuracy, largestClass, calibration } = evaluated.classes;
    expect([trained.test.accuracy, classified.accuracy, evaluated.accuracy]).toEqual(Array(3).fill(accuracy.mean));
    expect(largestClass).toBeCloseTo(0.9, 2);
    // A class is learned from 18 rows, and looks a little different from the other; were both alike, half of the answers would be right.
    expect(accuracy.mean).toBeGreaterThan(0.85);
    const sure = calibration.bins.reduce((sum, { confidence, rows }) => sum + (confidence * rows) / 200, 0);
    expect(Math.abs(sure - 0.9)).toBeLessThan(0.15);
  });
});
