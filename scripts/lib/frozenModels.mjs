// The models whose trained weights may not change without a word. Each side of `pnpm frozen` builds them by its own copy of this file, so when the
// public interface changes, this file follows it and the weights must stay.

const rows = 310; // ten steps an epoch in batches of 32, the last one filled up
const side = 8;
const classes = 3;

/** Whole numbers from 0 to 255, the same on every machine. */
function noise(count, seed) {
  let word = seed;
  return Uint8Array.from({ length: count }, () => {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
    return word >>> 24;
  });
}

const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);

/** Gray images: a bar for each class, and noise over it. */
function images() {
  const grain = noise(rows * side * side, 1);
  const data = grain.map((value, i) => {
    const row = Math.floor(i / (side * side));
    const bar = 2 * labels[row] + 1;
    return i % side === bar || i % side === bar + 1 ? 155 + (value % 100) : value % 90;
  });
  return { x: { data, shape: [rows, side, side, 1] }, y: { data: labels, shape: [rows] } };
}

const columns = [
  { kind: 'gaussian' },
  { kind: 'poisson' },
  { kind: 'bernoulli' },
  { kind: 'categorical', classes: 3 },
  { kind: 'studentT', degrees: 4 },
];

/** Rows of a table: a real number, a count, a bit, a class and a number with tails, of which one in eight is missing. */
function table() {
  const width = 7;
  const data = new Float32Array(rows * width);
  const mask = new Float32Array(rows * width).fill(1);
  const words = noise(rows * 6, 2);
  for (let row = 0; row < rows; row++) {
    const [a, b, c, d, e, f] = words.subarray(6 * row, 6 * row + 6);
    const values = [a / 64 - 2, b % 6, c % 2, ...[0, 1, 2].map((k) => (d % 3 === k ? 1 : 0)), e / 32 - 4 + (e > 250 ? 9 : 0)];
    data.set(values, row * width);
    if (f % 8 === 0) {
      mask[row * width] = 0;
      data[row * width] = 0;
    }
    if (f % 8 === 1) {
      mask.fill(0, row * width + 3, row * width + 6);
      data.fill(0, row * width + 3, row * width + 6);
    }
  }
  return { x: { data, shape: [rows, width] }, mask: { data: mask, shape: [rows, width] } };
}

/** Every model by name: how it is built from the packages, and its data. */
export const frozenModels = {
  'Bernoulli, warm-up, dropout, batch norm': {
    data: images,
    build: ({ bernoulli, elbo, linearWarmup, mlpDecoder, mlpEncoder, vae }) => {
      const net = { hidden: [24, 16], dropout: 0.1, batchNorm: true, seed: 1 };
      return vae({
        encoder: mlpEncoder({ ...net, input: [side, side, 1], latent: 4 }),
        decoder: mlpDecoder({ ...net, output: [side, side, 1], latent: 4 }),
        likelihood: bernoulli(),
        objective: elbo({ beta: linearWarmup({ steps: 30, to: 1 }) }),
      });
    },
  },
  'IWAE, k = 5': {
    data: images,
    build: ({ iwae, mlpDecoder, mlpEncoder, vae }) =>
      vae({
        encoder: mlpEncoder({ input: [side, side, 1], hidden: [24], latent: 3, activation: 'tanh', seed: 2 }),
        decoder: mlpDecoder({ output: [side, side, 1], hidden: [24], latent: 3, activation: 'tanh', seed: 2 }),
        objective: iwae({ k: 5 }),
      }),
  },
  'class-mean CVAE': {
    data: images,
    build: ({ classMeanCvae }) =>
      classMeanCvae({ input: [side, side, 1], classes, latent: 4, hidden: [24], classVariance: true, separation: 2, seed: 3 }),
  },
  'conditional VAE, learned p(z|y)': {
    data: images,
    build: ({ conditionalVae }) =>
      conditionalVae({ input: [side, side, 1], classes, latent: 4, hidden: [24], prior: 'learned', seed: 4 }),
  },
  'convolutional VAE': {
    data: images,
    build: ({ convDecoder, convEncoder, vae }) =>
      vae({
        encoder: convEncoder({ input: [side, side, 1], filters: [4, 6], latent: 3, seed: 5 }),
        decoder: convDecoder({ output: [side, side, 1], filters: [4, 6], latent: 3, seed: 5 }),
      }),
  },
  'mixed columns, missing values, three draws': {
    data: table,
    build: ({ elbo, mixedColumns, mlpDecoder, mlpEncoder, vae }) =>
      vae({
        encoder: mlpEncoder({ input: [7], hidden: [20], latent: 2, activation: 'elu', seed: 6 }),
        decoder: mlpDecoder({ output: [9], hidden: [20], latent: 2, activation: 'elu', seed: 6 }),
        likelihood: mixedColumns({ columns }),
        objective: elbo({ samples: 3 }),
      }),
  },
};
