import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryRunStore } from './memoryRunStore.js';
import { readSweepPlan, SWEEP_FILE, writeSweepPlan } from './sweepPlan.js';
import { type SweepDimension, sweepTrials } from './sweepSpace.js';

const latent: SweepDimension = { values: ['2', '8'] };
const seed: SweepDimension = { values: ['0', '1', '2'] };
const lr: SweepDimension = { from: 1e-4, to: 1e-2, log: true, whole: false };
const width: SweepDimension = { from: 3, to: 5, log: false, whole: true };

describe('sweepTrials', () => {
  it('goes through a grid, the seed fastest, and names each training', () => {
    const trials = sweepTrials({ dimensions: { seed, latent, hidden: { values: ['64,32'] } } });
    expect(trials.map(({ name }) => name)).toEqual([
      '1-latent-2-hidden-64-32-seed-0',
      '2-latent-2-hidden-64-32-seed-1',
      '3-latent-2-hidden-64-32-seed-2',
      '4-latent-8-hidden-64-32-seed-0',
      '5-latent-8-hidden-64-32-seed-1',
      '6-latent-8-hidden-64-32-seed-2',
    ]);
    expect(trials[3]!.options).toEqual({ latent: '8', hidden: '64,32', seed: '0' });
  });

  it('draws configurations without any twice, each with every seed, the same ones again', () => {
    const space = { dimensions: { lr, width, seed }, draws: 7, drawSeed: 3 };
    const trials = sweepTrials(space);
    expect(trials).toHaveLength(21);
    expect(new Set(trials.map(({ options }) => JSON.stringify(options))).size).toBe(21);
    expect(sweepTrials(space)).toEqual(trials);
    expect(sweepTrials({ ...space, drawSeed: 4 })).not.toEqual(trials);
  });

  it('stays in its ranges, reaches both ends of whole ones, and draws the logarithm evenly', () => {
    const lrs = sweepTrials({ dimensions: { lr }, draws: 400 }).map(({ options }) => Number(options['lr']));
    expect(Math.min(...lrs)).toBeGreaterThanOrEqual(1e-4);
    expect(Math.max(...lrs)).toBeLessThanOrEqual(1e-2);
    // Half of 400 lies below the geometric middle, give or take four standard deviations of a binomial (10 each).
    expect(Math.abs(lrs.filter((value) => value < 1e-3).length - 200)).toBeLessThan(40);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 }), (drawSeed) => {
        const drawn = sweepTrials({ dimensions: { width }, draws: 3, drawSeed }).map(({ options }) => options['width']);
        expect(drawn.sort()).toEqual(['3', '4', '5']);
      }),
    );
  });

  it.each([
    ['a range in a grid', { dimensions: { lr } }, '`lr` is a range, which can be drawn from alone'],
    ['a range of seeds', { dimensions: { seed: width }, draws: 2 }, '`seed` is a range'],
    ['a range that is upside down', { dimensions: { lr: { ...lr, to: 1e-5 } }, draws: 2 }, '`lr` goes from 0.0001 to 0.00001'],
    ['a log range from 0', { dimensions: { lr: { ...lr, from: 0 } }, draws: 2 }, 'above 0 on a log scale'],
    ['more draws than there are configurations', { dimensions: { width }, draws: 4 }, 'only 3 different configurations'],
  ])('refuses %s', (_, space, text) => {
    expect(() => sweepTrials(space)).toThrow(text);
  });
});

describe('sweep.json', () => {
  it('reads what was written, and names a file that is damaged', async () => {
    const store = memoryRunStore('sweep');
    expect(await readSweepPlan(store)).toBeUndefined();
    const plan = { common: ['--data=moons'], trials: sweepTrials({ dimensions: { latent, seed } }) };
    await writeSweepPlan(store, plan);
    expect(await readSweepPlan(store)).toEqual(plan);
    const text = new TextDecoder().decode(await store.read(SWEEP_FILE));
    await store.write(SWEEP_FILE, text.replace('moons', 'rings'));
    await expect(readSweepPlan(store)).rejects.toThrow('sweep/sweep.json is damaged (its checksum does not match)');
    await writeSweepPlan(store, { common: [], trials: [] });
    await expect(readSweepPlan(store)).rejects.toThrow('sweep/sweep.json is damaged (it is not the plan of a sweep)');
  });
});
