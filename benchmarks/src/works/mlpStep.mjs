// One training step of the VAE 784-400-20-400-784 (ReLU, Bernoulli from logits, Adam 1e-3) on a batch of 128, written in plain tfjs,
// so that only the kernels differ between the contenders.
import * as tf from '@tensorflow/tfjs';
import { alternate, median } from '../pairs.mjs';
import { startVaekitWasm } from '../vaekitWasm.mjs';

export const name = 'mlp-step';
export const title =
  'Training step of a VAE 784-400-20-400-784, batch 128, Adam: kernels of @vaekit/wasm against those of tfjs, in turn';

const BATCH = 128;
const [INPUT, HIDDEN, LATENT] = [784, 400, 20];
const ROUNDS = 9;
const BAR = 1 / 4;

function makeStep() {
  const weight = (rows, columns, seed) => tf.variable(tf.randomNormal([rows, columns], 0, 1 / Math.sqrt(rows), 'float32', seed));
  const bias = (columns) => tf.variable(tf.zeros([columns]));
  const layer = (rows, columns, seed) => ({ weight: weight(rows, columns, seed), bias: bias(columns) });
  const layers = {
    encoder: layer(INPUT, HIDDEN, 1),
    mean: layer(HIDDEN, LATENT, 2),
    logVariance: layer(HIDDEN, LATENT, 3),
    decoder: layer(LATENT, HIDDEN, 4),
    logits: layer(HIDDEN, INPUT, 5),
  };
  const variables = Object.values(layers).flatMap((part) => [part.weight, part.bias]);
  const x = tf.cast(tf.less(tf.randomUniform([BATCH, INPUT], 0, 1, 'float32', 6), 0.3), 'float32');
  const epsilon = tf.randomNormal([BATCH, LATENT], 0, 1, 'float32', 7);
  const dense = (input, part) => tf.add(tf.matMul(input, part.weight), part.bias);

  /** `mean over the batch of Σ[softplus(l) − x·l] + ½Σ[μ² + exp(v) − v − 1]`, the negative ELBO in nats. */
  const negativeElbo = () => {
    const hidden = tf.relu(dense(x, layers.encoder));
    const mean = dense(hidden, layers.mean);
    const logVariance = dense(hidden, layers.logVariance);
    const z = tf.add(mean, tf.mul(epsilon, tf.exp(tf.mul(logVariance, 0.5))));
    const logits = dense(tf.relu(dense(z, layers.decoder)), layers.logits);
    const reconstruction = tf.sum(tf.sub(tf.softplus(logits), tf.mul(x, logits)), 1);
    const divergence = tf.mul(0.5, tf.sum(tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1)), 1));
    return tf.mean(tf.add(reconstruction, divergence));
  };
  const optimizer = tf.train.adam(1e-3);
  return () => {
    const loss = optimizer.minimize(negativeElbo, true, variables);
    const value = loss.dataSync()[0];
    loss.dispose();
    return value;
  };
}

/** The large products of the step: its forward pass and the two gradients of each layer. */
const PRODUCTS = [
  { what: 'x·W', a: [BATCH, INPUT], b: [INPUT, HIDDEN], transposeA: false, transposeB: false },
  { what: 'xᵀ·δ', a: [BATCH, INPUT], b: [BATCH, HIDDEN], transposeA: true, transposeB: false },
  { what: 'δ·Wᵀ', a: [BATCH, INPUT], b: [HIDDEN, INPUT], transposeA: false, transposeB: true },
];

function productRows(contenders) {
  return PRODUCTS.flatMap(({ what, a, b, transposeA, transposeB }) => {
    const [left, right] = [tf.randomUniform(a), tf.randomUniform(b)];
    const run = () => tf.dispose(tf.matMul(left, right, transposeA, transposeB));
    const samples = alternate(
      contenders.map(({ enter, leave }) => ({ enter, leave, run, repeats: 2 })),
      { rounds: 7, warmUp: 1 },
    );
    tf.dispose([left, right]);
    const operations = 2 * BATCH * INPUT * HIDDEN;
    return contenders.map(({ who }, i) => {
      const ms = median(samples[i]);
      return { work: 'product', who, what: `${what} (128 × 784 × 400)`, ms, gflops: operations / ms / 1e6 };
    });
  });
}

export async function run() {
  const { registerTrainingKernels } = await startVaekitWasm();
  let unregister = () => {};
  const step = makeStep();
  const contenders = [
    {
      who: 'vaekit-wasm',
      enter: () => (unregister = registerTrainingKernels()),
      leave: () => unregister(),
      run: step,
      repeats: 4,
    },
    { who: 'tfjs-wasm', enter: () => {}, leave: () => {}, run: step, repeats: 2 },
  ];
  const samples = alternate(contenders, { rounds: ROUNDS, warmUp: 2 });
  const stock = median(samples[1]);
  const rows = contenders.map(({ who }, i) => ({ who, what: 'step', ms: median(samples[i]), ratio: median(samples[i]) / stock }));
  const ratios = samples[0].map((ms, round) => ms / samples[1][round]);
  const ratio = rows[0].ratio;
  return {
    rows: [...rows, ...productRows(contenders)],
    columns: { what: 'what', who: 'who', ms: 'ms', ratio: 'ours/tfjs', gflops: 'GFLOP/s' },
    met: ratio <= BAR,
    summary:
      `  step: ${ratio.toFixed(3)} of the time of tfjs's own kernels (medians of ${ROUNDS} pairs; ` +
      `single pairs ${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}; bar ${BAR}): ${ratio <= BAR ? 'met' : 'MISSED'}`,
  };
}
