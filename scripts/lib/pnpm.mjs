import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readManifest, root } from './workspace.mjs';

/** The pinned package manager, as npx wants it: `pnpm@10.34.8`. */
export const pinnedPnpm = readManifest(root).packageManager.split('+')[0];

/**
 * Runs the pinned pnpm. Under a pnpm that is already running, that one (it switches to the pinned version by itself); else through npx.
 * Either way pnpm is on the path of what it runs, which turbo needs.
 */
export function runPnpm(args, { capture = false, cwd = root, env = {} } = {}) {
  const { command, prefix, shell } = locate();
  const result = spawnSync(command, [...prefix, ...args], {
    cwd,
    shell,
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', ...env },
  });
  if (result.error) return { status: 1, output: String(result.error) };
  return { status: result.status ?? 1, output: `${result.stdout ?? ''}${result.stderr ?? ''}`, stdout: result.stdout ?? '' };
}

function locate() {
  const running = process.env.npm_execpath ?? '';
  if (/^pnpm\.c?js$/.test(basename(running)) && pathHasPnpm())
    return { command: process.execPath, prefix: [running], shell: false };
  // npm's own npx is a script beside npm's; found there, it runs without a shell on every system, Windows included.
  const npxScripts = [
    /^npm-cli\.js$/.test(basename(running)) ? join(dirname(running), 'npx-cli.js') : '',
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npx-cli.js'),
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npx-cli.js'),
  ];
  const script = npxScripts.find((path) => path !== '' && existsSync(path));
  if (script !== undefined) return { command: process.execPath, prefix: [script, '--yes', pinnedPnpm], shell: false };
  return { command: 'npx', prefix: ['--yes', pinnedPnpm], shell: process.platform === 'win32' };
}

function pathHasPnpm() {
  const folders = (process.env.PATH ?? process.env.Path ?? '').split(process.platform === 'win32' ? ';' : ':');
  return folders.some((folder) =>
    ['pnpm', 'pnpm.cmd', 'pnpm.exe'].some((name) => folder !== '' && existsSync(join(folder, name))),
  );
}
