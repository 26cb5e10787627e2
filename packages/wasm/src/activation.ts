import type * as tf from '@tensorflow/tfjs';
import { type BackendWasm, type KernelCall, release, runKernel } from './wasmBackend.js';

/** What is activated, by which backend, and the call of the fused kernel that names the activation. */
type Activation = (backend: BackendWasm, x: tf.TensorInfo, call: KernelCall) => tf.TensorInfo;

const unary =
  (name: string): Activation =>
  (backend, x) =>
    runKernel(backend, name, { x });

/** The activations that fused kernels know, as the kernels of the same backend. */
const ACTIVATIONS: ReadonlyMap<unknown, Activation> = new Map<unknown, Activation>([
  [undefined, (_, x) => x],
  ['linear', (_, x) => x],
  ['relu', unary('Relu')],
  ['relu6', unary('Relu6')],
  ['elu', unary('Elu')],
  ['sigmoid', unary('Sigmoid')],
  [
    'leakyrelu',
    (backend, x, { attrs }) => runKernel(backend, 'LeakyRelu', { x }, { alpha: (attrs['leakyreluAlpha'] as number) ?? 0 }),
  ],
  [
    'prelu',
    (backend, x, { inputs }) => {
      const alpha = inputs['preluActivationWeights'];
      return alpha === undefined || alpha === null ? x : runKernel(backend, 'Prelu', { x, alpha });
    },
  ],
]);

/** What a fused kernel ends with: takes what it has computed so far, which is released unless it is itself the result. */
export type Finish = (x: tf.TensorInfo) => tf.TensorInfo;

/** The activation that a call of a fused kernel asks for; `undefined` for one that is not known here. */
export function activationOf(call: KernelCall): Finish | undefined {
  const { backend, attrs } = call;
  const activate = ACTIVATIONS.get(attrs['activation']);
  return activate === undefined
    ? undefined
    : (x) => {
        const activated = activate(backend, x, call);
        if (activated !== x) {
          release(backend, x);
        }
        return activated;
      };
}
