import type { ModelOptions } from '@vaekit/models';
import type { Lab, TrainRequest } from '../../lab/lab.js';
import type { LabData } from '../../lab/labData.js';
import type { Words } from '../../words.js';

/** Deviations of the noise on the code that are tried; the verdict is about the catalog’s, 0.3. */
export const NOISES: readonly number[] = [0.1, 0.3, 1, 3];

/** What the figures call the autoencoder with this noise on its code. */
export const noisyKey = (noise: number): string => (noise === 0.3 ? 'noisy code' : `noisy code, ${noise}`);

interface MoonModel {
  readonly key: string;
  readonly label: Words;
  request(lab: Lab, data: LabData, seed: number): TrainRequest;
}

const moonModel = (key: string, label: Words, model: string, own: Partial<ModelOptions> = {}): MoonModel => ({
  key,
  label,
  request(lab, data, seed) {
    const few = data.train.x.shape[0]! < 100;
    const atOnce = model === 'pca';
    return {
      model,
      options: { latent: 2, ...(atOnce ? {} : { hidden: [128, 32] }), ...own },
      data,
      epochs: atOnce ? 1 : few ? lab.amount(500, 200) : lab.amount(100, 40),
      seed: atOnce ? 0 : seed,
      batchSize: 64,
    };
  },
});

/** The models whose midpoints are looked at. */
export const moonModels: readonly MoonModel[] = [
  moonModel('PCA', { en: 'PCA', zh: 'PCA' }, 'pca'),
  moonModel('autoencoder', { en: 'Autoencoder', zh: '自编码器' }, 'autoencoder'),
  moonModel('denoising', { en: 'Denoising', zh: '去噪' }, 'denoising-autoencoder'),
  ...NOISES.map((noise) =>
    moonModel(noisyKey(noise), { en: `Noisy code ${noise}`, zh: `编码加噪 ${noise}` }, 'noisy-code-autoencoder', {
      'code-noise': noise,
    }),
  ),
  moonModel('VAE', { en: 'VAE', zh: 'VAE' }, 'vae'),
];
