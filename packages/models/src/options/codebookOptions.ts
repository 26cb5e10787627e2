/** Options of models whose code is made of vectors out of codebooks. */
export const codebookOptions = {
  places: {
    kind: 'whole',
    about: 'how many codebook vectors make up a code; each has the width of the code',
    shown: '16; with conv and resnet: those of the smallest feature map',
    least: 1,
  },
  codes: { kind: 'whole', about: 'vectors in the codebook', placeholder: 'K', least: 1, fallback: 128 },
  commitment: {
    kind: 'number',
    about: 'weight of the term that keeps the encoder close to the codebook',
    range: { least: 0 },
    fallback: 0.25,
  },
  decay: {
    kind: 'number',
    about: 'decay of the moving averages that update the codebook',
    range: { least: 0, below: 1 },
    fallback: 0.99,
  },
} as const;
