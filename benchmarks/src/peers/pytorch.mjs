import { availableParallelism } from 'node:os';
import { inPython, missingModule } from './inPython.mjs';

/** PyTorch as one writes it, and through `torch.compile`; on one thread and on all; the best of them counts. */
export const peer = {
  variants({ family, convolutions }, { quick } = {}) {
    const missing = missingModule('torch');
    if (missing !== undefined) {
      return { missing };
    }
    const threads = [...new Set([1, availableParallelism()])];
    const catalog = family === 'catalog';
    const modes = {
      eager: {},
      ...(family === 'conv' || convolutions ? { 'eager, channels last': { channelsLast: true } } : {}),
      ...(quick || catalog ? {} : { 'torch.compile': { compile: true } }),
    };
    const ways = Object.entries(modes).flatMap(([mode, options]) =>
      threads.map((count) =>
        inPython(
          catalog ? 'family_peer.py' : 'pytorch_peer.py',
          `${mode}, ${count} thread${count > 1 ? 's' : ''}`,
          { ...options, threads: count },
          // One process that compiles, instead of a pool of them that stays.
          { OMP_NUM_THREADS: String(count), TORCHINDUCTOR_COMPILE_THREADS: '1' },
        ),
      ),
    );
    return { variants: ways };
  },
  /** Ways that may be impossible on a machine for reasons that are not ours: without a C++ compiler there is no `torch.compile`. */
  optional: ({ label }) => label.startsWith('torch.compile'),
};
