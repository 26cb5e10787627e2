import { partFactories } from '@vaekit/core';
import { expect, it } from 'vitest';
import { catalog, findModel } from './catalog.js';
import { fittablePriors } from './fittablePriors.js';

// The models and samplers of the largest collection of autoencoders in Python, by its names, and what carries each here.

/** Our name of each model, and the alias that is its own there, where it has another. */
const models: [zoo: string, name: string, alias?: string][] = [
  ['AE', 'autoencoder', 'ae'],
  ['VAE', 'vae'],
  ['BetaVAE', 'beta-vae', 'betavae'],
  ['VAE_LinNF', 'planar-vae', 'vae-lin-nf'],
  ['VAE_IAF', 'iaf-vae', 'vae-iaf'],
  ['DisentangledBetaVAE', 'disentangled-beta-vae', 'disentangled-betavae'],
  ['FactorVAE', 'factor-vae', 'factorvae'],
  ['BetaTCVAE', 'beta-tc-vae', 'beta-tcvae'],
  ['IWAE', 'iwae'],
  ['MIWAE', 'miwae'],
  ['PIWAE', 'piwae'],
  ['CIWAE', 'ciwae'],
  ['MSSSIM_VAE', 'ms-ssim-vae', 'msssim-vae'],
  ['WAE', 'wae-mmd', 'wae'],
  ['INFOVAE_MMD', 'info-vae', 'infovae-mmd'],
  ['VAMP', 'vamp-vae', 'vamp'],
  ['SVAE', 'svae'],
  ['PoincareVAE', 'poincare-vae', 'poincarevae'],
  ['Adversarial_AE', 'adversarial-autoencoder', 'adversarial-ae'],
  ['VAEGAN', 'vae-gan', 'vaegan'],
  ['VQVAE', 'vq-vae', 'vqvae'],
  ['HVAE', 'hamiltonian-vae', 'hvae'],
  ['RAE_L2', 'rae-l2'],
  ['RAE_GP', 'rae-gp'],
  ['RHVAE', 'rhvae'],
  ['HRQVAE', 'hrq-vae', 'hrqvae'],
];

it.each(models)('%s is %s', (zoo, name, alias: string = name) => {
  expect(catalog.map((entry) => entry.name)).toContain(name);
  expect(findModel(alias)?.name).toBe(name);
  // Their word in our spelling: it differs by hyphens and underscores alone.
  expect([name, alias].map((word) => word.replaceAll('-', ''))).toContain(zoo.toLowerCase().replaceAll('_', ''));
});

/** A sampler there is a prior here: one that is fitted afterward, by its name in `fit-prior`, or that of a model, by its kind. */
const samplers = [
  ['Normal', { kind: 'standardNormal', model: 'vae' }],
  ['Gaussian mixture', { fitted: 'mixture-of-normals' }],
  ['two-stage VAE', { fitted: 'two-stage', model: 'two-stage-vae' }],
  ['hypersphere uniform', { kind: 'uniformSphere', model: 'svae' }],
  ['Poincaré disk', { kind: 'wrappedStandardNormal', model: 'poincare-vae' }],
  ['VAMP', { kind: 'vampPrior', model: 'vamp-vae' }],
  ['RHVAE', { fitted: 'riemannian', model: 'rhvae' }],
  ['MAF', { fitted: 'maf', model: 'maf-prior-vae' }],
  ['IAF', { fitted: 'iaf' }],
  ['PixelCNN', { fitted: 'pixelcnn' }],
] as const satisfies readonly (readonly [string, { kind?: string; fitted?: string; model?: string }])[];

it.each(samplers)('the sampler %s is a prior', (_, carrier: { kind?: string; fitted?: string; model?: string }) => {
  const kinds = partFactories.filter(({ role }) => role === 'prior').map(({ kind }) => kind);
  const names = fittablePriors.map(({ name }) => name);
  const sampled = catalog.filter(({ can }) => can.includes('sample')).map(({ name }) => name);
  const carried = [
    [carrier.kind, kinds],
    [carrier.fitted, names],
    [carrier.model, sampled],
  ] as const;
  expect(carried.filter(([word, known]) => word !== undefined && !(known as readonly string[]).includes(word))).toEqual([]);
});

it('26 models and 10 samplers are named, and there are at least 40 entries', () => {
  expect([new Set(models.map(([zoo]) => zoo)).size, samplers.length]).toEqual([26, 10]);
  expect(catalog.length).toBeGreaterThanOrEqual(40);
  for (const entry of catalog)
    expect(Object.keys(entry)).toEqual(expect.arrayContaining(['name', 'aliases', 'paper', 'changes', 'needs', 'options']));
});
