/** Options of the penalty on the covariance of the code. */
export const dipOptions = {
  'off-diagonal': {
    kind: 'number',
    about: 'weight of the squared covariances of the code',
    range: { least: 0 },
    fallback: 10,
  },
  diagonal: {
    kind: 'number',
    about: 'weight of the squared distances of the variances of the code from 1',
    range: { least: 0 },
    shown: '100 in dip-vae-i, 10 in dip-vae-ii, with the default of off-diagonal',
  },
} as const;
