import { mlp, vae } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import { expect, it } from 'vitest';
import type { Asked } from './asked.js';
import { disentanglement } from './disentanglementSection.js';

it('refuses codes of an encoder that saw the label', async () => {
  const net = mlp({ hidden: [3], conditional: true });
  const model = vae({ event: [4], latent: 2, encoder: net, decoder: net, condition: { classes: 2 } });
  const examples = { x: { data: new Float32Array(8), shape: [2, 4] }, factors: { names: ['shape'], indices: {} } };
  const asked = {
    run: { model, config: { options: { model: 'vae' } } },
    examples: examples as unknown as Examples,
    options: { seed: 0 },
  } as unknown as Asked;
  await expect((async () => disentanglement.of(asked))()).rejects.toThrow(
    '--what disentanglement: the encoder of this model sees the label, so that its codes may hold what they were told; train a model whose encoder sees x alone',
  );
  model.dispose();
});
