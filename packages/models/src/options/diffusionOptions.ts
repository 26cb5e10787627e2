/** Options of a diffusion over codes. */
export const diffusionOptions = {
  'diffusion-steps': {
    kind: 'whole',
    about: 'steps of the diffusion between a code and noise',
    placeholder: 'T',
    least: 2,
    fallback: 100,
  },
  denoiser: {
    kind: 'wholes',
    about: 'widths of the hidden layers of the network that finds the noise in a code',
    least: 1,
    fallback: [256, 256],
  },
  sampler: {
    kind: 'choice',
    about: 'the way back from noise: drawn at every step, or the same for the same start',
    choices: ['ancestral', 'deterministic'],
    fallback: 'ancestral',
  },
} as const;
