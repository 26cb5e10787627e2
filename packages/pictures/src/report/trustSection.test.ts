import { describe, expect, it } from 'vitest';
import { sectionOnPage } from './drawnSection.js';
import { type TrustFigures, trustSection } from './trustSection.js';

const bare: TrustFigures = { findings: [], looked: { training: 1000, heldOut: 500, needed: 20 }, facts: [] };
const full: TrustFigures = {
  ...bare,
  findings: [{ code: 'low-rank', text: 'The codes <repeat>.' }],
  facts: [{ name: 'what codes tell', value: '3.00 nats', meaning: 'at most 6.91' }],
  klByDimension: [
    { mean: 1, low: 0.9, high: 1.1 },
    { mean: 0.005, low: 0, high: 0.02 },
  ],
  calibration: {
    expectedError: 0.05,
    bins: [0.3, 0.9].map((confidence) => ({ confidence, accuracy: confidence - 0.05, rows: 9 })),
  },
  factors: {
    names: ['x', 'y'],
    importances: [
      [0.884, 0.2],
      [0.116, 0.8],
    ],
  },
  rates: {
    encoder: { rate: 2, distortion: 9 },
    curve: [
      { rate: 1, distortion: 10 },
      { rate: 3, distortion: 6 },
    ],
  },
  outliers: {
    against: 'rectangles',
    scores: {
      elbo: { rocAuc: { mean: 0.9, low: 0.8, high: 1 } },
      compressedSize: { rocAuc: { mean: 0.4, low: 0.3, high: 0.5 } },
    },
    curves: {
      elbo: [
        [0, 0],
        [0.1, 0.9],
        [1, 1],
      ],
      compressedSize: [
        [0, 0],
        [1, 1],
      ],
    },
  },
};

describe('trustSection', () => {
  it('says that nothing was found', () => {
    const { verdict, reasons, figures, table } = trustSection(bare);
    expect(verdict).toEqual({
      word: 'nothing found wrong',
      text: '1,000 training and 500 held-out examples were looked at for faults of training. How good the model is, the figures below and its samples say.',
      tone: 'yes',
    });
    expect([reasons, figures, table]).toEqual([[], [], undefined]);
  });

  it('says that a handful of examples shows no fault', () => {
    const { verdict } = trustSection({ ...bare, looked: { training: 24, heldOut: 3, needed: 20 } });
    expect(verdict).toEqual({
      word: 'too few examples',
      text: '24 training and 3 held-out examples were looked at; 20 held-out ones are needed to find faults of training.',
      tone: 'open',
    });
  });

  it('says that the doctor could not look, and not that nothing was found', () => {
    expect(trustSection({ findings: [], facts: [] }).verdict).toMatchObject({ word: 'not examined', tone: 'open' });
  });

  it('has a sentence for each finding, and a picture for each thing that is known', () => {
    const section = trustSection(full);
    expect(section.verdict).toMatchObject({ word: 'one finding', tone: 'no' });
    expect(section.reasons).toEqual(['Low rank. The codes <repeat>.']);
    expect(section.figures.map(({ name }) => name)).toEqual([
      'kl-by-dimension',
      'rate-distortion',
      'calibration',
      'code-by-factor',
      'outliers-roc',
    ]);
    expect(section.figures[0]!.figure.caption).toContain('1 of 2 are clearly in use');
    expect(section.table!.rows).toEqual([['What codes tell', '3.00\u00a0nats', 'at most 6.91']]);
    const { figures } = sectionOnPage(section);
    expect(figures!.map(({ svg }) => svg!.slice(0, 4))).toEqual(['<svg', '<svg', '<svg', '<svg', '<svg']);
    expect(figures!.at(-1)!.svg).toContain('−ELBO 0.900');
    // Shares, to hundredths.
    expect(figures![3]!.svg).toContain('>0.12<');
  });
});
