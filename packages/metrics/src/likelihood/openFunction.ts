import * as tf from '@tensorflow/tfjs';
import type { Compile } from './logWeights.js';

/** A function of plain numbers by name, of shapes that were given once. */
export interface OpenFunction<I extends string, O extends string> {
  run(inputs: Readonly<Record<I, ArrayLike<number>>>): Promise<Readonly<Record<O, ArrayLike<number>>>>;
  dispose(): Promise<void>;
}

/** A function of tensors as one of plain numbers: compiled where `compile` is given, on the active backend of tfjs otherwise. */
export async function openFunction<I extends string, O extends string>(
  apply: (inputs: Readonly<Record<I, tf.Tensor>>) => Readonly<Record<O, tf.Tensor>>,
  inputs: Readonly<Record<I, { readonly shape: readonly number[]; readonly dtype?: 'float32' | 'int32' }>>,
  compile: Compile | undefined,
): Promise<OpenFunction<I, O>> {
  const names = Object.keys(inputs) as I[];
  if (compile !== undefined) {
    const compiled = await compile(apply, { inputs });
    return {
      async run(given) {
        const found = {} as Record<O, ArrayLike<number>>;
        for (const [name, { data }] of Object.entries(await compiled.run({ ...given }))) found[name as O] = data;
        return found;
      },
      dispose: () => compiled.dispose(),
    };
  }
  return {
    async run(given) {
      const results: Readonly<Record<string, tf.Tensor>> = tf.tidy(() => {
        const tensors = names.map((name) => {
          const { shape, dtype = 'float32' } = inputs[name];
          const data = dtype === 'int32' ? Int32Array.from(given[name]) : Float32Array.from(given[name]);
          return [name, tf.tensor(data, [...shape], dtype)];
        });
        return { ...apply(Object.fromEntries(tensors) as Record<I, tf.Tensor>) };
      });
      const found = {} as Record<O, ArrayLike<number>>;
      for (const [name, tensor] of Object.entries(results)) found[name as O] = await tensor.data<'float32'>();
      tf.dispose(Object.values(results));
      return found;
    },
    dispose: async () => undefined,
  };
}
