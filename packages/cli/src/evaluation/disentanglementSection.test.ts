import * as tf from '@tensorflow/tfjs';
import { encode, mlp, vae } from '@vaekit/core';
import { type Examples, sprites } from '@vaekit/datasets';
import { attributePredictability } from '@vaekit/metrics';
import { expect, it } from 'vitest';
import { exampleArrays } from '../data/exampleArrays.js';
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

it('SAP is of the factors that have an order: shapes and colors could be numbered in any', async () => {
  const net = mlp({ hidden: [3] });
  const { train } = sprites({ size: 75, imageSize: 16, color: true });
  const model = vae({ event: train.x.shape.slice(1), latent: 2, encoder: net, decoder: net });
  const found = await disentanglement.of({
    run: { model, config: { options: { model: 'vae' } } },
    examples: train,
    options: { seed: 0 },
  } as unknown as Asked);
  const { x } = exampleArrays(train);
  const codes = tf.tidy(() => encode(model, tf.tensor(x.data, [...x.shape])).dataSync() as Float32Array);
  const { names, indices } = train.factors!;
  const ordered = indices!.data.filter((_, i) => ['scale', 'rotation', 'x', 'y'].includes(names[i % names.length]!));
  const sap = attributePredictability({
    codes: { data: codes, shape: [60, 2] },
    factors: { data: ordered, shape: [60, 4] },
  });
  expect(found.scores['sap']).toBe(sap);
  expect(disentanglement.text(found)[1]).toBe('sap, which is of factors with an order, leaves out color, shape');
  model.dispose();
}, 120_000);
