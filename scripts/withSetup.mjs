// `node scripts/withSetup.mjs demo|test|bench|setup [arguments]`: brings a fresh clone to the point where the task can run, then runs it.
// It needs Node and npm, nothing else: the pinned pnpm comes through npx. What is already done is not done again.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runPnpm } from './lib/pnpm.mjs';
import { isSetUp, rememberSetUp } from './lib/setupStamp.mjs';
import { totalsLine } from './lib/totals.mjs';
import { root } from './lib/workspace.mjs';

const oldestNode = [20, 19];
const tasks = {
  demo: (args) => runNode([join('scripts', 'demo.mjs'), ...args]),
  test: (args) => runTests(args),
  bench: (args) => runNode([join('benchmarks', 'src', 'run.mjs'), ...args]),
  setup: () => 0,
};

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
  fail(
    `withSetup: expected Node ${oldestNode.join('.')} or later, but this is ${process.version}; install a current Node and try again`,
  );
}
const [task, ...rest] = process.argv.slice(2);
const run = Object.keys(tasks).includes(task) ? tasks[task] : undefined;
if (run === undefined) {
  const got = task === undefined ? 'nothing' : `'${task}'`;
  fail(`withSetup: expected one of ${Object.keys(tasks).join(', ')} as the first argument, but got ${got}`);
}

// `npm test -- packages/losses` arrives without the two dashes, `pnpm test -- packages/losses` with them.
const args = rest[0] === '--' ? rest.slice(1) : rest;
if (install() && build()) {
  process.exitCode = run(args);
} else {
  // A test run that never began is still a failed test run, and says so in the same words.
  if (task === 'test') say(totalsLine({ passed: 0, failed: 1, skipped: 0 }), process.stdout);
  process.exitCode = 1;
}

function install() {
  if (isSetUp()) return true;
  const done = quietly('dependencies', ['install', '--frozen-lockfile', '--prefer-offline']);
  if (done) rememberSetUp();
  return done;
}

function build() {
  return quietly('build', ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only']);
}

/** One line when the step is fine, its whole output when it is not. */
function quietly(name, pnpmArgs) {
  const start = performance.now();
  if (process.stderr.isTTY) process.stderr.write(`${name} …\r`);
  const { status, output } = runPnpm(pnpmArgs, { capture: true });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (status === 0) {
    say(`${name}: done in ${seconds} s`);
    return true;
  }
  say(
    `${output}\nwithSetup: \`pnpm ${pnpmArgs.join(' ')}\` ended with exit code ${status} after ${seconds} s; its output is above`,
  );
  return false;
}

/** Every project in one run; the closing line counts what really ran, whatever the reporters above it printed. */
function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'vaekit-test-'));
  const file = join(folder, 'totals.json');
  const reporter = pathToFileURL(join(root, 'scripts', 'lib', 'totalsReporter.mjs')).href;
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const status = runNode([vitest, 'run', '--reporter=default', `--reporter=${reporter}`, ...args], { VAEKIT_TOTALS: file });
  const totals = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  rmSync(folder, { recursive: true, force: true });
  // No test at all, or an exit code that no counted test explains (a crash, a broken configuration), is a failure too.
  if (totals.failed === 0 && (status !== 0 || totals.passed === 0)) totals.failed = 1;
  say(totalsLine(totals), process.stdout);
  return totals.failed === 0 ? 0 : 1;
}

function runNode(args, env = {}) {
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (error) throw error;
  return status ?? 1;
}

function say(line, stream = process.stderr) {
  stream.write(`${line}\n`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
