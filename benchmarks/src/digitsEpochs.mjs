// `node digitsEpochs.mjs`: trains the convolutional VAE of keras-io on the 7,200 digits that `vaekit train --data digits` trains on, with `fit`
// on our WASM kernels. It obeys one line on stdin, `{ "ask": "train", "epochs": …, "batch": … }`, as `serve.mjs` does its own.
import { createInterface } from 'node:readline';
import { adam, convDecoder, convEncoder, eager, fit, vae } from '@vaekit/core';
import { digits, split } from '@vaekit/datasets';
import { useWasm } from '@vaekit/wasm/node';
import { CONV } from './modelSpec.mjs';

const IMAGE = [28, 28, 1];

async function train({ epochs, batch }) {
  await useWasm();
  const { latent, optimizer } = CONV;
  const { kind: _, ...options } = optimizer;
  const { train: data } = split((await digits()).train, { fraction: 0.1 });
  const model = vae({ encoder: convEncoder({ input: IMAGE, latent }), decoder: convDecoder({ latent, output: IMAGE }) });
  let steps = 0;
  const start = performance.now();
  const { history } = await fit(model, data.x, {
    epochs,
    batchSize: batch,
    optimizer: adam(options),
    engine: eager(),
    callbacks: { onBatchEnd: () => void (steps += 1) },
  });
  const seconds = (performance.now() - start) / 1000;
  return { examples: data.x.shape[0], steps, seconds, losses: history.loss };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { ask: _, ...request } = JSON.parse(line);
  let answer;
  try {
    answer = await train(request);
  } catch (error) {
    answer = { error: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
