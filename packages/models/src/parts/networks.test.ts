import { conv, convDecoder, convEncoder, point, reconstruction, vae } from '@vaekit/core';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, images } from '../models/byHand.test-helper.js';
import { networksOf } from './networks.js';

describe('networksOf', () => {
  const none = { dense: undefined, filters: undefined, hidden: undefined, preset: undefined, 'group-norm': undefined } as const;
  it.each<
    [
      Partial<Parameters<typeof networksOf>[0]> & Pick<Parameters<typeof networksOf>[0], 'arch'>,
      readonly number[],
      readonly number[],
    ]
  >([
    [{ arch: 'mlp' }, [400], [400]],
    [{ arch: 'mlp', hidden: [5, 4] }, [5, 4], [4, 5]],
    [{ arch: 'mlp', hidden: [] }, [], []],
    [{ arch: 'conv' }, [], []],
    [{ arch: 'conv', hidden: [5, 4] }, [5, 4], [4, 5]],
    [{ arch: 'conv', dense: [5, 4] }, [5, 4], [4, 5]],
    [{ arch: 'resnet' }, [], []],
  ])('%j', (values, encoder, decoder) => {
    expect(networksOf({ ...none, ...values })).toEqual({ arch: values.arch, encoder, decoder, stages: {} });
  });

  it.each(['conv', 'mlp'] as const)('a preset names its networks, with `arch` %s', (arch) => {
    expect(networksOf({ ...none, arch, preset: 'keras-io' })).toEqual({ arch: 'conv', encoder: [16], decoder: [], stages: {} });
  });

  it('names the stages of networks for images', () => {
    expect(networksOf({ ...none, arch: 'conv', filters: [3, 5] })).toMatchObject({ stages: { filters: [3, 5] } });
  });

  it.each(['vae', 'iaf-vae'])('normalizes by groups, in %s', async (name) => {
    const options = { arch: 'conv', filters: [4], 'group-norm': 2, latent: 2 } as const;
    const model = await buildModel(name, options, images);
    const norms = Object.keys(model.variables).filter((variable) => variable.includes('norm'));
    expect(norms.some((variable) => variable.startsWith('encoder/'))).toBe(true);
    expect(norms.some((variable) => variable.startsWith('decoder/'))).toBe(true);
    model.dispose();
    await expect(buildModel(name, { ...options, 'group-norm': 3 }, images)).rejects.toThrow('`groups` is 3');
    await expect(buildModel(name, { ...options, 'batch-norm': true }, images)).rejects.toThrow(
      'both `batchNorm` and `groupNorm` are given; take one',
    );
  });

  it.each<[object, string]>([
    [{ filters: [8] }, '`preset` is keras-io, which names the networks, but `filters` is [8]; leave out one of them'],
    [{ arch: 'resnet' }, '`preset` is keras-io, which names the networks, but `arch` is resnet; leave out one of them'],
    [{ hidden: [8] }, '`preset` is keras-io, which names the networks, but `hidden` is [8]; leave out one of them'],
  ])('refuses a preset beside %j', async (options, message) => {
    await expect(buildModel('vae', { preset: 'keras-io', ...options }, images)).rejects.toThrow(message);
  });
});

describe('the preset keras-io is the published net', () => {
  const options = { preset: 'keras-io', latent: 2 } as const;

  it('of a VAE, with its 69,076 and 65,089 parameters on digits', async () => {
    await expectByHand(
      'vae',
      options,
      () =>
        vae({
          encoder: convEncoder({ input: images.event, latent: 2 }),
          decoder: convDecoder({ output: images.event, latent: 2 }),
        }),
      images,
    );
    const model = await buildModel('vae', options, { ...images, event: [28, 28, 1] });
    const sizes = Object.entries(model.variables).map(([name, { size }]) => [name.split('/')[0], size] as const);
    const count = (network: string): number => sizes.reduce((sum, [name, size]) => (name === network ? sum + size : sum), 0);
    expect([count('encoder'), count('decoder')]).toEqual([69_076, 65_089]);
    model.dispose();
  });

  it('of models whose networks are recipes', async () => {
    const parts = { event: images.event, latent: 2, posterior: point(), objective: reconstruction() };
    await expectByHand('autoencoder', options, () => vae({ ...parts, encoder: conv(), decoder: conv() }), images);
  });
});
