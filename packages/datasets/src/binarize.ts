import { fullIntensity, type PlainTensor, type TypedArray } from '@vaekit-internal/base';
import { checkSeed } from './checks.js';
import { faults } from './faults.js';
import type { DataSet, Examples } from './examples.js';
import { randomStream } from './randomStream.js';
import { emptyLike, rowLength, sizeOf } from './subset.js';
import { validateExamples } from './validateExamples.js';

export interface BinarizeOptions {
  /** The seed of static bits; 0 unless said. Dynamic bits take the seed of whoever cuts batches. */
  readonly seed?: number;
  /**
   * How static bits come about: `'sample'` draws each once with `P(bit = 1) = x` (Salakhutdinov and Murray's protocol), `'threshold'` is
   * `x > 1/2`. `'sample'` unless said.
   */
  readonly method?: 'sample' | 'threshold';
}

/**
 * Turns intensities into bits: `'static'` once and for all, `'dynamic'` anew in each epoch, when batches are made (`fit`, `batches` of `@vaekit/core`).
 *
 * Static examples keep their element type: 0 and 255 in 8 bits, else 0 and 1. The protocol of `'sample'` is that of Salakhutdinov and Murray, "On
 * the quantitative analysis of deep belief networks" (2008); their own bits are a file of Larochelle's, which no seed reproduces. Dynamic
 * examples keep their intensities and are only marked. The bits of a data set's test split are drawn apart from those of its training split. Throws a
 * `DataError`: `'option'` if the examples are bits already or a threshold is asked of dynamic bits, `'value-range'` if an intensity is
 * outside [0, 1].
 */
export function binarize<B extends 'static' | 'dynamic'>(
  data: DataSet<'none'>,
  binarization: B,
  options?: BinarizeOptions,
): DataSet<B>;
export function binarize<B extends 'static' | 'dynamic'>(
  data: Examples<'none'>,
  binarization: B,
  options?: BinarizeOptions,
): Examples<B>;
export function binarize<B extends 'static' | 'dynamic'>(
  data: DataSet<'none'> | Examples<'none'>,
  binarization: B,
  options: BinarizeOptions = {},
): DataSet<B> | Examples<B> {
  if (!('train' in data)) return binarizeExamples(data, binarization, options, 0);
  return {
    ...data,
    train: binarizeExamples(data.train, binarization, options, 0),
    test: binarizeExamples(data.test, binarization, options, 1),
  };
}

function binarizeExamples<B extends 'static' | 'dynamic'>(
  examples: Examples<'none'>,
  binarization: B,
  { seed = 0, method = 'sample' }: BinarizeOptions,
  place: number,
): Examples<B> {
  checkSeed('binarize', seed);
  if (!['static', 'dynamic'].includes(binarization))
    throw faults.option`binarize: \`binarization\` is '${binarization}'; 'static' or 'dynamic' was expected`;
  if (!['sample', 'threshold'].includes(method))
    throw faults.option`binarize: \`method\` is '${method}'; 'sample' or 'threshold' was expected`;
  if ((examples.binarization as string) !== 'none')
    throw faults.option`binarize: the examples are ${examples.binarization} already; give it gray ones`;
  if (binarization === 'dynamic' && method === 'threshold')
    throw faults.option`binarize: dynamic bits are drawn, so \`method: 'threshold'\` has no meaning; ask for 'static'`;
  // As intensities the numbers must lie in [0, 1], which is what dynamic examples are checked for.
  validateExamples({ ...examples, binarization: 'dynamic' });
  if (binarization === 'dynamic') return { ...examples, binarization };
  return { ...examples, x: bitsOf(examples.x, method, seed, place, sizeOf(examples)), binarization };
}

function bitsOf(x: PlainTensor, method: 'sample' | 'threshold', seed: number, place: number, size: number): PlainTensor {
  const data: TypedArray = emptyLike(x.data, x.data.length);
  const one = fullIntensity(data);
  const length = rowLength(x);
  for (let row = 0; row < size; row++) {
    const stream = randomStream(seed, 'bits', -1 - place, row);
    for (let i = row * length; i < (row + 1) * length; i++) {
      const value = (x.data[i] ?? 0) / one;
      const bit = method === 'threshold' ? value > 0.5 : value > 0 && (value >= 1 || stream.next() >>> 0 < value * 2 ** 32);
      data[i] = bit ? one : 0;
    }
  }
  return { data, shape: x.shape };
}
