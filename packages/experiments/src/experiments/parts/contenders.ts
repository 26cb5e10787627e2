import type { Lab, TrainRequest } from '../../lab/lab.js';
import type { Words } from '../../words.js';

/** The width of every code, as in the text. */
export const LATENT = 30;

/** A model that the digits go through. */
export interface Contender {
  readonly key: string;
  readonly label: Words;
  request(lab: Lab, seed: number): TrainRequest;
}

function contender(key: string, label: Words, model: string, options: (lab: Lab) => object): Contender {
  const request = (lab: Lab, seed: number): TrainRequest => ({
    model,
    options: { latent: LATENT, ...options(lab) },
    data: lab.images,
    epochs: model === 'pca' ? 1 : lab.amount(12, 20),
    seed: model === 'pca' ? 0 : seed,
  });
  return { key, label, request };
}

const deepLayers = (lab: Lab): object => ({ hidden: lab.amount([1000, 500, 250], [256, 128, 64]) });
/** From principal components to many layers, in the order of the text. */
export const contenders: readonly Contender[] = [
  contender('PCA', { en: 'PCA', zh: 'PCA' }, 'pca', () => ({})),
  contender('linear', { en: 'One layer, linear', zh: '单层,线性输出' }, 'autoencoder', () => ({
    hidden: [],
    likelihood: 'gaussian',
    sigma: Math.SQRT1_2,
  })),
  contender('shallow', { en: 'One layer, logits', zh: '单层,logits' }, 'autoencoder', () => ({ hidden: [] })),
  contender('deep', { en: 'Deep', zh: '深层' }, 'autoencoder', deepLayers),
  contender('stacked', { en: 'Deep, stacked', zh: '深层,逐层预训练' }, 'stacked-autoencoder', (lab) => ({
    ...deepLayers(lab),
    'pretrain-epochs': 3,
  })),
];
