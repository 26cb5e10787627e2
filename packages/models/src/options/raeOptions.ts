import { autoencoderOptions } from './autoencoderOptions.js';

const own = {
  'code-weight': {
    kind: 'number',
    about: 'weight of half the squared length of the code',
    range: { least: 0 },
    fallback: 0.01,
  },
} as const;

/** Options of regularized autoencoders. */
export const raeOptions: typeof autoencoderOptions & typeof own = { ...autoencoderOptions, ...own };
