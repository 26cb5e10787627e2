import * as tf from '@tensorflow/tfjs';
import {
  classMeans,
  eager,
  type Engine,
  fit,
  frozen,
  mlpDecoder,
  mlpEncoder,
  randomStream,
  readWeights,
  vae,
} from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { compiled } from './compiled.js';

const ROWS = 24;
const data = {
  x: { data: randomStream(5).fillUniform(new Float32Array(ROWS * 16)), shape: [ROWS, 16] },
  y: { data: Int32Array.from({ length: ROWS }, (_, i) => i % 3), shape: [ROWS] },
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

async function trained(engine: Engine, side: 'decoder' | 'encoder') {
  const layers = { hidden: [8], latent: 2, batchNorm: true, dropout: 0.2 };
  const model = vae({
    encoder: mlpEncoder({ input: [16], ...layers }),
    decoder: mlpDecoder({ output: [16], ...layers }),
    prior: classMeans(3),
  });
  await fit(model, data, { epochs: 1, batchSize: 8 });
  const before = await readWeights(model);
  await fit(frozen(model, [side]), data, { epochs: 3, batchSize: 8, engine, averageWeights: 0.5 });
  const after = await readWeights(model);
  model.dispose();
  return { before, after };
}

it.each(['encoder', 'decoder'] as const)('%s held: equal to the bit in both engines, which move the rest alike', async (side) => {
  const runs = [await trained(eager(), side), await trained(compiled({ threads: 1 }), side)];
  for (const { before, after } of runs)
    for (const [name, values] of Object.entries(before).filter(([weight]) => !weight.endsWith('/started')))
      expect(after[name]!.join() === values.join(), name).toBe(name.startsWith(`${side}/`));
  for (const [name, values] of Object.entries(runs[0]!.after))
    for (const [i, value] of values.entries()) expect(Math.abs(value - runs[1]!.after[name]![i]!), name).toBeLessThan(1e-4);
});
