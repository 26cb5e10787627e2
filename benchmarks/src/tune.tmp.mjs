import * as tf from '@tensorflow/tfjs';
import { adam, fit, vae, mlp, passThrough, independent, adversarial, featureAdversarial, sample } from '@vaekit/core';
import { digits } from '@vaekit/datasets';
import { compiled } from '@vaekit/onnx';
import { encodePng, imageGrid } from '@vaekit/viz';
import { useWasm } from '@vaekit/wasm/node';
import { writeFileSync } from 'node:fs';
import { digitFeatures } from './distance/digitFeatures.mjs';
import { kernelDistance } from './distance/kernelDistance.mjs';
await useWasm();
const engine = compiled({threads:1});
const set = await digits();
const scaled = ({ x, y }) => ({ x: { data: Float32Array.from(x.data, (v) => v / 255), shape: [x.shape[0], 28, 28, 1] }, y: { data: y.data, shape: y.shape } });
const [training, held] = [scaled(set.train), scaled(set.test)];
const clean = tf.tensor(held.x.data, held.x.shape);
const classifier = await digitFeatures(training, { engine });
const wanted = classifier.features(clean);
const configs = JSON.parse(process.argv[2]);
for (const c of configs) {
  const { g=2e-4, b=.5, d=2e-4, db=.5, hidden=[256,512], dh=[256,256], epochs=20, batch=64, noise=0, act='relu', dact='elu', gamma, beta=1, smoothing=0, latent=20 } = c;
  const opt = adam({learningRate:d, beta1:db});
  const game = gamma === undefined
   ? { encoder: passThrough(), posterior: independent(), objective: adversarial({hidden:dh, activation:dact, noise, smoothing, optimizer: opt}) }
   : { encoder: mlp({hidden:[...hidden].reverse()}), objective: featureAdversarial({hidden:dh, activation:dact, gamma, beta, optimizer: opt}) };
  const model = vae({ event:[28,28,1], latent, decoder: mlp({hidden, activation: act}), ...game });
  const t=performance.now();
  const { history } = await fit(model, {x:training.x}, { epochs, batchSize: batch, seed:0, engine, optimizer: adam({learningRate:g, beta1:b}) });
  const images = sample(model, {count:2000, seed:1});
  const dist = kernelDistance(classifier.features(images), wanted);
  const last = Object.fromEntries(Object.entries(history).map(([k,v])=>[k,+v.at(-1).toFixed(3)]));
  console.log(JSON.stringify(c), dist.toFixed(3), JSON.stringify(last), ((performance.now()-t)/1000).toFixed(0)+'s');
  const few = tf.slice(images,[0,0,0,0],[64,28,28,1]);
  writeFileSync(`/tmp/samples2/tune-${process.argv[3]}-${configs.indexOf(c)}.png`, encodePng(imageGrid({data: few.dataSync(), shape: few.shape},{columns:16, scale:2})));
  few.dispose(); images.dispose(); model.dispose();
}
