// What a page of the benchmark can do: `benchmark.open(contender, spec, folders)`, `benchmark.check(steps)`, `benchmark.block(steps)`.
import { makeInputs, openInputs } from '../inputData.mjs';

const tfjs = () => import('@tensorflow/tfjs');

async function onRuntime(inputs, ort, folders, options) {
  const [tf, { compiled }, { openVaekit }] = await Promise.all([
    tfjs(),
    import('@vaekit/onnx'),
    import('../peers/vaekitSteps.mjs'),
  ]);
  await tf.setBackend('cpu');
  ort.env.wasm.wasmPaths = folders.runtime;
  return openVaekit(compiled({ runtime: ort, ...options }), inputs);
}

/** How each contender begins. The engines are loaded by the page that needs them alone. */
const contenders = {
  'vaekit-compiled': async (inputs, folders) => onRuntime(inputs, await import('onnxruntime-web/wasm'), folders),
  'vaekit-webgpu': async (inputs, folders) =>
    onRuntime(inputs, await import('onnxruntime-web/webgpu'), folders, { executionProviders: ['webgpu'] }),
  async 'vaekit-wasm'(inputs, folders) {
    const [{ eager }, { useWasm }, { openVaekit }] = await Promise.all([
      import('@vaekit/core'),
      import('@vaekit/wasm'),
      import('../peers/vaekitSteps.mjs'),
    ]);
    await useWasm({ wasmPaths: folders.tfjs });
    return openVaekit(eager(), inputs);
  },
  async 'tfjs-wasm'(inputs, folders) {
    const [tf, { setWasmPaths }, { openTfjs }] = await Promise.all([
      tfjs(),
      import('@tensorflow/tfjs-backend-wasm'),
      import('../peers/tfjsSteps.mjs'),
    ]);
    setWasmPaths(folders.tfjs);
    await tf.setBackend('wasm');
    return openTfjs(inputs);
  },
  async 'jax-js'(inputs) {
    const { openJaxJs } = await import('../peers/jaxJsSteps.mjs');
    return openJaxJs(inputs);
  },
};

let trainer;

globalThis.benchmark = {
  /** The graphics adapter, as far as there is one for computing. */
  async adapter() {
    const info = (await navigator.gpu?.requestAdapter())?.info;
    return (
      info && {
        name: [info.vendor, info.architecture, info.description].filter(Boolean).join(' '),
        fallback: info.isFallbackAdapter,
      }
    );
  },
  async open(contender, spec, folders) {
    trainer = await contenders[contender](openInputs(spec, makeInputs(spec)), folders);
  },
  /** The losses of the first steps, one by one. */
  async check(steps) {
    const losses = [];
    for (let i = 0; i < steps; i++) {
      await trainer.step();
      losses.push(await trainer.readLoss());
    }
    return losses;
  },
  /** Milliseconds a step behind two that are not counted. The mean loss is read inside the time. */
  async block(steps) {
    for (let i = 0; i < 2; i++) await trainer.step();
    await trainer.readLoss();
    const start = performance.now();
    for (let i = 0; i < steps; i++) await trainer.step();
    await trainer.readLoss();
    return (performance.now() - start) / steps;
  },
};
