import * as tf from '@tensorflow/tfjs';

interface Engine {
  readonly state: { readonly kernelDepth: number };
  runKernel(name: string, inputs: Readonly<Record<string, tf.Tensor>>, attributes?: object): tf.Tensor;
}

/** What stopped tensors were where a derivative was taken, in the order of the pass. */
export class HeldStops {
  readonly #values: {
    readonly data: Float32Array | Int32Array | Uint8Array;
    readonly shape: number[];
    readonly dtype: tf.DataType;
  }[] = [];

  /** How many there are. */
  get count(): number {
    return this.#values.length;
  }

  /** Runs a pass, and keeps the values of what it puts behind `stopGradient`. */
  record<T>(pass: () => T): T {
    this.#values.length = 0;
    return withStops((stopped) => {
      const { shape, dtype } = stopped;
      this.#values.push({ data: stopped.dataSync(), shape, dtype });
      return stopped;
    }, pass);
  }

  /** Runs the same pass elsewhere, with the kept values in place of those: what a surrogate's gradient is the gradient of. */
  replay<T>(pass: () => T): T {
    let next = 0;
    return withStops(() => {
      const { data, shape, dtype } = this.#values[next++]!;
      return tf.tensor(data, shape, dtype as 'float32');
    }, pass);
  }
}

/** Gradients of our own and of tfjs copy tensors in the same way, so that the caller has to be asked for its name. */
const isStop = (): boolean => new Error('where').stack!.includes('stopGradient');

/** `stopGradient` is a copy one level inside a kernel; each goes through `change` while `run` runs. */
function withStops<T>(change: (stopped: tf.Tensor) => tf.Tensor, run: () => T): T {
  const engine = tf.engine() as unknown as Engine;
  const own = Object.getOwnPropertyDescriptor(engine, 'runKernel');
  const before = engine.runKernel.bind(engine);
  let inside = false;
  engine.runKernel = (name, inputs, attributes) => {
    const stops = name === 'Identity' && engine.state.kernelDepth === 1 && !inside && isStop();
    const result = before(name, inputs, attributes);
    if (!stops) return result;
    inside = true;
    try {
      return change(result);
    } finally {
      inside = false;
    }
  };
  try {
    return run();
  } finally {
    if (own === undefined) delete (engine as Partial<Engine>).runKernel;
    else Object.defineProperty(engine, 'runKernel', own);
  }
}
