/** The works, by name, in the order of the table; each is one file. */
export const works = {
  'mlp-step': async () => (await import('./mlpStep.mjs')).work,
  'class-mean-step': async () => (await import('./classMeanStep.mjs')).work,
  'conv-step': async () => (await import('./convStep.mjs')).work,
  'conv-eager': async () => (await import('./convEager.mjs')).work,
  'iwae-step-k5': async () => (await import('./iwaeStep.mjs')).iwaeWork(5),
  'iwae-step-k50': async () => (await import('./iwaeStep.mjs')).iwaeWork(50),
  family: async () => (await import('./family.mjs')).work,
  'digits-command': async () => (await import('./digitsCommand.mjs')).work,
  sgemm: async () => (await import('./sgemm.mjs')).work,
  growth: async () => (await import('./growth.mjs')).work,
  memory: async () => (await import('./memory.mjs')).work,
  start: async () => (await import('./start.mjs')).work,
  'wasm-products': async () => (await import('./wasmProducts.mjs')).work,
};
