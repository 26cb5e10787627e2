import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { readManifest, root } from './workspace.mjs';

/** The pinned package manager, as npx wants it: `pnpm@10.34.8`. */
const pinnedPnpm = readManifest(root).packageManager.split('+')[0];

/**
 * Runs the pinned pnpm. Under a pnpm that is already running, that one (it switches to the pinned version by itself); else through npx.
 * Either way pnpm is on the path of what it runs, which turbo needs.
 */
export function runPnpm(args, options) {
  const running = process.env.npm_execpath ?? '';
  if (/^pnpm\.c?js$/.test(basename(running)) && isOnPath('pnpm')) return run(process.execPath, [running, ...args], options);
  return runOfNpm('npx', ['--yes', pinnedPnpm, ...args], options);
}

/** Runs npm itself. */
export function runNpm(args, options) {
  return runOfNpm('npm', args, options);
}

/** Runs one of npm's own commands. Its script lies beside Node or beside the npm that runs; found there, no system needs a shell for it. */
function runOfNpm(command, args, options) {
  const running = process.env.npm_execpath ?? '';
  const script = [
    ...(basename(running) === 'npm-cli.js' ? [dirname(running)] : []),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin'),
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin'),
  ]
    .map((folder) => join(folder, `${command}-cli.js`))
    .find((path) => existsSync(path));
  if (script !== undefined) return run(process.execPath, [script, ...args], options);
  return run(command, args, { ...options, shell: process.platform === 'win32' });
}

function run(command, args, { capture = false, cwd = root, shell = false } = {}) {
  const result = spawnSync(command, args, {
    cwd,
    shell,
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  });
  if (result.error) return { status: 1, output: String(result.error) };
  return { status: result.status ?? 1, output: `${result.stdout ?? ''}${result.stderr ?? ''}` };
}

function isOnPath(command) {
  const folders = (process.env.PATH ?? process.env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => ['', '.cmd', '.exe'].some((ending) => existsSync(join(folder, command + ending))));
}
