import { inNode } from './inNode.mjs';

/** jax-js with the whole step under `jit`, on its WASM device: the one of its devices that Node has. */
export const peer = {
  checkSteps: 10,
  cannot: ({ family }) => (family === 'conv' ? 'not written for jax-js' : undefined),
  variants: () => ({ variants: [inNode('jax-js')] }),
  async open(inputs) {
    const { openJaxJs } = await import('./jaxJsSteps.mjs');
    return openJaxJs(inputs);
  },
};
