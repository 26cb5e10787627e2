// `node packages/cli/scripts/testFamily.mjs [NAME …]`: every model of the catalog, or those named, with its documented options on `digits`.
// Of each: an epoch over all training digits, the run opened again and scored again, samples drawn; and an epoch over the first 640 in both
// engines, whose scores are compared. A line a model, then `N of N`; exit code 1 if a model failed. All that is reduced is epochs.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sample } from '@vaekit/core';
import { catalog, findModel } from '@vaekit/models';
import { openRun } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';
import { main } from 'vaekit';

// Single precision, summed over 784 pixels and a few steps of Adam, whose first steps are as long for small gradients as for large ones.
const PARITY = 1e-3;
// A run opened again has the same weights; its scores are sums in another order.
const SAME = 1e-5;
const once = ['epochs', 'pretrain-epochs', 'autoencoder-epochs'];

/** What a command wrote. @throws Error with what it said when it failed */
async function vaekit(...args) {
  const written = { out: '', err: '' };
  const stream = (name) => {
    const write = (text) => void (written[name] += text);
    return { write, line: (text) => write(`${text}\n`), data: write, isTerminal: false, columns: 80 };
  };
  const rest = { color: false, trueColor: false, input: Readable.from([]), onInterrupt: () => () => undefined };
  const code = await main(args, { out: stream('out'), err: stream('err'), ...rest });
  if (code !== 0) throw new Error(`vaekit ${args.join(' ')}: ${written.err.trim()}`);
  return JSON.parse(written.out.trimEnd().split('\n').at(-1));
}

/** The scores of a run on the test part. */
async function train(run, { name, options, atOnce }, ...more) {
  const epochs = once.filter((option) => (option === 'epochs' ? !atOnce : option in options));
  const short = epochs.flatMap((option) => [`--${option}`, '1']);
  const { test } = await vaekit('train', '--model', name, '--data', 'digits', ...short, ...more, '--out', run, '--json');
  return test;
}

/** The largest difference of two records of scores, as a part of the score where that is above 1. */
function difference(a, b) {
  const parts = Object.entries(a).map(([name, value]) => Math.abs(value - b[name]) / Math.max(1, Math.abs(value)));
  return Math.max(...parts.map((part) => (Number.isFinite(part) ? part : Number.POSITIVE_INFINITY)));
}

/** The shape of samples. @throws Error where it is not that of the data, or values are not numbers */
async function sampled(run) {
  const { model } = await openRun(folderRunStore(run));
  const labels = model.classes === undefined ? {} : { labels: [0, 1, 2, 3] };
  const x = sample(model, { count: 4, seed: 0, ...labels });
  const values = await x.data();
  const shape = x.shape.join(' × ');
  x.dispose();
  model.dispose();
  if (shape !== `4 × ${model.event.join(' × ')}` || !values.every(Number.isFinite)) throw new Error(`samples of ${shape}`);
  return shape;
}

/** What holds of one model, in words. @throws Error that says what does not */
async function checked(entry, folder) {
  const run = join(folder, entry.name);
  const test = await train(run, entry);
  const again = difference(test, await vaekit('evaluate', run, '--json'));
  if (!(again <= SAME)) throw new Error(`saved and loaded, the scores differ by ${again.toExponential(1)}`);
  const shape = entry.can.includes('sample') ? await sampled(run) : 'none, it has no prior';
  const few = ['--limit', '640', '--no-preview'];
  const [compiled, eager] = [
    await train(`${run}-compiled`, entry, ...few, '--engine', 'compiled'),
    await train(`${run}-eager`, entry, ...few, '--engine', 'eager'),
  ];
  const parity = difference(compiled, eager);
  if (!(parity <= PARITY)) throw new Error(`the engines differ by ${parity.toExponential(1)}`);
  return `engines ${parity.toExponential(1)}, saved and loaded ${again.toExponential(1)}, samples ${shape}`;
}

const names = process.argv.slice(2);
const entries = names.length === 0 ? catalog : names.map((name) => findModel(name));
const unknown = names.filter((_, i) => entries[i] === undefined);
if (unknown.length > 0) {
  process.stderr.write(`testFamily: no model is called ${unknown.join(', ')}; \`vaekit models\` lists them\n`);
  process.exit(2);
}
let right = 0;
for (const entry of entries) {
  const folder = mkdtempSync(join(tmpdir(), 'vaekit-family-'));
  const start = performance.now();
  let said;
  try {
    said = await checked(entry, folder);
    right += 1;
  } catch (error) {
    said = `FAILED: ${error.message}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${entry.name}: ${said}; ${((performance.now() - start) / 1000).toFixed(0)} s`);
}
console.log(`${right} of ${entries.length}`);
process.exitCode = right === entries.length ? 0 : 1;
