import { replayCustomGradients } from './customGradients.js';
import { differentiate } from './differentiate.js';
import { engineInside, type EngineInside } from './engineInside.js';
import { recordMends, saveForMends } from './recordedGradients.js';
import { saveSameTensor } from './savedTensors.js';

let active = false;

/** Lays the mends over the engine of tfjs; what it returns takes them off again. */
function install(): () => void {
  const engine = engineInside();
  const methods: Partial<EngineInside> = {
    addTapeNode: recordMends(engine),
    clone: saveSameTensor(engine),
    customGrad: replayCustomGradients(engine),
    getTensorsForGradient: saveForMends(engine),
    gradients: differentiate(engine),
  };
  const before = Object.keys(methods).map((name) => [name, Object.getOwnPropertyDescriptor(engine, name)] as const);
  Object.assign(engine, methods);
  return () => {
    for (const [name, descriptor] of before) {
      // As a rule the method is the class's, and was only covered.
      if (descriptor === undefined) Reflect.deleteProperty(engine, name);
      else Object.defineProperty(engine, name, descriptor);
    }
  };
}

/**
 * Runs a synchronous function in which tfjs's gradients are right, to second order and beyond.
 *
 * Inside, `tf.grad`, `tf.grads`, `tf.variableGrads`, `optimizer.minimize` and related functions use the mended gradients; before and after it, tfjs
 * is as it comes. The engines of vaekit differentiate in it, so a model needs it nowhere; it is for training loops of your own. Calls
 * may be nested. What `run` records must be differentiated inside too.
 *
 * @param run must not be asynchronous: what it awaits would run without the mends
 * @returns what `run` returns
 * @throws whatever `run` throws, once tfjs is as it was; an Error when `run` returns a promise
 */
export function withGradientMends<T>(run: () => T): T {
  let result: T;
  if (active) {
    result = run();
  } else {
    const restore = install();
    active = true;
    try {
      result = run();
    } finally {
      active = false;
      restore();
    }
  }
  if (typeof (result as { then?: unknown } | null | undefined)?.then === 'function') {
    throw new Error(
      'withGradientMends: `run` returned a promise; expected a synchronous function: differentiate inside, await outside',
    );
  }
  return result;
}
