const dense = (name, inputs, outputs) => [
  { name: `${name}/kernel`, shape: [inputs, outputs] },
  { name: `${name}/bias`, shape: [outputs] },
];
const conv = (name, shape, filters) => [
  { name: `${name}/kernel`, shape },
  { name: `${name}/bias`, shape: [filters] },
];

const PIXELS = 784;

function denseWeights({ hidden, latent, classes }) {
  const encoder = hidden.flatMap((width, i) => dense(`encoder/hidden${i}`, i === 0 ? PIXELS : hidden[i - 1], width));
  const back = hidden.toReversed();
  const decoder = back.flatMap((width, i) => dense(`decoder/hidden${i}`, i === 0 ? latent : back[i - 1], width));
  const prior =
    classes === undefined
      ? []
      : [
          { name: 'prior/means', shape: [classes, latent] },
          { name: 'prior/bias', shape: [latent] },
        ];
  return [
    ...encoder,
    ...dense('encoder/mean', hidden.at(-1), latent),
    ...dense('encoder/logVar', hidden.at(-1), latent),
    ...decoder,
    ...dense('decoder/output', back.at(-1), PIXELS),
    ...prior,
  ];
}

/** The convolutional VAE of keras-io: 28×28×1, filters 32 and 64 with stride 2, dense 16, and back. Kernels as Keras has them. */
const convWeights = ({ latent }) => [
  ...conv('encoder/conv0', [3, 3, 1, 32], 32),
  ...conv('encoder/conv1', [3, 3, 32, 64], 64),
  ...dense('encoder/dense0', 7 * 7 * 64, 16),
  ...dense('encoder/mean', 16, latent),
  ...dense('encoder/logVar', 16, latent),
  ...dense('decoder/map', latent, 7 * 7 * 64),
  ...conv('decoder/conv0', [3, 3, 64, 64], 64),
  ...conv('decoder/conv1', [3, 3, 32, 64], 32),
  ...conv('decoder/output', [3, 3, 1, 32], 1),
];

/** Floating-point operations of the matrix products of one step: forward, and two gradients a layer, but none for the pixels. */
function denseOperations({ batch, hidden, latent, k = 1 }) {
  const widths = [PIXELS, ...hidden];
  const encoder = widths.slice(1).map((width, i) => ({ size: widths[i] * width, passes: i === 0 ? 2 : 3 }));
  const heads = { size: 2 * hidden.at(-1) * latent, passes: 3 };
  const back = [latent, ...hidden.toReversed(), PIXELS];
  const decoder = back.slice(1).map((width, i) => ({ size: back[i] * width, passes: 3 }));
  const sum = (layers) => layers.reduce((total, { size, passes }) => total + size * passes, 0);
  return 2 * batch * (sum([...encoder, heads]) + k * sum(decoder));
}

/**
 * A model, its step and its optimizer as plain data that every contender builds from: `family` is `'dense'` or `'conv'`; with `k` it
 * minimizes the importance-weighted bound over k draws; with `classes` the prior's mean is a linear function of the label.
 */
export function modelSpec(parts) {
  const spec = { family: 'dense', activation: 'relu', optimizer: { kind: 'adam', learningRate: 1e-3, epsilon: 1e-8 }, ...parts };
  const isConv = spec.family === 'conv';
  return {
    ...spec,
    weights: isConv ? convWeights(spec) : denseWeights(spec),
    ...(isConv ? {} : { operations: denseOperations(spec) }),
  };
}

export const MLP = modelSpec({ batch: 128, hidden: [400], latent: 20 });
export const CLASS_MEAN = modelSpec({
  batch: 100,
  hidden: [256],
  latent: 2,
  classes: 10,
  optimizer: { kind: 'rmsprop', learningRate: 1e-3, rho: 0.9, epsilon: 1e-7 },
});
export const CONV = modelSpec({ family: 'conv', batch: 128, latent: 2 });
export const iwaeSpec = (k, batch = 20) => modelSpec({ batch, hidden: [200, 200], latent: 50, activation: 'tanh', k });
