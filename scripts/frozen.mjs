// `node scripts/frozen.mjs [--commit HASH]`: trains six models with both engines, on the packages of a commit and on those of this checkout, and
// compares all weights bit for bit. The commit (that of frozen.json unless given) is built in a temporary git worktree. Exit code 1 on any difference.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareSides } from './lib/frozenWeights.mjs';
import { runPnpm } from './lib/pnpm.mjs';
import { root } from './lib/workspace.mjs';

const usage = 'pnpm frozen [--commit HASH]   (default: the commit in scripts/frozen.json)';
const sideScript = join(root, 'scripts', 'lib', 'frozenSide.mjs');
const modelsOf = (folder) => join(folder, 'scripts', 'lib', 'frozenModels.mjs');
const say = (line) => process.stdout.write(`${line}\n`);

const commit = readCommit();
if (commit !== undefined) process.exitCode = compare(commit);

function readCommit() {
  let values;
  try {
    ({ values } = parseArgs({ options: { commit: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }));
  } catch (error) {
    return refuse(error.message);
  }
  if (values.help) {
    say(usage);
    return undefined;
  }
  const given = values.commit ?? JSON.parse(readFileSync(join(root, 'scripts', 'frozen.json'), 'utf8')).commit;
  if (given === null || given === '') return refuse('scripts/frozen.json has no commit yet; give one with --commit HASH');
  const { status, stdout } = git('rev-parse', '--verify', '--quiet', `${given}^{commit}`);
  if (status !== 0)
    return refuse(`${given} is no commit of this repository; fetch its history, or give another with --commit HASH`);
  return stdout.trim();
}

function refuse(message) {
  process.stderr.write(`frozen: ${message}\n${usage}\n`);
  process.exitCode = 2;
  return undefined;
}

/** Builds both sides, trains on them and says what differs; the exit code. */
function compare(hash) {
  const home = mkdtempSync(join(tmpdir(), 'vaekit-frozen-'));
  const before = join(home, 'before');
  process.once('SIGINT', () => process.exit(130));
  process.once('exit', () => {
    git('worktree', 'remove', '--force', before);
    rmSync(home, { recursive: true, force: true });
    git('worktree', 'prune');
  });
  say(`before: ${hash.slice(0, 12)}; after: this checkout`);
  const { status, stderr } = git('worktree', 'add', '--detach', before, hash);
  if (status !== 0) return fail(`git worktree add ended with exit code ${status}: ${stderr.trim()}`);
  if (!build(before) || !build(root)) return 1;
  // Each side builds the models in its own words; a commit from before there was such a file takes those of this checkout.
  const sides = [before, root].map((folder, i) => {
    const models = existsSync(modelsOf(folder)) ? modelsOf(folder) : modelsOf(root);
    const out = join(home, `weights${i}.json`);
    const child = spawnSync(process.execPath, [sideScript, folder, models, out], { stdio: ['ignore', 'ignore', 'inherit'] });
    return child.status === 0 ? JSON.parse(readFileSync(out, 'utf8')) : undefined;
  });
  const failed = ['the commit', 'this checkout'].filter((_, i) => sides[i] === undefined);
  if (failed.length > 0) return fail(`the training on ${failed.join(' and on ')} did not end; what it said is above`);
  const { lines, equal } = compareSides(...sides);
  for (const line of lines) say(line);
  say(equal ? 'frozen: all weights are equal' : 'frozen: weights differ');
  return equal ? 0 : 1;
}

/** Installs with the pinned pnpm and builds the packages. */
function build(folder) {
  for (const args of [
    ['install', '--frozen-lockfile', '--prefer-offline'],
    ['exec', 'turbo', 'run', 'build', '--filter=vaekit...', '--output-logs=errors-only'],
  ]) {
    const { status, output } = runPnpm(args, { capture: true, cwd: folder });
    if (status === 0) continue;
    fail(`${output}\n\`pnpm ${args.join(' ')}\` ended with exit code ${status}; its output is above`);
    return false;
  }
  return true;
}

function git(...args) {
  return spawnSync('git', args, { cwd: root, encoding: 'utf8' });
}

function fail(message) {
  process.stderr.write(`frozen: ${message}\n`);
  return 1;
}
