import * as tf from '@tensorflow/tfjs';
import type { MixedColumn } from '@vaekit/losses';
import { mlpEncoder } from '../networks/mlp.js';
import type { Likelihood } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import type { PlainTensor } from '@vaekit-internal/base';
import { vae, type Vae } from '../vae.js';
import { bernoulli } from './bernoulli.js';
import { categorical } from './categorical.js';
import { continuousBernoulli } from './continuousBernoulli.js';
import { discretizedLogistic } from './discretizedLogistic.js';
import { discretizedLogisticRgb } from './discretizedLogisticRgb.js';
import { gaussian } from './gaussian.js';
import { laplace } from './laplace.js';
import { mixedColumns } from './mixedColumns.js';
import { negativeBinomial } from './negativeBinomial.js';
import { poisson } from './poisson.js';
import { studentT } from './studentT.js';
import type { Support } from './support.js';

const columns: readonly MixedColumn[] = [
  { kind: 'gaussian' },
  { kind: 'categorical', classes: 3 },
  { kind: 'bernoulli' },
  { kind: 'poisson' },
];

/** A likelihood, an example's shape, and how a number of an example follows from a uniform one. */
export interface MaskedCase {
  readonly name: string;
  readonly likelihood: Likelihood;
  readonly support: Support;
  readonly event: readonly number[];
  readonly value: (u: number, position: number) => number;
}

const bit = (u: number): number => Math.round(u);
const real = (u: number): number => 4 * u - 2;
const count = (u: number): number => Math.floor(5 * u);
const level = (u: number): number => Math.round(15 * u) / 15;
const grid = { levels: 16 } as const;

const cases: readonly Omit<MaskedCase, 'event'>[] = [
  { name: 'bernoulli', likelihood: bernoulli(), support: 'unitInterval', value: bit },
  { name: 'continuousBernoulli', likelihood: continuousBernoulli(), support: 'unitInterval', value: (u) => u },
  ...([0.5, 'learned', 'perPixel', 'predicted', 'optimal'] as const).map(
    (sigma) => ({ name: `gaussian, ${sigma}`, likelihood: gaussian({ sigma }), support: 'real', value: real }) as const,
  ),
  ...([0.5, 'learned', 'perPixel', 'predicted'] as const).flatMap(
    (scale) =>
      [
        { name: `laplace, ${scale}`, likelihood: laplace({ scale }), support: 'real', value: real },
        { name: `studentT, ${scale}`, likelihood: studentT({ scale, degrees: 'learned' }), support: 'real', value: real },
      ] as const,
  ),
  { name: 'studentT, degrees', likelihood: studentT({ degrees: 3 }), support: 'real', value: real },
  { name: 'poisson', likelihood: poisson(), support: 'counts', value: count },
  ...(['learned', 'perPixel', 'predicted'] as const).flatMap(
    (width) =>
      [
        {
          name: `negativeBinomial, ${width}`,
          likelihood: negativeBinomial({ dispersion: width }),
          support: 'counts',
          value: count,
        },
        {
          name: `discretizedLogistic, ${width}`,
          likelihood: discretizedLogistic({ ...grid, scale: width }),
          support: 'levels',
          value: level,
        },
      ] as const,
  ),
  {
    name: 'discretizedLogistic, mixture',
    likelihood: discretizedLogistic({ ...grid, components: 2 }),
    support: 'levels',
    value: level,
  },
  {
    name: 'discretizedLogisticRgb',
    likelihood: discretizedLogisticRgb({ ...grid, components: 2 }),
    support: 'levels',
    value: level,
  },
  { name: 'categorical, index', likelihood: categorical({ classes: 4 }), support: 'categories', value: (u) => Math.floor(4 * u) },
];

/** Every likelihood, in every form that it has. */
export const maskedCases: readonly MaskedCase[] = [
  ...cases.map((one) => ({ ...one, event: [2, 3] })),
  {
    name: 'categorical, one-hot',
    likelihood: categorical({ classes: 3, encoding: 'oneHot' }),
    support: 'categories',
    event: [2, 3],
    value: (_, position) => (position % 3 === Math.floor(position / 3) % 3 ? 1 : 0),
  },
  {
    name: 'mixedColumns',
    likelihood: mixedColumns({ columns }),
    support: 'columns',
    event: [6],
    value: (u, position) => [real(u), 0, 1, 0, bit(u), count(u)][position % 6]!,
  },
];

const rows = 4;
const size = 6;

/** Four examples, all in the support. */
export const examplesOf = ({ event, value }: MaskedCase): PlainTensor<Float32Array> => ({
  data: randomStream(3)
    .fillUniform(new Float32Array(rows * size))
    .map(value),
  shape: [rows, ...event],
});

/** Nothing is missing in the first example, all in the last; in the others some numbers, and so, of three that are one thing, all or a part. */
export const someMissing: readonly number[] = [1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0];

/** A VAE whose decoder gives what the likelihood asks for, and whose encoder does not look: what it sees has the weight 0. */
export function unseeingVae({ likelihood, event }: MaskedCase): Vae {
  const built = likelihood.build({ event });
  tf.dispose(Object.values(built.variables ?? {}));
  const z = tf.input({ shape: [2] });
  const outputs = built.parameters.map(({ name, shape }, i) => {
    const units = shape.reduce((product, extent) => product * extent, 1);
    const kernelInitializer = tf.initializers.randomUniform({ minval: -1, maxval: 1, seed: i + 1 });
    const flat = tf.layers.dense({ units, kernelInitializer, name }).apply(z) as tf.SymbolicTensor;
    return tf.layers.reshape({ targetShape: [...shape], name: `${name}-shaped` }).apply(flat) as tf.SymbolicTensor;
  });
  const model = vae({
    encoder: mlpEncoder({ input: event, hidden: [3], latent: 2, activation: 'tanh' }),
    decoder: tf.model({ inputs: z, outputs }),
    likelihood,
  });
  tf.tidy(() => {
    for (const [name, variable] of Object.entries(model.variables))
      if (name.startsWith('encoder/')) variable.assign(tf.zeros(variable.shape));
  });
  return model;
}
