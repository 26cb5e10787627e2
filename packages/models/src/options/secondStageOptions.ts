/** Options of a second VAE over codes. */
export const secondStageOptions = {
  'second-hidden': {
    kind: 'wholes',
    about: 'widths of the hidden layers of the second VAE’s encoder; its decoder has them in reverse',
    least: 1,
    fallback: [128],
  },
} as const;
