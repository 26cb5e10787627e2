// `pnpm reproduce NAME [--quick | --full] [--seed N] [--data DIR] [--python FILE] [--threads N] [--anew]`: repeats a published result, or goes on with a repetition that was
// interrupted. Without a name: the list. `--full` (the default) writes `results/NAME.json` and the table in README.md.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { selectBackend } from '@vaekit/core';
import { compiled, compileFunction } from '@vaekit/onnx';
import { works } from './list.mjs';
import { rowText } from './parts/figures.mjs';
import { machine, versions } from './parts/versions.mjs';
import { workFolder } from './parts/workFolder.mjs';
import { writeReadme } from './parts/readme.mjs';

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const text = { type: 'string' };
const flag = { type: 'boolean', default: false };

function wordsOf(argv) {
  const options = {
    quick: flag,
    full: flag,
    seed: text,
    data: text,
    python: text,
    threads: { ...text, default: '1' },
    anew: flag,
  };
  const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  const whole = (name) => {
    if (values[name] === undefined) return undefined;
    if (!/^\d+$/.test(values[name])) throw new Error(`reproduce: --${name} is '${values[name]}'; give a whole number from 0`);
    return Number(values[name]);
  };
  if (values.quick && values.full) throw new Error('reproduce: got both --quick and --full; give one of them');
  return { ...values, name: positionals[0], seed: whole('seed'), threads: whole('threads') };
}

/** The command, without what belongs to one machine: folders and threads. */
const commandOf = ({ name, quick, seed, data, python }) =>
  [
    `pnpm reproduce ${name}`,
    quick ? '--quick' : '--full',
    ...(seed === undefined ? [] : [`--seed ${seed}`]),
    ...(data === undefined ? [] : ['--data DIR']),
    ...(python === undefined ? [] : ['--python FILE']),
  ].join(' ');

/** Repeats one work, and says what came out. */
async function reproduce(words) {
  const work = works.find(({ name }) => name === words.name);
  if (work === undefined)
    throw new Error(`reproduce: '${words.name}' is no reproduction; take one of ${works.map(({ name }) => name).join(', ')}`);
  const { quick, seed, data, python, threads, anew } = words;
  const say = console.log;
  const seeds = seed === undefined ? work.seeds : [seed];
  const path = here(`runs/${work.name}-${quick ? 'quick' : 'full'}`);
  if (anew) rmSync(path, { recursive: true, force: true });
  const folder = workFolder(path);
  await selectBackend({ order: ['wasm', 'cpu'] });
  const context = {
    ...folder,
    quick,
    seeds,
    data,
    python,
    threads,
    say,
    engine: compiled({ threads }),
    compile: (fn, spec) => compileFunction(fn, spec, { threads }),
  };
  const found = await work.run(context);
  folder.tick();
  const result = {
    name: work.name,
    mode: quick ? 'quick' : 'full',
    command: commandOf({ ...words, name: work.name }),
    seeds,
    seconds: Math.round(folder.seconds()),
    threads,
    versions: versions(),
    machine: machine(),
    ...found,
  };
  mkdirSync(path, { recursive: true });
  writeFileSync(`${path}/result.json`, `${JSON.stringify(result, undefined, 2)}\n`);
  for (const row of result.rows) say(rowText(row));
  return result;
}

async function main(argv) {
  const words = wordsOf(argv);
  if (words.name === undefined) {
    for (const { name, title, cost } of works) console.log(`${name.padEnd(20)} ${title} (${cost})`);
    return;
  }
  if (words.quick) console.log('--quick: a smoke test; its figures say nothing');
  const result = await reproduce(words);
  if (words.quick || result.rows.length === 0) return;
  writeFileSync(here(`results/${result.name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
  writeReadme();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await main(process.argv.slice(2)).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
