import { inPython, missingModule } from './inPython.mjs';

/** JAX with the whole step under `jit`: threads as XLA chooses them, and one. */
export const peer = {
  variants() {
    const missing = missingModule('jax');
    if (missing !== undefined) {
      return { missing };
    }
    const platform = { JAX_PLATFORMS: 'cpu' };
    return {
      variants: [
        inPython('jax_peer.py', 'jit', {}, platform),
        inPython('jax_peer.py', 'jit, 1 thread', {}, { ...platform, XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false' }),
      ],
    };
  },
};
