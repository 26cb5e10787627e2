import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  chapterPage,
  experimentPage,
  experiments,
  labeledImages,
  languages,
  type ModelStore,
  openLab,
  pageName,
  type RunExperiment,
  runExperiment,
} from '@vaekit/experiments';
import { jsonText } from '@vaekit-internal/base';
import type { CommandContext } from '../command.js';
import type { ExperimentOptions } from '../commands/experiment.js';
import { loadData } from '../data/loadData.js';
import { startBackend } from '../model/backend.js';
import { chooseEngine, engineOf } from '../model/engine.js';
import { writeOut } from '../pictures/writeDrawing.js';
import type { Terminal } from '../terminal.js';
import { colorsOf } from '../terminalText.js';
import { version } from '../version.js';

/** Trained models as files of a folder. */
const modelFolder = (folder: string): ModelStore => ({
  read: (key) => readFile(join(folder, `${key}.safetensors`)).catch(() => undefined),
  write: (key, bytes) => writeOut(join(folder, `${key}.safetensors`), bytes),
});

/** The images that the experiments train on. */
async function openImages({ data, 'data-dir': dataDir, quick, seed: [seed] }: ExperimentOptions) {
  const { train, test, name } = await loadData(data, { dataDir, seed: seed ?? 0 });
  const amount = quick ? { training: 2000, test: 500, halved: true } : { training: 8000, test: 2000, halved: false };
  return labeledImages({ name, train, test }, amount);
}

async function writePages(out: string, run: RunExperiment): Promise<void> {
  const folder = join(out, run.experiment.name);
  for (const language of languages) await writeOut(join(folder, pageName(language)), experimentPage(run, language, version));
  await writeOut(join(folder, 'result.json'), `${jsonText(run.result, 2)}\n`);
}

function say(run: RunExperiment, seconds: number, { err, color }: Terminal): void {
  const { bold, green, red, yellow } = colorsOf(color);
  const { verdict, because, claim } = run.result;
  const paint = verdict === 'holds' ? green : verdict === 'does not hold' ? red : yellow;
  err.line(`${bold(run.experiment.name)}: ${claim}`);
  err.line(`  ${paint(verdict)}. ${because} (${seconds.toFixed(0)} s)`);
}

/** Runs `vaekit experiment`. */
export async function experiment(options: ExperimentOptions, { terminal, operands: [name] }: CommandContext): Promise<number> {
  const { quick, seed, out, keep, json, data } = options;
  await startBackend('auto');
  const engine = engineOf(await chooseEngine('auto'));
  const note = (text: string): void => terminal.err.line(colorsOf(terminal.color).dim(text));
  const store = keep === undefined ? undefined : modelFolder(keep);
  const lab = openLab({ seeds: seed, quick, images: await openImages(options), engine, store, note });
  const runs: RunExperiment[] = [];
  const failed: string[] = [];
  try {
    for (const { name: listed, load } of experiments) {
      if (name !== 'all' && name !== listed) continue;
      const command = [
        'vaekit experiment',
        listed,
        ...(data === 'digits' ? [] : ['--data', data]),
        ...(quick ? ['--quick'] : []),
      ];
      const start = performance.now();
      try {
        const run = await runExperiment(await load(), lab, { command: [...command, '--seed', seed.join(',')].join(' ') });
        await writePages(out, run);
        runs.push(run);
        say(run, (performance.now() - start) / 1000, terminal);
      } catch (error) {
        // One that fails does not take the others with it.
        if (name !== 'all') throw error;
        failed.push(listed);
        terminal.err.line(`vaekit experiment: ${listed} failed: ${(error as Error).message}`);
      }
    }
    if (name === 'all')
      for (const language of languages) await writeOut(join(out, pageName(language)), chapterPage(runs, language, version));
  } finally {
    await lab.close();
  }
  const page = join(out, ...(name === 'all' ? [] : [name!]), pageName('en'));
  if (json) terminal.out.line(jsonText({ page, results: runs.map(({ result }) => result), failed }));
  else terminal.out.line(page);
  return failed.length === 0 ? 0 : 1;
}
