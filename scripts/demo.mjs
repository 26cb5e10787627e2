// `node scripts/demo.mjs [--out DIR]`: trains a class-mean CVAE and a VAE with a code of two numbers on the embedded digits, side by side,
// and draws everything into one page. It runs the program as people do; `npm run demo` sets up and builds first.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib/workspace.mjs';

const marker = '.vaekit-demo';
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
  if (!prepare(out)) return;
  // Ctrl-C reaches the children by themselves; this waits for them to save what they have.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => children.forEach((child) => child.kill('SIGTERM')));
  say('Training a class-mean CVAE (a mean of the prior for each digit) and a VAE with a code of two numbers on 8,000 digits …');
  const trained = {};
  const one = ([name, options]) => train(name, [...options, ...shared, '--out', join(out, name)], trained);
  const codes = [];
  // A run keeps one core busy.
  if (cpus().length > 1) codes.push(...(await Promise.all(Object.entries(runs).map(one))));
  else for (const run of Object.entries(runs)) codes.push(await one(run));
  const failed = codes.find((code) => code !== 0);
  if (failed !== undefined) {
    process.stderr.write('demo: a training did not end; what it said is above\n');
    process.exitCode = failed;
    return;
  }
  say('Drawing …');
  const page = join(out, 'report.html');
  const drawn = await call([
    'report',
    ...Object.keys(runs).map((name) => join(out, name)),
    '--out',
    page,
    '--title',
    'vaekit demo: digits',
  ]);
  if (drawn.code !== 0) {
    process.exitCode = drawn.code;
    return;
  }
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

/** Empties a folder of an earlier demo, and refuses one that is something else. */
function prepare(out) {
  if (existsSync(out)) {
    const mine = existsSync(join(out, marker)) && readFileSync(join(out, marker), 'utf8').startsWith('vaekit demo');
    let empty = false;
    try {
      empty = readdirSync(out).length === 0;
    } catch {
      // A file, say.
    }
    if (!mine && !empty) {
      process.stderr.write(`demo: ${out} exists and is not the folder of a demo; choose another with --out DIR\n`);
      process.exitCode = 2;
      return false;
    }
    rmSync(out, { recursive: true, force: true });
  }
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, marker), 'vaekit demo: this folder is replaced when the demo runs again\n');
  return true;
}

/** Runs one training and says a line for every epoch. */
async function train(name, args, trained) {
  const { code } = await call(['train', ...args], (line) => {
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

/** Runs the program; `onLine` sees each line it writes. */
function call(args, onLine) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [vaekit, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
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
