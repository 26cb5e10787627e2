import * as tf from '@tensorflow/tfjs';
import { buildModel } from '@vaekit/models';
import { compareSteps, ratioBar } from '../compareSteps.mjs';
import { shownSteps, stepColumns } from './stepWork.mjs';

const CONTENDERS = ['vaekit-compiled', 'pytorch'];
const optimizer = { kind: 'adam', learningRate: 1e-3, epsilon: 1e-8 };

/**
 * The entries with the longest steps (`familySteps.mjs`), and what is particular of each. Of the labels of `m2-vae` one in ten is known, without which there would be nothing to sum over.
 */
const entries = {
  'pixelcnn-vae': { convolutions: true },
  piwae: { m: 3, k: 5 },
  rhvae: {},
  'm2-vae': { classes: 10, known: 10 },
  miwae: { m: 3, k: 5 },
};

/** An entry of the catalog with its documented options as a spec: its weights by name, and the values that they begin with. */
async function specOf(entry, { classes, ...particular }) {
  const data = { event: [28, 28, 1], binarization: 'none', size: 2048, ...(classes === undefined ? {} : { classes }) };
  const model = await buildModel(entry, {}, data);
  const variables = Object.entries(model.variables);
  const weights = variables.map(([name, { shape }]) => ({ name, shape }));
  const start = variables.map(([, variable]) => variable.dataSync().slice());
  model.dispose();
  return { family: 'catalog', entry, data, batch: 128, optimizer, ...particular, weights, start };
}

export const work = {
  title:
    'Training step of the catalog entries with the longest steps, documented options, 28×28, batch 128, Adam, beside eager PyTorch',
  async run(context) {
    await tf.setBackend('cpu');
    const who = CONTENDERS.filter((name) => context.who.includes(name));
    const [rows, bars] = [[], []];
    for (const [model, particular] of Object.entries(entries)) {
      const found = await compareSteps('family', await specOf(model, particular), { ...context, who });
      rows.push(...found.map((row) => ({ ...row, model })));
      const bar = ratioBar(found, { theirs: 'pytorch', target: 1 });
      if (bar !== undefined) bars.push({ ...bar, what: `${model}: ${bar.what}` });
    }
    return { rows, shown: shownSteps(rows), columns: { model: 'model', ...stepColumns }, bars };
  },
};
