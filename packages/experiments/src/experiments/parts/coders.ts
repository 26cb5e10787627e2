import type { PlainTensor } from '@vaekit-internal/base';
import type { Lab } from '../../lab/lab.js';
import { encoded } from '../../lab/plainly.js';
import { usual } from '../../lab/usual.js';
import { codebookCodes, type Coded, linearScales, roundedCodes, spreadOf } from './quantizedCodes.js';

/** What kind of code it is. */
export type Family = 'AE' | 'PCA' | 'VQ';

/** One model with all its ways of coding, from few bits to many. */
export interface Coder {
  readonly family: Family;
  /** The numbers or places of the code. */
  readonly name: string;
  readonly coded: readonly Coded[];
}

/** The widths of the autoencoders that are tried. */
export const AE_WIDTHS: readonly number[] = [8, 16, 32];
const VQ_PLACES = [8, 16];

/** From coarse to fine, each 1/√2 of the one before. */
const steps = (coarsest: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => coarsest * 2 ** (-i / 2));

/** Every model that codes, of one seed; `shown` are the held-out images whose copies are kept. */
export async function codersOf(lab: Lab, seed: number, shown: readonly number[]): Promise<readonly Coder[]> {
  const data = lab.images;
  const coders: Coder[] = [];
  const pca = await lab.trained({ model: 'pca', options: { latent: lab.amount(128, 64) }, data, epochs: 1, seed: 0 });
  const scales = linearScales(pca);
  const ofImage = steps(lab.amount(8, 4), 11).map((step) => scales.map((scale) => (scale > 0 ? step / scale : 0)));
  coders.push({ family: 'PCA', name: String(scales.length), coded: roundedCodes(pca, data, ofImage, shown) });
  for (const width of AE_WIDTHS) {
    const model = await lab.trained(usual(lab, 'autoencoder', seed, { latent: width }));
    const { deviation } = spreadOf(encoded(model, data.train.x));
    const ofDeviation = steps(4, 11).map((step) => Array.from(deviation, (one) => step * one));
    coders.push({ family: 'AE', name: String(width), coded: roundedCodes(model, data, ofDeviation, shown) });
  }
  for (const places of VQ_PLACES) {
    const model = await lab.trained(usual(lab, 'vq-vae', seed, { latent: 8, places }));
    coders.push({ family: 'VQ', name: String(places), coded: [codebookCodes(model, data, shown)] });
  }
  return coders;
}

/** The squared error of the mean training image, which costs nothing. */
export function meanImage(training: PlainTensor, test: PlainTensor): number {
  const size = training.data.length / training.shape[0]!;
  const mean = new Float64Array(size);
  for (let i = 0; i < training.data.length; i++) mean[i % size]! += training.data[i]! / training.shape[0]!;
  let sum = 0;
  for (let i = 0; i < test.data.length; i++) sum += (test.data[i]! - mean[i % size]!) ** 2;
  return sum / test.shape[0]!;
}
