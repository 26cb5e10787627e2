import { expect, test } from 'vitest';
import oracle from '../../../oracles/aggregate_posterior.json' with { type: 'json' };
import { densityOn, divergenceOn, gridFor, informationOn, logDensityAt, logStandard } from './aggregatePosterior.js';

const normals = {
  means: oracle.means.flat(),
  logVars: oracle.deviations.flat().map((sigma) => 2 * Math.log(sigma)),
  weights: oracle.weights,
};

test('divergence and information of three normals agree with adaptive quadrature, and add up to the mean divergence', () => {
  const grid = gridFor(normals);
  const density = densityOn(normals, grid);
  const divergence = divergenceOn(density, grid, logStandard);
  const information = informationOn(normals, density, grid);
  // The quadrature was asked for seven digits.
  expect(divergence).toBeCloseTo(oracle.divergence, 5);
  expect(information).toBeCloseTo(oracle.information, 5);
  expect(divergence + information).toBeCloseTo(oracle.meanKl, 6);
});

test('log-densities at points agree with SciPy, with and without equal weights', () => {
  oracle.points.forEach(([x, y], i) => expect(logDensityAt(normals, x!, y!)).toBeCloseTo(oracle.logDensities[i]!, 9));
  expect(logDensityAt({ means: [0, 0, 0, 0], logVars: [0, 0, 0, 0] }, 0.3, -1)).toBeCloseTo(logStandard(0.3, -1), 12);
});

test('the standard normal has no divergence from itself and tells nothing', () => {
  const one = { means: [0, 0], logVars: [0, 0] };
  const grid = gridFor(one);
  const density = densityOn(one, grid);
  expect(divergenceOn(density, grid, logStandard)).toBeCloseTo(0, 9);
  expect(informationOn(one, density, grid)).toBeCloseTo(0, 9);
});
