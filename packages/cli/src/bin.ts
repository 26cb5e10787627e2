import { fileURLToPath } from 'node:url';

/** The program's own file, to run it in another process. */
export const bin: string = fileURLToPath(new URL('../bin/vaekit.mjs', import.meta.url));
