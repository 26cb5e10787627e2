import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const bin = join(dirname(require.resolve('vaekit/package.json')), 'bin/vaekit.mjs');

/** `vaekit WORDS`, as somebody would type it; throws what it says where it fails. */
export function vaekit(...words) {
  const { status, stderr, signal } = spawnSync(process.execPath, [bin, ...words.map(String), '--no-config'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`vaekit ${words.join(' ')}: ended with ${status ?? signal}: ${stderr.trim()}`);
}
