import { MLP } from '../modelSpec.mjs';
import { stepWork } from './stepWork.mjs';

export const work = stepWork({
  name: 'mlp-step',
  title: 'Training step of a VAE 784-400-20-400-784 (ReLU, Bernoulli), batch 128, Adam',
  spec: MLP,
  bars: [
    { theirs: 'pytorch', target: 0.5, limit: 0.8 },
    { theirs: 'jax', target: 0.8, limit: 1 },
    { theirs: 'tfjs-wasm', target: 1 / 30 },
    { theirs: 'jax-js', target: 1 / 5 },
    { ours: 'vaekit-wasm', theirs: 'tfjs-wasm', target: 1 / 4 },
  ],
});
