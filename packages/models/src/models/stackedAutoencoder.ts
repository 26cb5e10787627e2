import type { ModelEntry } from '../entry.js';
import type { OptionValues } from '../option.js';
import { activationOptions } from '../options/autoencoderOptions.js';
import { likelihoodOptions } from '../options/likelihoodOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';
import type { Phase } from '../phase.js';

const own = {
  pretrain: {
    kind: 'choice',
    about: 'what each pair of layers is before all are trained together: an autoencoder, or a restricted Boltzmann machine',
    choices: ['autoencoder', 'rbm'],
    fallback: 'autoencoder',
  },
  'pretrain-epochs': {
    kind: 'whole',
    about: 'passes through the training data for each pair of layers before all are trained together',
    placeholder: 'N',
    least: 1,
    fallback: 10,
  },
  'pretrain-lr': {
    kind: 'number',
    about: 'learning rate of Adam before all are trained together',
    range: { above: 0 },
    shown: 'rbm: 0.01; autoencoder: as when all are trained',
  },
  'gibbs-steps': {
    kind: 'whole',
    about: 'steps of the contrastive divergence of Boltzmann machines',
    placeholder: 'K',
    least: 1,
    fallback: 1,
    belongsTo: 'pretrain',
  },
} as const;

type Own = Pick<typeof vaeOptions, 'hidden' | 'latent' | 'seed'> &
  typeof likelihoodOptions &
  typeof activationOptions &
  typeof own;

const { hidden, latent, seed } = vaeOptions;
const options: Own = { hidden, latent, seed, ...likelihoodOptions, ...activationOptions, ...own };

/** What is said of the layers, fallbacks filled in. */
const layersOf = (values: OptionValues<Own>) => ({
  widths: values.hidden ?? [500, 250],
  activation: values.activation ?? (values.pretrain === 'rbm' ? ('sigmoid' as const) : ('relu' as const)),
});

/** The deep autoencoder that is trained pair by pair of layers first, and then as one. */
export const stackedAutoencoder: ModelEntry<'stacked-autoencoder', Own> = {
  name: 'stacked-autoencoder',
  aliases: ['stacked'],
  paper: {
    title: 'Reducing the Dimensionality of Data with Neural Networks',
    authors: 'Hinton and Salakhutdinov',
    year: 2006,
    where: 'Science 313, pages 504 to 507',
    equation: 'figure 1',
  },
  changes: 'an autoencoder whose pairs of layers are trained one by one first, on what those below give, then all together',
  options,
  can: ['encode', 'decode'],
  needs: [],
  withoutNumbers: 'its layers are trained one by one on x alone',
  async build(values, data) {
    const [core, { likelihoodOf }, layers] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/likelihood.js'),
      import('../parts/greedyLayers.js'),
    ]);
    const { widths, activation } = layersOf(values);
    const model = core.vae({
      encoder: core.mlp({ hidden: widths, activation }),
      decoder: core.mlp({ hidden: widths.toReversed(), activation }),
      event: data.event,
      latent: values.latent,
      likelihood: likelihoodOf(values, data).likelihood,
      posterior: core.point(),
      objective: core.reconstruction(),
      seed: values.seed,
    });
    try {
      if (values.pretrain === 'rbm') layers.checkMachines(model, widths.length, activation);
      return model;
    } catch (error) {
      model.dispose();
      throw error;
    }
  },
  async phases(model, { training }, values) {
    const [{ adam }, { layerPairs, layerAutoencoder, layerMachine, unroll, upwards }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/greedyLayers.js'),
    ]);
    const { widths, activation } = layersOf(values);
    const pairs = layerPairs(model, widths.length, activation);
    const machines = values.pretrain === 'rbm';
    // Adam's usual 0.001 leaves a machine close to where it started, in so few epochs.
    const learningRate = values['pretrain-lr'] ?? (machines ? 0.01 : undefined);
    const optimizer = learningRate === undefined ? {} : { optimizer: adam({ learningRate }) };
    const early = pairs.map((pair, i): Phase => ({
      kind: 'fit',
      name: `layer ${i + 1}`,
      trainable: machines
        ? layerMachine(model, pair, i === 0, values['gibbs-steps'])
        : layerAutoencoder(model, pair, pairs[i - 1]),
      data: () => ({ training: upwards(training, pairs.slice(0, i)) }),
      options: { ...optimizer, epochs: values['pretrain-epochs'], earlyStopping: undefined, averageWeights: undefined },
    }));
    const unrolled: Phase[] = machines ? [{ kind: 'closed', name: 'unrolling', run: () => unroll(pairs) }] : [];
    return [...early, ...unrolled, { kind: 'fit', name: 'training', trainable: model }];
  },
};
