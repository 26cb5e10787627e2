import * as tf from '@tensorflow/tfjs';
import {
  adam,
  convDecoder,
  convEncoder,
  drawNoise,
  fillNoise,
  iwae,
  mlpDecoder,
  mlpEncoder,
  randomStream,
  rmsprop,
  vae,
} from '@vaekit/core';
import { classMeanCvae } from '@vaekit/cvae';
import { buildModel } from '@vaekit/models';

function build({ family, hidden, latent, activation, k, classes, entry, data }) {
  if (family === 'catalog') return buildModel(entry, {}, data);
  if (family === 'conv') {
    const image = [28, 28, 1];
    return vae({ encoder: convEncoder({ input: image, latent }), decoder: convDecoder({ latent, output: image }) });
  }
  if (classes !== undefined) {
    return classMeanCvae({ input: [784], classes, latent, hidden });
  }
  return vae({
    encoder: mlpEncoder({ input: [784], hidden, latent, activation }),
    decoder: mlpDecoder({ latent, hidden: hidden.toReversed(), output: [784], activation }),
    ...(k === undefined ? {} : { objective: iwae({ k }) }),
  });
}

/** Trains as `fit` does, step by step: a copied batch, noise from the seeded stream, the scheduled scalars, the engine's step. */
export async function openVaekit(engine, { spec, weights, nextBatch, rows }, info) {
  const model = await build(spec);
  for (const [name, variable] of Object.entries(model.variables)) {
    tf.tidy(() => variable.assign(tf.tensor(weights[name], variable.shape)));
  }
  const { kind, ...options } = spec.optimizer;
  const optimizer = { adam, rmsprop }[kind](options);
  const shape = [spec.batch, ...model.event];
  const labeled = model.classes !== undefined;

  const start = performance.now();
  const train = await engine.prepare(model, optimizer, { x: shape, ...(labeled ? { y: [spec.batch] } : {}) }, rows);
  const readyMs = performance.now() - start;

  const noiseSpec = model.noise('train');
  const stream = randomStream(1);
  const noise = { ...train.plain?.noise };
  let step = 0;
  async function onTensors(plain, numbers) {
    const batch = { x: tf.tensor(plain.x, shape), ...(labeled ? { y: tf.tensor(plain.y, [spec.batch], 'int32') } : {}) };
    const drawn = drawNoise(noiseSpec, spec.batch, stream);
    const schedule = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, tf.scalar(value)]));
    await train.run(batch, drawn, schedule);
    tf.dispose([batch, drawn, schedule]);
  }
  return {
    info,
    readyMs,
    async step() {
      const plain = nextBatch(train.plain?.batch);
      const courses = Object.entries(model.schedules).map(([name, course]) => [name, course.at(step)]);
      const numbers = { learningRate: optimizer.learningRate, ...Object.fromEntries(courses) };
      if (train.plain === undefined) await onTensors(plain, numbers);
      else {
        fillNoise(noiseSpec, spec.batch, stream, noise);
        const members = { x: { data: plain.x, shape }, ...(labeled ? { y: { data: plain.y, shape: [spec.batch] } } : {}) };
        await train.plain.run(members, noise, numbers);
      }
      step += 1;
    },
    async readLoss() {
      // Of several players the first one's.
      return Object.values((await train.read()).losses)[0];
    },
  };
}
