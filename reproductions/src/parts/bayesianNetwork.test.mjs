import { describe, expect, it } from 'vitest';
import { randomStream } from '@vaekit/core';
import { asia } from './asia.mjs';
import { meanLogLikelihood, possible, readBif, refitted, sampleNetwork } from './bayesianNetwork.mjs';

const network = readBif(asia);
const at = (name) => network.findIndex((node) => node.name === name);

/** Rows of the network, which cost half a minute by hand. */
function rowsOf(count) {
  const stream = randomStream(3);
  return sampleNetwork(network, count, () => stream.fillUniform(new Float32Array(1))[0]);
}

describe('asia', () => {
  it('has eight nodes, parents first, whose tables sum to 1', () => {
    expect(network).toHaveLength(8);
    network.forEach((node, place) => {
      expect(node.parents.every((parent) => parent < place)).toBe(true);
      for (let i = 0; i < node.table.length; i += 2) expect(node.table[i] + node.table[i + 1]).toBeCloseTo(1, 12);
    });
  });

  it('has the marginals of the paper', () => {
    // Lauritzen and Spiegelhalter 1988, figure 5, before evidence: tuberculosis 1.04 %, cancer 5.5 %, either 6.48 %, X-ray 11.03 %, dyspnea 43.6 %.
    const marginals = { tub: 0.0104, lung: 0.055, either: 0.0648, xray: 0.1103, dysp: 0.436 };
    const rows = rowsOf(40_000);
    for (const [name, p] of Object.entries(marginals)) {
      const found = rows.filter((row) => row[at(name)] === 0).length / rows.length;
      expect(Math.abs(found - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / rows.length));
    }
  });

  it('never gives a disease of either kind that is neither', () => {
    const rows = rowsOf(1000);
    expect(possible(network, rows)).toHaveLength(1000);
    const wrong = rows.map((row) => row.map((value, place) => (place === at('either') ? 1 - value : value)));
    expect(possible(network, wrong)).toEqual([]);
  });

  it('is scored by the entropy of its tables, and refitted to the same', () => {
    const rows = rowsOf(40_000);
    // The published figures for rows of the network itself, from 10,000 rows each: −2.235 and −2.242.
    expect(meanLogLikelihood(network, rows)).toBeCloseTo(-2.235, 1);
    expect(meanLogLikelihood(refitted(network, rows), rows)).toBeGreaterThanOrEqual(meanLogLikelihood(network, rows));
  });

  it('has all values alike where the parents’ values never occur, and log 1e-8 for a row that cannot be', () => {
    const [row] = rowsOf(1);
    const { table, parents } = refitted(network, [row])[at('dysp')];
    expect(parents).toHaveLength(2);
    expect([...table].filter((p) => p === 0.5)).toHaveLength(6);
    const impossible = network.map(({ name }) => (name === 'tub' ? 0 : 1));
    expect(meanLogLikelihood(network, [impossible])).toBeCloseTo(Math.log(1e-8), 6);
  });

  it('refuses a circle', () => {
    const circle = asia.replace(
      'probability ( asia ) { table 0.01, 0.99; }',
      'probability ( asia | dysp ) { (yes) 0.5, 0.5; (no) 0.5, 0.5; }',
    );
    expect(() => readBif(circle)).toThrow('give a network without cycles');
  });
});
