import { inNode } from './inNode.mjs';

export const peer = {
  variants: () => ({ variants: [inNode('vaekit-wasm')] }),
  async open(inputs) {
    const [{ eager }, { useWasm }, { openVaekit }] = await Promise.all([
      import('@vaekit/core'),
      import('@vaekit/wasm/node'),
      import('./vaekitSteps.mjs'),
    ]);
    await useWasm();
    return openVaekit(eager(), inputs);
  },
};
