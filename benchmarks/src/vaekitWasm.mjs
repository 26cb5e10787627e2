import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built `@vaekit/wasm`, as a user would get it, with the WASM backend started on one thread. */
export async function startVaekitWasm() {
  const built = fileURLToPath(import.meta.resolve('@vaekit/wasm'));
  if (!existsSync(built)) {
    throw new Error('bench: @vaekit/wasm is not built; run `pnpm build` (or `pnpm --filter @vaekit/wasm build`) first');
  }
  const [{ registerTrainingKernels }, { useWasm }] = await Promise.all([import('@vaekit/wasm'), import('@vaekit/wasm/node')]);
  await useWasm();
  registerTrainingKernels()();
  return { registerTrainingKernels };
}
