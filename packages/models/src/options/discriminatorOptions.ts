/** The network that a game is played against. */
export const discriminatorOptions = {
  discriminator: {
    kind: 'wholes',
    about: 'widths of the hidden layers of the discriminator',
    least: 1,
    fallback: [256, 256, 256],
  },
} as const;
