import { inNode } from './inNode.mjs';

export const peer = {
  variants: () => ({ variants: [inNode('vaekit-compiled')] }),
  async open(inputs) {
    const tf = await import('@tensorflow/tfjs');
    const [{ compiled }, { openVaekit }] = await Promise.all([import('@vaekit/onnx'), import('./vaekitSteps.mjs')]);
    await tf.setBackend('cpu');
    return openVaekit(compiled(), inputs);
  },
};
