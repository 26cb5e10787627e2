import type { Diagnosis } from '@vaekit/metrics';
import { expect, it } from 'vitest';
import { doctor } from './doctorSection.js';

const figures = { examples: { training: 100, heldOut: 100 }, latent: 2, finite: true };
const linesOf = (more: Partial<Diagnosis['figures']>): readonly string[] =>
  doctor.text({ findings: [], figures: { ...figures, ...more } });

it('says of how many examples the codes are lost, and not that nothing is wrong', () => {
  expect(linesOf({})).toEqual(['nothing found wrong (100 training and 100 held-out examples)']);
  expect(linesOf({ overflowing: 8 })).toEqual([
    'codes of 8 of 100 held-out examples are past what a float holds, and figures of codes are left out: see whether the values of these examples are in the units of the training data',
  ]);
});

it('prints a total correlation beside that of independent numbers', () => {
  expect(linesOf({ totalCorrelation: { value: 12.241, independent: 12.104, most: 131.25 } })).toContain(
    'total correlation 12.24 nats, of independent numbers 12.10, at most (d - 1) log N = 131.25',
  );
});
