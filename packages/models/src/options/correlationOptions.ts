/** Options of objectives that weigh the total correlation of the code. */
export const correlationOptions = {
  'total-correlation': {
    kind: 'number',
    about: 'weight of the total correlation of the code: beta of beta-TC-VAE, gamma of FactorVAE',
    range: { least: 0 },
    fallback: 6,
  },
} as const;
