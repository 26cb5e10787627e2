import { defaultDevice, init, jit, nn, numpy as np, random, tree, valueAndGrad } from '@jax-js/jax';

/** The negative bound. An array of jax-js is used up by the function it is given to; `ref` is one more use. */
function negativeBound({ activation, hidden, latent, batch, k = 1, classes }) {
  const activate = activation === 'tanh' ? np.tanh : nn.relu;
  const dense = (w, input, name) => np.matmul(input, w[`${name}/kernel`].ref).add(w[`${name}/bias`].ref);
  const through = (w, input, part) => {
    let h = input;
    for (let i = 0; i < hidden.length; i++) {
      h = activate(dense(w, h, `${part}/hidden${i}`));
    }
    return h;
  };
  return (w, key, x, y) => {
    const h = through(w, x.ref, 'encoder');
    const mean = dense(w, h.ref, 'encoder/mean');
    const logVariance = dense(w, h, 'encoder/logVar');
    const deviation = np.exp(logVariance.ref.mul(0.5));
    if (k === 1) {
      const z = mean.ref.add(random.normal(key, [batch, latent]).mul(deviation));
      const logits = dense(w, through(w, z, 'decoder'), 'decoder/output');
      const reconstruction = np.sum(nn.softplus(logits.ref).sub(x.mul(logits)), 1);
      let centered = mean;
      if (classes === undefined) {
        y.dispose();
      } else {
        centered = mean.sub(np.matmul(nn.oneHot(y, classes), w['prior/means'].ref).add(w['prior/bias'].ref));
      }
      const kl = np.sum(np.square(centered).add(np.exp(logVariance.ref)).sub(logVariance).sub(1), 1).mul(0.5);
      tree.dispose(w);
      return np.mean(reconstruction.add(kl));
    }
    y.dispose();
    const noise = random.normal(key, [batch, k, latent]);
    const z = np.expandDims(mean, 1).add(noise.ref.mul(np.expandDims(deviation, 1)));
    const rows = z.ref.reshape([batch * k, latent]);
    const logits = dense(w, through(w, rows, 'decoder'), 'decoder/output').reshape([batch, k, 784]);
    const logLikelihood = np.sum(np.expandDims(x, 1).mul(logits.ref).sub(nn.softplus(logits)), 2);
    // log p(z) − log q(z|x): the constants cancel.
    const logRatio = np.sum(np.square(noise).add(np.expandDims(logVariance, 1)).sub(np.square(z)), 2).mul(0.5);
    tree.dispose(w);
    return np.mean(nn.logsumexp(logLikelihood.add(logRatio), 1).sub(Math.log(k))).neg();
  };
}

function update({ kind, learningRate, rho, epsilon }, [w, m, v], gradients, count) {
  const names = Object.keys(w);
  const next = [{}, {}, {}];
  const first = kind === 'adam' ? np.subtract(1, np.power(0.9, count.ref)) : undefined;
  const second = kind === 'adam' ? np.subtract(1, np.power(0.999, count.ref)) : undefined;
  for (const name of names) {
    const g = gradients[name];
    if (kind === 'adam') {
      const mNext = m[name].mul(0.9).add(g.ref.mul(0.1));
      const vNext = v[name].mul(0.999).add(np.square(g).mul(0.001));
      const scale = np.sqrt(vNext.ref.div(second.ref)).add(epsilon);
      next[0][name] = w[name].sub(mNext.ref.div(first.ref).mul(learningRate).div(scale));
      next[1][name] = mNext;
      next[2][name] = vNext;
    } else {
      const vNext = v[name].mul(rho).add(np.square(g.ref).mul(1 - rho));
      next[0][name] = w[name].sub(g.mul(learningRate).div(np.sqrt(vNext.ref).add(epsilon)));
      next[1][name] = m[name];
      next[2][name] = vNext;
    }
  }
  first?.dispose();
  second?.dispose();
  return next;
}

/** Trains as jax-js' examples do. */
export async function openJaxJs({ spec, weights, nextBatch }) {
  await init('wasm');
  defaultDevice('wasm');
  const bound = negativeBound(spec);
  const advance = jit((state, key, x, y, total) => {
    const { w, m, v, count } = state;
    const next = count.add(1);
    const [loss, gradients] = valueAndGrad(bound)(tree.ref(w), key, x, y);
    const [wNext, mNext, vNext] = update(spec.optimizer, [w, m, v], gradients, next.ref);
    next.ref.dispose();
    return [{ w: wNext, m: mNext, v: vNext, count: next }, total.add(loss)];
  });
  const shapes = Object.fromEntries(spec.weights.map(({ name, shape }) => [name, shape]));
  const each = (make) => Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, make(name, shape)]));
  let state = {
    w: each((name, shape) => np.array(weights[name], { shape })),
    m: each((_, shape) => np.zeros(shape)),
    v: each((_, shape) => np.zeros(shape)),
    count: np.array(0, { dtype: np.float32 }),
  };
  let total = np.array(0, { dtype: np.float32 });
  let steps = 0;
  let drawn = 0;
  return {
    info: {},
    step() {
      const plain = nextBatch();
      const x = np.array(plain.x, { shape: [spec.batch, 784] });
      const y = np.array(plain.y, { shape: [spec.batch], dtype: np.int32 });
      drawn += 1;
      [state, total] = advance(state, random.key(drawn), x, y, total);
      steps += 1;
    },
    async readLoss() {
      const [sum] = await total.data();
      const loss = sum / steps;
      total = np.array(0, { dtype: np.float32 });
      steps = 0;
      return loss;
    },
  };
}
