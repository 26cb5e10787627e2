/** Options of codes of two layers. */
export const layerOptions = {
  top: {
    kind: 'whole',
    about: 'width of the upper layer, the last numbers of the code',
    shown: 'a quarter of the code',
    least: 1,
  },
  'layer-hidden': {
    kind: 'wholes',
    about: 'widths of the hidden layers of the networks between the layers of the code',
    least: 1,
    fallback: [64],
  },
} as const;
