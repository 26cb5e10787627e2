/** Options of the evidence lower bound. */
export const elboOptions = {
  beta: {
    kind: 'number',
    about: 'weight of the KL divergence; 1 is the evidence lower bound',
    range: { least: 0 },
    shown: '1; beta-vae: 4',
  },
  warmup: {
    kind: 'whole',
    about: 'steps over which the weight of the KL rises from 0',
    placeholder: 'STEPS',
    least: 0,
    fallback: 0,
  },
} as const;
