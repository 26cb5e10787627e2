/** Options of autoregressive flows. */
export const flowOptions = {
  'flow-steps': { kind: 'whole', about: 'steps of the autoregressive flow', least: 1, fallback: 2 },
  'flow-hidden': {
    kind: 'wholes',
    about: 'widths of the hidden layers of each step’s masked network',
    least: 1,
    fallback: [64],
  },
} as const;
