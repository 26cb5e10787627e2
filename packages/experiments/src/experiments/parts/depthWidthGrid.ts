import { halfSize } from '../../lab/labeledImages.js';
import type { Lab } from '../../lab/lab.js';
import type { LabData, LabExamples } from '../../lab/labData.js';
import { reconstructed } from '../../lab/plainly.js';
import { pick } from '../../lab/rows.js';
import { meanSquaredError } from '../../statistics/squaredError.js';

/** Autoencoders of every depth with every width. */
export interface DepthWidthGrid {
  readonly depths: readonly number[];
  readonly widths: readonly number[];
  /** The squared error of held-out images, by seed, depth and width. */
  readonly errors: readonly (readonly (readonly number[])[])[];
}

const DEPTHS = [1, 2, 3];

/** Images of half the size, so that a grid of models takes a minute. */
function small({ images, quick, amount }: Lab): LabData {
  const rows = Math.min(amount(4000, 2000), images.train.x.shape[0]!);
  const first = Array.from({ length: rows }, (_, row) => row);
  const part = (examples: LabExamples, x: LabExamples['x']): LabExamples => ({
    x: quick ? x : halfSize(x),
    binarization: examples.binarization,
  });
  return {
    key: `${images.key}, first ${rows}${quick ? '' : ' halved'}`,
    train: part(images.train, pick(images.train.x, first)),
    test: part(images.test, images.test.x),
  };
}

/** Trains an autoencoder of each depth and width, all hidden layers equally wide, each with a code of `latent` numbers. */
export async function depthWidthGrid(lab: Lab, latent: number): Promise<DepthWidthGrid> {
  const widths = lab.amount([50, 150, 450], [32, 96, 288]);
  const data = small(lab);
  const errors: number[][][] = [];
  for (const seed of lab.seeds) {
    const ofSeed: number[][] = [];
    for (const depth of DEPTHS) {
      const row: number[] = [];
      for (const width of widths) {
        const options = { latent, hidden: Array.from({ length: depth }, () => width) };
        const model = await lab.trained({ model: 'autoencoder', options, data, epochs: 8, seed });
        row.push(meanSquaredError(reconstructed(model, data.test.x), data.test.x));
      }
      ofSeed.push(row);
    }
    errors.push(ofSeed);
  }
  return { depths: DEPTHS, widths, errors };
}
