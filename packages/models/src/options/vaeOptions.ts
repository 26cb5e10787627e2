import { likelihoodOptions } from './likelihoodOptions.js';

const ofNetworks = {
  arch: {
    kind: 'choice',
    about: 'dense, convolutional or residual networks',
    choices: ['mlp', 'conv', 'resnet'],
    fallback: 'mlp',
  },
  hidden: {
    kind: 'wholes',
    about: 'widths of the dense hidden layers, from the example to the code; the decoder has them in reverse',
    details: 'With `conv` and `resnet` they come after the convolutions. Without any, dense networks are linear.',
    shown: '400; stacked-autoencoder: 500, 250; with conv and resnet: none',
    least: 1,
    empty: 'none',
  },
  filters: {
    kind: 'wholes',
    about: 'filters of the stages of conv and resnet, each of which halves the sides of an image, from the image inwards',
    shown: '32, 64',
    least: 1,
    belongsTo: 'arch',
  },
  dense: {
    kind: 'wholes',
    about:
      'widths of the dense layers between convolutions and code, from the example to the code; the decoder has them in reverse',
    shown: 'the hidden ones',
    least: 1,
    empty: 'none',
    belongsTo: 'arch',
  },
  latent: { kind: 'whole', about: 'width of the code', least: 1, fallback: 20 },
  dropout: {
    kind: 'number',
    about: 'dropout rate of the hidden layers',
    placeholder: 'RATE',
    range: { least: 0, below: 1 },
    fallback: 0,
  },
  'batch-norm': { kind: 'switch', about: 'batch normalization of the hidden layers' },
  'group-norm': {
    kind: 'whole',
    about: 'group normalization behind the layers of conv and resnet: how many groups, which divide each of the filters',
    shown: 'none',
    least: 1,
    belongsTo: 'arch',
  },
  preset: {
    kind: 'choice',
    about: 'networks of a published example: keras-io has `conv` with a dense layer of 16 in the encoder and none in the decoder',
    choices: ['keras-io'],
    shown: '',
  },
  seed: { kind: 'whole', about: 'seed of weights, order, noise and splits', least: 0, fallback: 0 },
} as const;

/** Options of every VAE built here: networks, likelihood and seed. */
export const vaeOptions: typeof likelihoodOptions & typeof ofNetworks = { ...ofNetworks, ...likelihoodOptions };
