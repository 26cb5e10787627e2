import * as tf from '@tensorflow/tfjs';
import { mlpEncoder } from '../networks/mlp.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { partFactories, remake } from '../registry.js';
import type { PlainTensor } from '@vaekit-internal/base';
import { vae, type Vae } from '../vae.js';
import { categorical } from './categorical.js';
import { discretizedLogistic } from './discretizedLogistic.js';
import { gaussian } from './gaussian.js';
import { laplace } from './laplace.js';
import { negativeBinomial } from './negativeBinomial.js';
import { studentT } from './studentT.js';
import type { SupportDetails } from './support.js';

/** A likelihood, and an example's shape. */
export interface MaskedCase {
  readonly name: string;
  readonly likelihood: Likelihood;
  readonly event: readonly number[];
}

const widths = ['learned', 'perPixel', 'predicted'] as const;
const grid = { levels: 16 } as const;

/** The forms that likelihoods have besides their examples. */
const forms: readonly Likelihood[] = [
  ...([0.5, ...widths, 'optimal'] as const).map((sigma) => gaussian({ sigma })),
  ...([0.5, ...widths] as const).flatMap((scale) => [laplace({ scale }), studentT({ scale, degrees: 'learned' })]),
  studentT({ degrees: 3 }),
  ...widths.flatMap((width) => [negativeBinomial({ dispersion: width }), discretizedLogistic({ ...grid, scale: width })]),
  discretizedLogistic({ ...grid, components: 2 }),
  categorical({ classes: 3, encoding: 'oneHot' }),
];

/** Every likelihood in its example, and in every further form that it has. */
export const maskedCases: readonly MaskedCase[] = [
  ...partFactories
    .filter(({ role }) => role === 'likelihood')
    .map(({ kind, example: { event = [6], parts } }) => ({
      name: kind,
      likelihood: remake<Likelihood>('likelihood', parts.likelihood!),
      event,
    })),
  ...forms.map((likelihood) => {
    const { kind, ...options } = likelihood.config;
    return { name: `${kind}, ${Object.values(options).map(String).join(' ')}`, likelihood, event: [2, 3] };
  }),
];

const rows = 4;
const sizeOf = (event: readonly number[]): number => event.reduce((product, extent) => product * extent, 1);
const unit = (u: number): number => u;
const count = (u: number): number => Math.floor(5 * u);

/** Numbers of an example from uniform ones, by position: those that a likelihood describes. */
function valuesOf({ support }: BuiltLikelihood, config: SupportDetails): ((u: number, position: number) => number)[] {
  switch (support) {
    case 'unitInterval':
      return [unit];
    case 'real':
      return [(u) => 4 * u - 2];
    case 'counts':
      return [count];
    case 'levels': {
      const { levels = 256, range: [low, high] = [0, 1] } = config;
      return [(u) => low + ((high - low) * Math.round((levels - 1) * u)) / (levels - 1)];
    }
    case 'categories': {
      const { classes = 2, encoding } = config;
      if (encoding !== 'oneHot') return [(u) => Math.floor(classes * u)];
      return Array.from({ length: classes }, (_, i) => () => (i === 1 ? 1 : 0));
    }
    case 'columns':
      return config.columns!.flatMap((column) => {
        if (column.kind === 'poisson' || column.kind === 'negativeBinomial') return [count];
        if (column.kind !== 'categorical') return [unit];
        return valuesOf({ support: 'categories' } as BuiltLikelihood, { encoding: 'oneHot', ...column });
      });
  }
}

/** Four examples, all in the support. */
export function examplesOf({ likelihood, event }: MaskedCase): PlainTensor<Float32Array> {
  const built = likelihood.build({ event });
  tf.dispose(Object.values(built.variables ?? {}));
  const by = valuesOf(built, likelihood.config as SupportDetails);
  const size = sizeOf(event);
  const data = randomStream(3)
    .fillUniform(new Float32Array(rows * size))
    .map((u, i) => by[(i % size) % by.length]!(u, i));
  return { data, shape: [rows, ...event] };
}

const halves = [[1], [0, 0, 0, 1, 1, 0], [1, 1, 1, 0, 1, 1], [0]];

/** Nothing is missing in the first example, all in the last; in the others some numbers, and so, of three that are one thing, all or a part. */
export const someMissing = ({ event }: MaskedCase): readonly number[] =>
  halves.flatMap((row) => Array.from({ length: sizeOf(event) }, (_, i) => row[i % row.length]!));

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
