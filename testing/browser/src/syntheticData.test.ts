import {
  eightGaussians,
  linearGaussian,
  moonPhases,
  moons,
  pinwheel,
  rectangles,
  rings,
  sprites,
  swissRoll,
} from '@vaekit/datasets';
import { expect, test } from 'vitest';
import { browserPage, inBrowser } from './harness.js';

const makers = { eightGaussians, linearGaussian, moonPhases, moons, pinwheel, rectangles, rings, sprites, swissRoll };
const names = Object.keys(makers) as (keyof typeof makers)[];

inBrowser('@vaekit/datasets, synthetic sets', () => {
  test('have the same bits in Chromium as in Node', async () => {
    const { evaluate, errors, foreignRequests } = await browserPage();
    const inPage = await evaluate(
      { datasets: '@vaekit/datasets' },
      ({ datasets: page }, wanted) =>
        wanted.map((name) => {
          const { train, test: held } = page[name]({ size: 60, seed: 11 });
          return [train, held].flatMap(({ x, y, factors }) => [x.data, y?.data ?? [], factors?.values.data ?? []]);
        }),
      names,
    );
    names.forEach((name, i) => {
      const { train, test: held } = makers[name]({ size: 60, seed: 11 });
      const inNode = [train, held].flatMap(({ x, y, factors }) => [x.data, y?.data ?? [], factors?.values.data ?? []]);
      expect(inPage[i], name).toEqual(inNode);
    });
    expect(errors()).toEqual([]);
    expect(foreignRequests()).toEqual([]);
  });
});
