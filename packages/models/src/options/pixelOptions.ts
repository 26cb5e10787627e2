/** Options of the autoregressive network over pixels. */
export const pixelOptions = {
  'pixel-channels': { kind: 'whole', about: 'channels of the masked convolutions over pixels', least: 1, fallback: 16 },
  'pixel-layers': { kind: 'whole', about: 'masked convolutions behind the first', least: 1, fallback: 2 },
} as const;
