import * as tf from '@tensorflow/tfjs';
import { adam, decode, deserialize, fit, samplePrior, serialize } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { classMoments } from './classMoments.js';
import { classify } from './classify.js';
import { conditionalVae } from './conditionalVae.js';
import { nearestMean } from './nearestMean.js';
import { threeBlobs } from './threeBlobs.test-helper.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('conditionalVae', () => {
  it('learns to decode one code under each label as that class, and classifies by its bounds', async () => {
    const { x, y, data } = threeBlobs(240);
    const model = conditionalVae({ input: [2, 3, 1], classes: 3, latent: 2, hidden: [16] });
    const before = tf.memory().numTensors;
    await fit(model, data, { epochs: 40, batchSize: 40, optimizer: adam({ learningRate: 0.02 }) });
    expect(tf.memory().numTensors).toBe(before);

    const images = decode(model, tf.tile(tf.tensor2d([[0.3, -0.2]]), [3, 1]), {
      labels: [0, 1, 2],
    }).arraySync() as number[][][][];
    images.forEach((image, label) => {
      const columns = [0, 1, 2].map((column) => image[0]![column]![0]! + image[1]![column]![0]!);
      expect(columns.indexOf(Math.max(...columns))).toBe(label);
    });
    const { labels } = classify(model, x, { samples: 4 });
    expect(labels.filter((label, row) => label === y[row]).length / y.length).toBeGreaterThan(0.95);
    expect(() => nearestMean(model, x)).toThrow(/sees the label/);
    model.dispose();
  });

  it('has a prior for each class by default, or the standard normal, from which labels make no difference', () => {
    const learned = conditionalVae({ input: [4], classes: 3, latent: 2, hidden: [4] });
    expect(Object.keys(learned.variables).filter((name) => name.startsWith('prior/'))).toEqual(['prior/means', 'prior/logVars']);
    const standard = conditionalVae({ input: [4], classes: 3, latent: 2, hidden: [4], prior: 'standard' });
    expect(Object.keys(standard.variables).some((name) => name.startsWith('prior/'))).toBe(false);
    const { mean, logVar } = classMoments(standard);
    expect([...mean.dataSync(), ...logVar.dataSync()].every((value) => value === 0)).toBe(true);
    expect(samplePrior(standard, { count: 2 }).shape).toEqual([2, 2]);
    expect(() => conditionalVae({ input: [4], classes: 3, latent: 2, prior: 'none' as 'learned' })).toThrow(
      /expected 'learned' or 'standard'/,
    );
    learned.dispose();
    standard.dispose();
  });

  it('saves and loads, and asks for labels', async () => {
    const model = conditionalVae({ input: [4], classes: 3, latent: 2, hidden: [4] });
    const copy = await deserialize(await serialize(model));
    const z = tf.tensor2d([[1, 2]]);
    expect(decode(copy, z, { labels: [2] }).arraySync()).toEqual(decode(model, z, { labels: [2] }).arraySync());
    expect(() => decode(model, z)).toThrow(/give `labels`/);
    expect(() => decode(model, z, { labels: [3] })).toThrow(/label 3 at row 0 is out of range/);
    model.dispose();
    copy.dispose();
  });
});
