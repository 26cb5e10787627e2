// Written by scripts/writeTables.mjs from the likelihoods of @vaekit/core.

/** What each likelihood says of itself. */
export const likelihoodTable = [
  { name: 'bernoulli', support: 'unitInterval', data: 'values from 0 to 1', widths: [] },
  { name: 'continuous-bernoulli', support: 'unitInterval', data: 'gray values from 0 to 1', widths: [] },
  { name: 'discretized-logistic', support: 'levels', data: '8-bit images', widths: ['predicted', 'learned', 'per-pixel'] },
  {
    name: 'discretized-logistic-rgb',
    support: 'levels',
    data: '8-bit color images, whose channels depend on each other',
    needs: 'color',
    widths: [],
  },
  { name: 'gaussian', support: 'real', data: 'any numbers', widths: ['learned', 'per-pixel', 'predicted', 'optimal', 'number'] },
  {
    name: 'laplace',
    support: 'real',
    data: 'numbers with some outliers',
    widths: ['learned', 'per-pixel', 'predicted', 'number'],
  },
  { name: 'mixed-columns', support: 'columns', data: 'tables, each column by its kind', widths: [] },
  {
    name: 'negative-binomial',
    support: 'counts',
    data: 'counts that vary more than Poisson’s',
    widths: ['per-pixel', 'learned', 'predicted'],
  },
  { name: 'poisson', support: 'counts', data: 'counts', widths: [] },
  {
    name: 'student-t',
    support: 'real',
    data: 'numbers with many outliers',
    widths: ['learned', 'per-pixel', 'predicted', 'number'],
    degrees: ['number', 'learned', 'per-pixel', 'predicted'],
  },
] as const;
