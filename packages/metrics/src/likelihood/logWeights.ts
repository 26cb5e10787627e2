import * as tf from '@tensorflow/tfjs';
import {
  type Batch,
  batchTensors,
  type NoiseSpec,
  type PlainBatch,
  type Vae,
  weighedDraws,
  weighedDrawsNoise,
} from '@vaekit/core';

/** What runs a function of tensors faster than tfjs does: `compileFunction` of `@vaekit/onnx` is one. */
export type Compile = (
  fn: (inputs: Readonly<Record<string, tf.Tensor>>) => Readonly<Record<string, tf.Tensor>>,
  spec: {
    readonly inputs: Readonly<Record<string, { readonly shape: readonly number[]; readonly dtype?: 'float32' | 'int32' }>>;
  },
) => Promise<{
  run(
    inputs: Readonly<Record<string, ArrayLike<number>>>,
  ): Promise<Readonly<Record<string, { readonly data: ArrayLike<number> }>>>;
  dispose(): Promise<void>;
}>;

/** Plain noise by name, as {@link NoiseSpec} says. */
export type PlainNoise = Readonly<Record<string, Float32Array>>;

/** log w = log p(x, z) − log q(z|x) of several draws for each of several examples. */
export interface LogWeights {
  readonly spec: NoiseSpec;
  /** `[rows · draws]`, the draws of one example next to each other. */
  run(batch: PlainBatch, noise: PlainNoise): Promise<ArrayLike<number>>;
  dispose(): Promise<void>;
}

const fullShape = ({ shape, per }: NoiseSpec[string], rows: number): number[] =>
  per === 'example' ? [rows, ...shape] : [...shape];

/** Log weights on the active backend of tfjs, or compiled for these shapes where `compile` is given. */
export async function openLogWeights(
  model: Vae,
  { rows, draws, first, compile }: { rows: number; draws: number; first: PlainBatch; compile?: Compile | undefined },
): Promise<LogWeights> {
  const spec = weighedDrawsNoise(model, draws);
  const names = Object.keys(spec);
  if (compile === undefined)
    return {
      spec,
      async run(plain, given) {
        const result = tf.tidy(() => {
          const noise = Object.fromEntries(names.map((name) => [name, tf.tensor(given[name]!, fullShape(spec[name]!, rows))]));
          return weighedDraws(model, batchTensors(plain), noise, draws).logWeights;
        });
        const data = await result.data();
        result.dispose();
        return data;
      },
      dispose: async () => undefined,
    };
  const { x, y, mask } = first;
  const labels = y?.shape.length === 1;
  const compiled = await compile(
    (given) => {
      const noise = Object.fromEntries(names.map((name) => [name, given[`noise/${name}`]!]));
      const batch: Batch = {
        x: given['x']!,
        ...(y === undefined ? {} : { y: given['y'] as tf.Tensor1D }),
        ...(mask === undefined ? {} : { mask: given['mask']! }),
      };
      return { logWeights: weighedDraws(model, batch, noise, draws).logWeights };
    },
    {
      inputs: {
        x: { shape: x.shape },
        ...(y === undefined ? {} : { y: { shape: y.shape, dtype: labels ? 'int32' : 'float32' } }),
        ...(mask === undefined ? {} : { mask: { shape: mask.shape } }),
        ...Object.fromEntries(names.map((name) => [`noise/${name}`, { shape: fullShape(spec[name]!, rows) }])),
      },
    },
  );
  return {
    spec,
    async run(plain, given) {
      const found = await compiled.run({
        x: plain.x.data,
        ...(plain.y === undefined ? {} : { y: plain.y.data }),
        ...(plain.mask === undefined ? {} : { mask: plain.mask.data }),
        ...Object.fromEntries(names.map((name) => [`noise/${name}`, given[name]!])),
      });
      return found['logWeights']!.data;
    },
    dispose: () => compiled.dispose(),
  };
}
