/** The contenders, by name, in the order of the table. Each is one file; Python's run only where there is a Python that has them. */
export const peers = {
  'vaekit-compiled': async () => (await import('./vaekitCompiled.mjs')).peer,
  'vaekit-wasm': async () => (await import('./vaekitWasm.mjs')).peer,
  pytorch: async () => (await import('./pytorch.mjs')).peer,
  jax: async () => (await import('./jax.mjs')).peer,
  'jax-js': async () => (await import('./jaxJs.mjs')).peer,
  'tfjs-wasm': async () => (await import('./tfjsWasm.mjs')).peer,
  'tfjs-cpu': async () => (await import('./tfjsCpu.mjs')).peer,
};
