/** Where randomness begins. */
export const seedOptions = {
  seed: { kind: 'whole', about: 'seeds weights, order, noise and splits', least: 0, fallback: 0 },
} as const;
