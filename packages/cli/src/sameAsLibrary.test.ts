import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bernoulli, eager, elbo, fit, mlpDecoder, mlpEncoder, vae, type Vae } from '@vaekit/core';
import { classMeanCvae } from '@vaekit/cvae';
import { binarize, rectangles, split, take } from '@vaekit/datasets';
import { compiled } from '@vaekit/onnx';
import { describe, expect, it } from 'vitest';
import { loadRun } from './quickRun.test-helper.js';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

const temporary = temporaryFolders();
const seed = 3;
const classes = 2;

/** The parts that the README says `train` makes: limited, binarized, held out. */
function parts() {
  const { train } = rectangles();
  return split(binarize(take(train, 200), 'dynamic', { seed }), { fraction: 0.1, seed });
}

const parameters = { input: [28, 28, 1], latent: 2, dropout: 0, batchNorm: false, seed } as const;
const networks = () => ({
  encoder: mlpEncoder({ ...parameters, hidden: [16] }),
  decoder: mlpDecoder({ ...parameters, hidden: [16], output: [28, 28, 1] }),
  likelihood: bernoulli(),
  objective: elbo(),
});
const models: Record<string, () => Vae> = {
  vae: () => vae(networks()),
  'class-mean-cvae': () => classMeanCvae({ ...networks(), input: [28, 28, 1], classes, latent: 2, seed }),
};

describe('`vaekit train` and `fit` of the library give the same bits', () => {
  for (const [name, make] of Object.entries(models)) {
    for (const engine of ['eager', 'compiled'] as const) {
      it(`${name}, ${engine}: dynamic bits, a validation part, three epochs`, async () => {
        const run = join(temporary(), 'run');
        const options = ['--data', 'rectangles', '--limit', '200', '--hidden', '16', '--latent', '2', '--batch-size', '37'];
        const more = ['--binarize', 'dynamic', '--validation', '0.1', '--seed', `${seed}`, '--epochs', '3', '--engine', engine];
        const ended = await vaekit('train', '--model', name, ...options, ...more, '--out', run);
        expect(ended).toMatchObject({ code: 0, err: '' });
        const { config, model: chosen, state } = await loadRun(run);
        chosen.dispose();
        expect(config.data.classes ?? []).toHaveLength(classes);

        const { train, validation } = parts();
        const { threads = 1 } = config.engine;
        const model = make();
        const result = await fit(model, train, {
          epochs: 3,
          batchSize: 37,
          seed,
          engine: engine === 'eager' ? eager() : compiled({ threads }),
          validationData: validation,
          earlyStopping: { patience: Number.MAX_SAFE_INTEGER },
        });
        model.dispose();
        expect(state.weights).toEqual(result.state.weights);
        expect(state).toEqual(result.state);
        const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
        const metrics = lines.map((line) => JSON.parse(line) as { loss: number; validation: { loss: number } });
        expect(metrics.map(({ loss }) => loss)).toEqual(result.history['loss']);
        expect(metrics.map(({ validation: { loss } }) => loss)).toEqual(result.history['val_loss']);
      });
    }
  }
});
