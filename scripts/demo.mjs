// `node scripts/demo.mjs [--out DIR]`: trains a class-mean CVAE and a VAE with a code of two numbers on the embedded digits, side by side,
// and draws everything into one page. It runs the program as people do; `npm run demo` sets up and builds first.

import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beginDemo, dropDemo, finishDemo } from './lib/demoFolder.mjs';
import { root } from './lib/workspace.mjs';

const vaekit = join(root, 'packages', 'cli', 'bin', 'vaekit.mjs');
const runs = {
  'class-mean-cvae': [
    ...['--model', 'class-mean-cvae', '--latent', '16', '--hidden', '256', '--separation', '100', '--margin', '6'],
    ...['--batch-size', '64', '--lr', '3e-3', '--epochs', '16'],
  ],
  'vae-2d': [
    '--model',
    'vae',
    '--latent',
    '2',
    '--hidden',
    '256',
    '--batch-size',
    '64',
    '--lr',
    '4e-3',
    '--lr-schedule',
    'cosine',
    '--epochs',
    '16',
  ],
};
// Two trainings side by side have a core each: the eager engine, on one thread, fits that best.
const shared = ['--data', 'digits', '--seed', '0', '--engine', 'eager', '--json'];

const start = performance.now();
const children = new Set();
const say = (line) => process.stdout.write(`${line}\n`);

const out = readArguments(process.argv.slice(2));
if (out !== undefined) await demo(out);

async function demo(out) {
  let fresh;
  try {
    fresh = beginDemo(out);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    return;
  }
  // Ctrl-C reaches the children by themselves; this waits for them to end.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => children.forEach((child) => child.kill('SIGTERM')));
  const trained = {};
  const failed = await trainAndDraw(fresh, trained);
  if (failed !== 0) {
    dropDemo(out);
    process.stderr.write(
      `demo: it did not come to its end: what it had trained is removed, and ${out} is as it was; run it again\n`,
    );
    process.exitCode = failed;
    return;
  }
  finishDemo(out);
  sayDone(out, trained);
}

/** Trains both models and draws their report; the exit code of what failed, or 0. */
async function trainAndDraw(folder, trained) {
  say('Training a class-mean CVAE (a mean of the prior for each digit) and a VAE with a code of two numbers on 8,000 digits …');
  const one = ([name, options]) => train(folder, name, options, trained);
  const codes = [];
  // A run keeps one core busy.
  if (cpus().length > 1) codes.push(...(await Promise.all(Object.entries(runs).map(one))));
  else for (const run of Object.entries(runs)) codes.push(await one(run));
  const failed = codes.find((code) => code !== 0);
  if (failed !== undefined) return failed;
  say('Drawing …');
  const folders = Object.keys(runs);
  const { code } = await call(folder, ['report', ...folders, '--out', 'report.html', '--title', 'vaekit demo: digits']);
  return code;
}

function sayDone(out, trained) {
  const page = join(out, 'report.html');
  say('');
  for (const [name, { test }] of Object.entries(trained)) {
    const accuracy = test.accuracy === undefined ? '' : `, ${(100 * test.accuracy).toFixed(1)} % of the digits classified right`;
    say(`${name}: test loss ${test.loss.toFixed(2)} nats per digit${accuracy}`);
  }
  say(`Done in ${Math.round((performance.now() - start) / 1000)} s. Everything is in ${relative(process.cwd(), out) || out}:`);
  say(`  ${join(relative(process.cwd(), out), 'report.html')}  every picture, ${pathToFileURL(page).href}`);
  for (const name of Object.keys(runs)) {
    const run = join(relative(process.cwd(), out), name);
    say(`  ${run}  a run folder; try: node packages/cli/bin/vaekit.mjs sample ${run}`);
  }
}

/** The folder to write, or `undefined` after a word about what is wrong. */
function readArguments(args) {
  const [option, value, ...more] = args.flatMap((argument) =>
    argument.startsWith('--out=') ? ['--out', argument.slice(6)] : [argument],
  );
  if (option === undefined) return resolve('vaekit-demo');
  if (option === '--out' && value !== undefined && value !== '' && more.length === 0) return resolve(value);
  const help = option === '--help' || option === '-h';
  (help ? process.stdout : process.stderr).write(
    `${help ? '' : `demo: unexpected ${args.join(' ')}\n`}npm run demo -- [--out DIR]   (default: vaekit-demo)\n`,
  );
  process.exitCode = help ? 0 : 2;
  return undefined;
}

/** Runs one training and says a line for every epoch. */
async function train(folder, name, options, trained) {
  const { code } = await call(folder, ['train', ...options, ...shared, '--out', name], (line) => {
    const event = JSON.parse(line);
    if (event.event === 'epoch') {
      const { loss, accuracy } = event.validation;
      const share = accuracy === undefined ? '' : `  accuracy ${(100 * accuracy).toFixed(1)} %`;
      say(`${name.padEnd(15)}  epoch ${String(event.epoch).padStart(2)}  validation loss ${loss.toFixed(2)}${share}`);
    }
    if (event.event === 'end' && event.test !== null) trained[name] = event;
  });
  return code;
}

/** Runs the program in a folder, which will have another name: a report names its run from there. `onLine` sees each line it writes. */
function call(folder, args, onLine) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [vaekit, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    children.add(child);
    let rest = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) onLine?.(line);
    });
    child.on('error', fail);
    child.on('close', (code) => {
      children.delete(child);
      done({ code: code ?? 1 });
    });
  });
}
