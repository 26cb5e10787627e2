import * as tf from '@tensorflow/tfjs';

/** One operation on the tape of tfjs. */
export interface TapeNode {
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly outputs: readonly tf.Tensor[];
  readonly saved: readonly tf.Tensor[];
  /** From the outputs' gradients (null: no way leads from there) those of the inputs; absent where there is none. */
  gradient?: (dys: readonly (tf.Tensor | null)[]) => Readonly<Record<string, () => tf.Tensor>>;
}

/** What a function for `tf.customGrad` gives: its value, and its gradient from the output's and from what it saved. */
interface CustomGradient {
  readonly value: tf.Tensor;
  readonly gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
}

export type CustomGradientFunction = (...inputsAndSave: (tf.Tensor | tf.GradSaveFunc)[]) => CustomGradient;

/** The part of a backend that shares one buffer between tensors. */
interface CountsReferences {
  incRef(dataId: object): void;
}

/** What the mends touch of tfjs's engine: the tape, and the methods through which everything differentiable passes. */
export interface EngineInside {
  readonly backend: CountsReferences;
  readonly state: {
    readonly gradientDepth: number;
    readonly tensorInfo: WeakMap<object, { readonly backend: CountsReferences }>;
    activeTape: TapeNode[] | null;
  };
  makeTensorFromTensorInfo(info: tf.TensorInfo, backend: CountsReferences): tf.Tensor;
  clone(x: tf.Tensor): tf.Tensor;
  getTensorsForGradient(
    kernelName: string,
    inputs: Readonly<Record<string, tf.Tensor>>,
    outputs: readonly tf.Tensor[],
  ): readonly tf.Tensor[];
  addTapeNode(
    kernelName: string,
    inputs: Readonly<Record<string, tf.Tensor>>,
    outputs: readonly tf.Tensor[],
    gradient: unknown,
    saved: readonly tf.Tensor[],
    attributes: tf.NamedAttrMap | undefined,
  ): void;
  gradients(
    f: () => tf.Tensor,
    xs: readonly tf.Tensor[],
    dy?: tf.Tensor,
    allowNoGradients?: boolean,
  ): { value: tf.Tensor; grads: (tf.Tensor | undefined)[] };
  customGrad(f: CustomGradientFunction): (...inputs: tf.Tensor[]) => tf.Tensor;
}

/** tfjs's engine, with what its declarations hide. */
export const engineInside = (): EngineInside => tf.engine() as unknown as EngineInside;
