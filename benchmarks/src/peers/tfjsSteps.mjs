import * as tf from '@tensorflow/tfjs';

/** The model's negative bound as one writes it in plain tfjs, `(x, y) => scalar`. */
function negativeBound({ batch, family, hidden, latent, activation, k = 1, classes, event }, w) {
  const dense = (input, name) => tf.add(tf.matMul(input, w[`${name}/kernel`]), w[`${name}/bias`]);
  const activate = activation === 'tanh' ? tf.tanh : tf.relu;
  const through = (input, part, count) => {
    let h = input;
    for (let i = 0; i < count; i++) {
      h = activate(dense(h, `${part}/hidden${i}`));
    }
    return h;
  };
  const up = (input, name, shape, strides) =>
    tf.add(tf.conv2dTranspose(input, w[`${name}/kernel`], [batch, ...shape], strides, 'same'), w[`${name}/bias`]);
  const down = (input, name) => tf.relu(tf.add(tf.conv2d(input, w[`${name}/kernel`], 2, 'same'), w[`${name}/bias`]));
  const encode = (x) => {
    if (family !== 'conv') {
      return through(x, 'encoder', hidden.length);
    }
    const features = down(down(tf.reshape(x, [batch, 28, 28, 1]), 'encoder/conv0'), 'encoder/conv1');
    return tf.relu(dense(tf.reshape(features, [batch, -1]), 'encoder/dense0'));
  };
  const decode = (z) => {
    if (family !== 'conv') {
      return dense(through(z, 'decoder', hidden.length), 'decoder/output');
    }
    const map = tf.reshape(tf.relu(dense(z, 'decoder/map')), [batch, 7, 7, 64]);
    const half = tf.relu(up(map, 'decoder/conv0', [14, 14, 64], 2));
    return tf.reshape(up(tf.relu(up(half, 'decoder/conv1', [28, 28, 32], 2)), 'decoder/output', [28, 28, 1], 1), [batch, event]);
  };

  return (x, y) => {
    const h = encode(x);
    const mean = dense(h, 'encoder/mean');
    const logVariance = dense(h, 'encoder/logVar');
    if (k === 1) {
      const z = tf.add(mean, tf.mul(tf.randomNormal([batch, latent]), tf.exp(tf.mul(logVariance, 0.5))));
      const logits = decode(z);
      const reconstruction = tf.sum(tf.sub(tf.softplus(logits), tf.mul(x, logits)), 1);
      const centered =
        classes === undefined
          ? mean
          : tf.sub(mean, tf.add(tf.matMul(tf.cast(tf.oneHot(y, classes), 'float32'), w['prior/means']), w['prior/bias']));
      const kl = tf.mul(0.5, tf.sum(tf.sub(tf.add(tf.square(centered), tf.exp(logVariance)), tf.add(logVariance, 1)), 1));
      return tf.mean(tf.add(reconstruction, kl));
    }
    const noise = tf.randomNormal([batch, k, latent]);
    const deviation = tf.expandDims(tf.exp(tf.mul(logVariance, 0.5)), 1);
    const z = tf.add(tf.expandDims(mean, 1), tf.mul(noise, deviation));
    const logits = tf.reshape(decode(tf.reshape(z, [batch * k, latent])), [batch, k, event]);
    const logLikelihood = tf.sum(tf.sub(tf.mul(tf.expandDims(x, 1), logits), tf.softplus(logits)), 2);
    // log p(z) − log q(z|x): the constants cancel.
    const logRatio = tf.mul(0.5, tf.sum(tf.sub(tf.add(tf.square(noise), tf.expandDims(logVariance, 1)), tf.square(z)), 2));
    return tf.neg(tf.mean(tf.sub(tf.logSumExp(tf.add(logLikelihood, logRatio), 1), Math.log(k))));
  };
}

/** Trains with plain tfjs, as its documentation does, on the active backend. */
export function openTfjs({ spec, weights, nextBatch }) {
  const variables = Object.fromEntries(
    spec.weights.map(({ name, shape }) => [name, tf.variable(tf.tensor(weights[name], shape))]),
  );
  const { kind, learningRate, rho, epsilon } = spec.optimizer;
  const optimizer =
    kind === 'adam' ? tf.train.adam(learningRate, 0.9, 0.999, epsilon) : tf.train.rmsprop(learningRate, rho, 0, epsilon);
  const bound = negativeBound({ ...spec, event: 784 }, variables);
  const list = Object.values(variables);
  const total = tf.variable(tf.scalar(0), false);
  let steps = 0;
  return {
    step() {
      tf.tidy(() => {
        const plain = nextBatch();
        const x = tf.tensor(plain.x, [spec.batch, 784]);
        const y = tf.tensor(plain.y, [spec.batch], 'int32');
        total.assign(
          tf.add(
            total,
            optimizer.minimize(() => bound(x, y), true, list),
          ),
        );
      });
      steps += 1;
    },
    async readLoss() {
      const [sum] = await total.data();
      const loss = sum / steps;
      tf.tidy(() => total.assign(tf.scalar(0)));
      steps = 0;
      return loss;
    },
  };
}
