import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DataError } from './dataError.js';
import { eightGaussians } from './eightGaussians.js';
import type { DataSet, Examples } from './examples.js';
import { linearGaussian } from './linearGaussian.js';
import { moonPhases } from './moonPhases.js';
import { moons } from './moons.js';
import { pinwheel } from './pinwheel.js';
import { rings } from './rings.js';
import { sprites } from './sprites.js';
import { swissRoll } from './swissRoll.js';
import { validateExamples } from './validateExamples.js';

type Maker = (options: { size?: number; seed?: number; testFraction?: number }) => DataSet;
const makers: Record<string, Maker> = { eightGaussians, linearGaussian, moonPhases, pinwheel, rings, sprites, swissRoll };

function sum({ train, test: held }: DataSet): string {
  const hash = createHash('sha256');
  for (const { x, y, factors } of [train, held]) {
    for (const tensor of [x, y, factors?.values]) {
      if (tensor !== undefined) hash.update(new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

describe.each(Object.entries(makers))('%s', (_, make) => {
  test('sizes, seeds, splits; nothing that training would stumble over', () => {
    const set = make({ size: 50, seed: 1, testFraction: 0.3 });
    expect([set.train.x.shape[0], set.test.x.shape[0]]).toEqual([35, 15]);
    for (const part of [set.train, set.test]) expect(() => validateExamples(part)).not.toThrow();
    expect(sum(make({ size: 50, seed: 1, testFraction: 0.3 }))).toBe(sum(set));
    expect(sum(make({ size: 50, seed: 2, testFraction: 0.3 }))).not.toBe(sum(set));
    expect(set).toMatchObject({ license: 'CC0-1.0', source: 'Synthetic, made by vaekit' });
    expect(set.train.x.data.slice(0, set.test.x.data.length)).not.toEqual(set.test.x.data);
  });

  test('refuses a size, a seed and a part that make no sense', () => {
    for (const options of [{ size: 1 }, { size: 10.5 }, { seed: 0.5 }, { testFraction: 0 }, { testFraction: 1 }]) {
      expect(() => make(options)).toThrow(DataError);
    }
  });
});

test('numbers that leave single precision are refused, not infinite', () => {
  for (const make of [linearGaussian, moons, rings, swissRoll])
    expect(() => make({ size: 20, noise: 1e300 })).toThrow(
      /^\w+: example \d+ has the number -?Infinity: options as large as these/,
    );
});

test('every published seed keeps its data: a change here breaks the runs of users', () => {
  const sums = Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, sum(make({ size: 40, seed: 5 }))]));
  expect(sums).toEqual({
    eightGaussians: '95836440800df6d3',
    linearGaussian: 'd5f52e4457e340b4',
    moonPhases: 'a5e52b327ff2b31d',
    pinwheel: '97a99886d07d8b81',
    rings: 'dbdeb0a477dc83d4',
    sprites: '718d4c4425207051',
    swissRoll: '26158b2f2ce4c352',
  });
});

const at = (examples: Examples, row: number, column: number): number => {
  const width = examples.x.shape[1] ?? 1;
  return examples.x.data[row * width + column] ?? 0;
};
const factor = (examples: Examples, row: number, place: number): number => {
  const { names, values } = examples.factors ?? { names: [], values: { data: [] } };
  return values.data[row * names.length + place] ?? 0;
};

test('rings: without noise every point lies on its ring at its angle', () => {
  const { train } = rings({ size: 400, noise: 0, rings: 4 });
  for (let row = 0; row < 320; row++) {
    const radius = (train.y?.data[row] ?? 0) / 2 + 0.5;
    expect(Math.abs(at(train, row, 0) - radius * Math.cos(factor(train, row, 0)))).toBeLessThan(1e-6);
    expect(Math.abs(at(train, row, 1) - radius * Math.sin(factor(train, row, 0)))).toBeLessThan(1e-6);
  }
  expect(train.classes).toEqual(['radius 0.5', 'radius 1', 'radius 1.5', 'radius 2']);
  expect(() => rings({ rings: 0 })).toThrow(/`rings` is 0/);
  expect(() => rings({ noise: -1 })).toThrow(/`noise` is -1/);
});

test('pinwheel: points are where their factors put them, factors are normal', () => {
  const { train } = pinwheel({ size: 20_000, arms: 3, along: 0.2, across: 0.05, rate: 0.4 });
  const moments = [0, 0, 0, 0];
  let off = 0;
  for (let row = 0; row < 16_000; row++) {
    const [u, v] = [factor(train, row, 0), factor(train, row, 1)];
    const angle = (2 * Math.PI * (train.y?.data[row] ?? 0)) / 3 + 0.4 * Math.exp(u);
    off = Math.max(
      off,
      Math.abs(at(train, row, 0) - 2 * (u * Math.cos(angle) - v * Math.sin(angle))),
      Math.abs(at(train, row, 1) - 2 * (u * Math.sin(angle) + v * Math.cos(angle))),
    );
    [u - 1, (u - 1) ** 2, v, v * v].forEach((value, i) => (moments[i] = (moments[i] ?? 0) + value / 16_000));
  }
  expect(off).toBeLessThan(3e-6);
  const n = 16_000;
  expect(Math.abs(moments[0] ?? 1)).toBeLessThan((4 * 0.2) / Math.sqrt(n));
  expect(Math.abs((moments[1] ?? 0) / 0.04 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(moments[2] ?? 1)).toBeLessThan((4 * 0.05) / Math.sqrt(n));
  expect(Math.abs((moments[3] ?? 0) / 0.0025 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
});

test('swissRoll: without noise every point lies on the sheet', () => {
  const { train } = swissRoll({ size: 500, noise: 0 });
  for (let row = 0; row < 400; row++) {
    const [angle, height] = [factor(train, row, 0), factor(train, row, 1)];
    expect(angle).toBeGreaterThanOrEqual(1.5 * Math.PI - 1e-6);
    expect(angle).toBeLessThanOrEqual(4.5 * Math.PI + 1e-6);
    expect(Math.abs(at(train, row, 0) - angle * Math.cos(angle))).toBeLessThan(2e-5);
    expect(Math.abs(at(train, row, 1) - height)).toBeLessThan(1e-6);
    expect(Math.abs(at(train, row, 2) - angle * Math.sin(angle))).toBeLessThan(2e-5);
  }
  expect(train.y).toBeUndefined();
});

describe('moonPhases', () => {
  test.each([
    [32, 0],
    [48, 0.25],
  ])('the light is that of the phase, side %i, earthshine %f', (imageSize, earthshine) => {
    const { train } = moonPhases({ size: 100, imageSize, earthshine });
    const pixels = imageSize * imageSize;
    const radius = 0.42 * imageSize;
    for (let row = 0; row < 80; row++) {
      const phase = factor(train, row, 0);
      const image = [...train.x.data.subarray(row * pixels, (row + 1) * pixels)];
      const light = image.reduce((total, value) => total + value, 0) / 255;
      // The bright part of the disc is (1 − cos φ) / 2 of it. Strips miss a little of the round top and bottom, bytes round.
      const bright = (1 - Math.cos(phase)) / 2;
      const expected = Math.PI * radius * radius * (earthshine + (1 - earthshine) * bright);
      expect(Math.abs(light - expected)).toBeLessThan(0.004 * Math.PI * radius * radius);
      // Waxing, the right half is the brighter one.
      const half = (low: number): number =>
        image.reduce((total, value, i) => total + (i % imageSize >= low && i % imageSize < low + imageSize / 2 ? value : 0), 0);
      if (bright > 0.01 && bright < 0.99) expect(half(imageSize / 2) > half(0)).toBe(phase < Math.PI);
      expect(train.y?.data[row]).toBe(Math.round(phase / (Math.PI / 4)) % 8);
    }
  });

  test('options', () => {
    expect(moonPhases({ size: 10 }).train.classes?.[4]).toBe('full moon');
    expect(() => moonPhases({ earthshine: 2 })).toThrow(/`earthshine` is 2; a number from 0 to 1/);
    expect(() => moonPhases({ imageSize: 4 })).toThrow(/`imageSize` is 4/);
  });
});
