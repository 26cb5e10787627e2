/** Options of a model whose prior is fitted to its codes once the rest is trained. */
export const codesPhaseOptions = {
  'autoencoder-epochs': {
    kind: 'whole',
    about: 'passes through the training data for the autoencoder, before those for the prior over its codes',
    placeholder: 'N',
    least: 1,
    fallback: 20,
  },
} as const;
