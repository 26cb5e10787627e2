import { inNode } from './inNode.mjs';

export const peer = {
  // A step takes a second and more: a few tell enough. A convolutional step takes minutes.
  checkSteps: 4,
  rounds: 3,
  cannot: ({ family, k }) => (family === 'conv' || k > 5 ? 'a step takes more than half a minute' : undefined),
  variants: () => ({ variants: [inNode('tfjs-cpu')] }),
  async open(inputs) {
    const tf = await import('@tensorflow/tfjs');
    await tf.setBackend('cpu');
    const { openTfjs } = await import('./tfjsSteps.mjs');
    return openTfjs(inputs);
  },
};
