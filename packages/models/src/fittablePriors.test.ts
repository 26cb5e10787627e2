import * as tf from '@tensorflow/tfjs';
import {
  fitPrior,
  mlp,
  partFactories,
  point,
  type PartFactory,
  type Prior,
  reconstruction,
  riemannianHamiltonian,
  sample,
  vae,
  type Vae,
  vectorQuantized,
} from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPrior, fittablePriors, priorOptionOwners } from './fittablePriors.js';

beforeAll(() => tf.setBackend('cpu'));

const nets = { event: [4], encoder: mlp({ hidden: [5] }), decoder: mlp({ hidden: [5] }) };
const ofCodebook = (): Vae =>
  vae({ ...nets, latent: [2, 3], posterior: vectorQuantized({ codes: 4 }), objective: reconstruction() });
const plain = (): Vae => vae({ ...nets, latent: 2, posterior: point(), objective: reconstruction() });
const ofMetric = (): Vae => vae({ ...nets, latent: 2, posterior: riemannianHamiltonian({ centroids: 4, steps: 1 }) });
const x = { data: Float32Array.from({ length: 160 }, (_, i) => ((i * 7919) % 13) / 13), shape: [40, 4] };

it('has every prior that says how it is fitted, and no other', () => {
  // One that each class has one of is no prior of its own.
  const fitted = partFactories
    .filter(({ role, kind }) => role === 'prior' && kind !== 'perClass')
    .filter((factory) => {
      const { example } = factory;
      const make = factory as unknown as PartFactory<Prior, [object]>;
      const prior = make.from(example.parts.prior!, () => {
        throw new Error('no inner part');
      });
      const built = prior.build({
        event: [6],
        latent: example.latent ?? [3],
        classes: example.classes!,
        conditionWidth: example.classes!,
      });
      const says = built.fitting !== undefined || example.parts.posterior?.kind === 'vectorQuantized';
      tf.dispose([Object.values(built.variables ?? {}), Object.values(built.state ?? {})]);
      return says;
    });
  expect(fittablePriors.map(({ kind }) => kind).toSorted()).toEqual(fitted.map(({ kind }) => kind).toSorted());
  expect(fittablePriors.map(({ name }) => name)).toEqual(fittablePriors.map(({ name }) => name).toSorted());
});

it('describes an option by one object, whichever priors have it', () => {
  const owners = priorOptionOwners();
  for (const { options, about } of fittablePriors) {
    expect(about).toMatch(/^[^\n]{8,200}$/);
    for (const [name, option] of Object.entries(options)) expect(option).toBe(owners[name]!.option);
  }
  expect(owners['components']!.priors).toEqual(['mixture-of-normals']);
  expect(owners['seed']!.priors).toHaveLength(fittablePriors.length);
});

describe.each(fittablePriors.map((entry) => [entry.name, entry] as const))('%s', (name, { kind, needsCodebook }) => {
  it('is fitted to the codes of a model, which then samples', async () => {
    const before = tf.memory().numTensors;
    const model = needsCodebook === true ? ofCodebook() : name === 'riemannian' ? ofMetric() : plain();
    const own = {
      diffusion: { 'diffusion-steps': 3, denoiser: [4] },
      iaf: { 'flow-hidden': [4] },
      maf: { 'flow-hidden': [4] },
      'mixture-of-normals': { components: 'bic', 'most-components': 3 },
      pixelcnn: { 'map-channels': 4, 'map-layers': 1 },
      riemannian: { chain: 2 },
      'two-stage': { 'second-hidden': [4] },
    };
    const prior = await buildPrior(name, own[name as 'diffusion'] ?? {}, model);
    expect(prior.config.kind).toBe(kind);
    const { model: fitted } = await fitPrior(model, prior, x, { epochs: 1 });
    const drawn = sample(fitted, { count: 3, seed: 1 });
    expect(drawn.shape).toEqual([3, 4]);
    expect(drawn.dataSync().every(Number.isFinite)).toBe(true);
    drawn.dispose();
    fitted.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('says what it does not know or take', async () => {
  const model = plain();
  await expect(buildPrior('flow', {}, model)).rejects.toThrow(
    'buildPrior: no prior is called flow; expected one of autoregressive-codes, codes-by-position, diffusion, iaf, maf, mixture-of-normals, pixelcnn, riemannian, two-stage',
  );
  await expect(buildPrior('diffusion', { components: 3 }, model)).rejects.toThrow(
    'buildPrior: diffusion has no option `components`; its options are seed, diffusion-steps, denoiser, sampler',
  );
  await expect(buildPrior('mixture-of-normals', { components: 'aic' }, model)).rejects.toThrow(
    'buildPrior: `components` is "aic"; expected one of bic, or a finite number of at least 1',
  );
  await expect(buildPrior('codes-by-position', {}, model)).rejects.toThrow(
    'codes-by-position: the codes of this model are point, not vectors out of a codebook; fit it to a vq-vae',
  );
});
