/** Options of posteriors that leapfrog steps move. */
export const leapfrogOptions = {
  leapfrog: {
    kind: 'whole',
    about: 'leapfrog steps of a draw; each takes two passes of the decoder and their gradients',
    placeholder: 'STEPS',
    least: 1,
    fallback: 3,
  },
  'step-size': {
    kind: 'number',
    about: 'length of a leapfrog step; with hamiltonian-vae at the beginning, each dimension learns its own up to 0.5',
    range: { above: 0, below: 0.5 },
    shown: '0.05; rhvae: 0.01',
  },
  tempering: {
    kind: 'number',
    about: 'inverse temperature before the first leapfrog step, which hamiltonian-vae learns from there',
    range: { above: 0, below: 1 },
    fallback: 0.3,
  },
} as const;
