import { jsonText } from '@vaekit-internal/base';
import { basename, resolve } from 'node:path';
import { describeVae, fitPrior as fitPriorTo, readWeights, type Vae } from '@vaekit/core';
import { buildPrior, fittablePriors } from '@vaekit/models';
import { type RunConfig, type RunResult, writeRun } from '@vaekit/runs';
import { type RunFolder, settleRunFolder } from '@vaekit/runs/node';
import type { CommandContext } from '../command.js';
import type { FitPriorOptions } from '../commands/fitPrior.js';
import type { OpenData } from '../data/openData.js';
import { countParameters } from '../model/buildModel.js';
import { chooseEngine, engineOf } from '../model/engine.js';
import { requireAbility } from '../model/requireAbility.js';
import { writeRunReport } from '../pictures/writeRunReport.js';
import { openRun, openRunData, type Run, sayWarnings } from '../run/openRun.js';
import { checkOut, newRunFolder } from '../run/runFolder.js';
import type { RunOptions } from '../run/runOptions.js';
import { scores } from '../training/scores.js';
import { scoresText } from '../training/scoresText.js';
import { colorsOf } from '../terminalText.js';
import { UsageError } from '../usageError.js';

/** Runs `vaekit fit-prior`. */
export async function fitPrior(options: FitPriorOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const out = options.out!;
  sayWarnings(terminal, await settleRunFolder(out));
  await checkOut(out, options.force);
  const parent = await openRun(folder, options.backend, terminal);
  requireAbility('encode', parent);
  const data = await openRunData(parent, options['data-dir']);
  const { prior, seed, epochs } = options;
  const own = ownOptions(options);
  const examples = data.train.x.shape[0]!;
  const { components } = own;
  if (typeof components === 'number' && components > examples)
    throw new UsageError(
      `--components is ${components} but ${folder} has codes of ${examples} training examples; expected at most so many`,
    );
  const engine = engineOf(await chooseEngine('auto'));
  const built = await buildPrior(prior!, own, parent.model);
  const { model } = await fitPriorTo(parent.model, built, data.train, { seed, epochs, engine });
  const { result, page } = await writeFitted(await newRunFolder(out, '', options.force), parent, model, data);
  const { bold, green } = colorsOf(terminal.color);
  if (options.json) terminal.out.line(jsonText({ run: out, parent: folder, test: result.test, report: page }));
  else {
    terminal.out.line(`${bold('test')}  ${scoresText(result.test)}`);
    terminal.out.line(`${green('done')}: ${page}`);
  }
  model.dispose();
  parent.model.dispose();
  return 0;
}

/** The options that the chosen prior has. */
function ownOptions({ prior, ...options }: FitPriorOptions): Readonly<Record<string, unknown>> {
  const known = fittablePriors.find(({ name }) => name === prior)!.options;
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(known, name)));
}

/** The new run: its parent's options, data and metrics, the weights with the new prior, scores and a report of its own. */
async function writeFitted(
  folder: RunFolder,
  parent: Run,
  model: Vae,
  data: OpenData,
): Promise<{ readonly result: RunResult; readonly page: string }> {
  const writer = await writeRun(folder.store);
  try {
    const config: RunConfig<RunOptions> = {
      ...parent.config,
      parameters: countParameters(model),
      model: describeVae(model),
      parent: { run: basename(resolve(parent.folder)), prior: parent.config.model.parts.prior.kind },
    };
    // What the optimizer remembers belongs to the parent's training, which cannot go on here.
    const { best: _best, ...point } = parent.state;
    const state = { ...point, weights: await readWeights(model), memory: {} };
    await writer.begin(config, { metrics: parent.metrics });
    await writer.save(state);
    const { seed } = config.options;
    const test = await scores(model, data.test, {
      batchSize: config.training.batchSize,
      seed,
      dataSize: config.data.examples.train,
      classCounts: config.data.classCounts,
    });
    const { stationarityGap: _gap, ...ended } = parent.result ?? { epochs: state.epoch, stopped: 'completed' as const };
    const result: RunResult = { ...ended, test };
    const page = await writeRunReport({ folder: folder.path, config, model, state, metrics: parent.metrics, result }, data);
    await writer.finish(result);
    await folder.keep();
    return { result, page };
  } catch (error) {
    await folder.discard();
    throw error;
  } finally {
    await writer.close();
  }
}
