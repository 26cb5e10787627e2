// `pnpm --filter @vaekit/losses edges`: the worst error of every function over what is allowed to it, on the grids of `oracles/edges`: values and first
// derivatives (here), second derivatives (in core, whose mends they need). A ratio above 1 fails.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const tests = [
  ['losses', 'src/edges.test.ts'],
  ['core', 'src/gradients/secondDerivatives.test.ts'],
];
const worst = new Map();
let status = 0;
for (const [name, file] of tests) {
  const cwd = fileURLToPath(new URL(`../../${name}`, import.meta.url));
  const env = { ...process.env, VAEKIT_EDGES: '1' };
  const run = spawnSync('npx', ['vitest', 'run', file], { cwd, env, encoding: 'utf8', shell: process.platform === 'win32' });
  status ||= run.status ?? 1;
  for (const [, what, label, ratio] of run.stdout.matchAll(/^(?:cpu|wasm) +(\S+) +(\S+) +(\S+)$/gm)) {
    const row = worst.get(label) ?? {};
    row[what] = Math.max(row[what] ?? 0, Number(ratio));
    worst.set(label, row);
  }
}
const shown = (ratio) => (ratio === undefined ? '' : ratio.toPrecision(2)).padStart(9);
const line = (label, ...cells) => process.stdout.write(`${label.padEnd(36)}${cells.join('')}\n`);
line('', ...['float32', 'int32', 'second'].map((title) => title.padStart(9)));
for (const [label, { float32, int32, second }] of [...worst].sort()) line(label, shown(float32), shown(int32), shown(second));
process.exitCode = status;
