import { inNode } from './inNode.mjs';

/** The WASM backend of tfjs with the kernels it comes with, on one thread, as it runs in Node. */
export const peer = {
  variants: () => ({ variants: [inNode('tfjs-wasm')] }),
  async open(inputs) {
    const tf = await import('@tensorflow/tfjs');
    await import('@tensorflow/tfjs-backend-wasm');
    await tf.setBackend('wasm');
    const { openTfjs } = await import('./tfjsSteps.mjs');
    return openTfjs(inputs);
  },
};
