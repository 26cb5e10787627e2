/** Options of the maximum mean discrepancy between codes and prior. */
export const mmdOptions = {
  mmd: {
    kind: 'number',
    about: 'weight of the maximum mean discrepancy between codes and prior',
    range: { least: 0 },
    fallback: 10,
  },
  kernel: {
    kind: 'choice',
    about: 'kernel of the discrepancy, summed over scales',
    choices: ['inverse-multiquadratic', 'gaussian'],
    fallback: 'inverse-multiquadratic',
  },
} as const;
