import * as tf from '@tensorflow/tfjs';
import {
  fit,
  type FitResult,
  NonFiniteError,
  optimizerFromJSON,
  type TrainingState,
  type Vae,
  vaeFromDescription,
} from '@vaekit/core';
import { loadCheckpoint, saveCheckpoint, writeFileSafely } from '@vaekit/core/node';
import { stationarityGap } from '@vaekit/cvae';
import { cosineSchedule, type ScheduleConfig } from '@vaekit/losses';
import { join, resolve } from 'node:path';
import { createColors } from 'picocolors';
import type { CommandContext } from '../command.js';
import type { TrainOptions } from '../commands/train.js';
import { exampleArrays } from '../data/exampleArrays.js';
import { downloadProgress } from '../data/downloadProgress.js';
import { type DataOptions, type OpenData, openData } from '../data/openData.js';
import { chooseEngine, engineOf } from '../model/engine.js';
import { startBackend } from '../model/backend.js';
import { buildModel } from '../model/buildModel.js';
import { checkSigma } from '../model/checkSigma.js';
import { checkLikelihood } from '../model/likelihood.js';
import { isAble } from '../model/requireAbility.js';
import { writeRunReport } from '../report/writeRunReport.js';
import { checkpointsOf } from '../run/loadRun.js';
import { newRunConfig, runOptionsOf } from '../run/newRunConfig.js';
import { type EpochMetrics, metricsRecord, readMetrics, type Scores, writeMetrics } from '../run/metrics.js';
import { CONFIG_FILE, readRunConfig, type RunConfig, type RunOptions, sealed } from '../run/runConfig.js';
import { checkOut, createRunFolder, type NewRunFolder } from '../run/runFolder.js';
import { removeResult, type RunResult, writeResult } from '../run/runResult.js';
import { UsageError } from '../usageError.js';
import { preview } from './preview.js';
import { progressLine } from './progress.js';
import { accuracies, hasClassMeans, scores } from './scores.js';
import { scoresText } from './scoresText.js';

/** The learning rate: a number, or a cosine from it to 0 at the last step. */
const learningRate = (options: RunOptions, batchesPerEpoch: number): ScheduleConfig | number =>
  options['lr-schedule'] === 'cosine'
    ? cosineSchedule({ steps: options.epochs * batchesPerEpoch, from: options.lr, to: 0 }).toJSON()
    : options.lr;

/** A name as part of a folder's name. */
const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\.[a-z0-9.]+$/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'data';

/** What is told and heeded while data are fetched. */
type Download = Pick<DataOptions, 'onEvent' | 'signal'>;

/** Everything a training needs, whether new or resumed. */
interface Session {
  readonly config: RunConfig;
  readonly data: OpenData;
  readonly model: Vae;
  readonly folder: NewRunFolder;
  readonly initial?: TrainingState;
  readonly metrics: readonly EpochMetrics[];
}

const noFolderToUndo = (path: string): NewRunFolder => ({ path, keep: async () => {}, discard: async () => {} });

function checkFits(data: OpenData, options: RunOptions): void {
  const examples = data.train.x.shape[0]!;
  if (options['batch-size'] > examples) {
    throw new UsageError(
      `--batch-size is ${options['batch-size']} but there are only ${examples} training examples; expected a whole number from 1 to ${examples}`,
    );
  }
  if (options.arch !== 'mlp' && data.shape.length !== 3) {
    throw new UsageError(
      `--arch ${options.arch} needs images [height,width,channels], but examples of ${data.name} have shape [${data.shape.join(',')}]; take mlp`,
    );
  }
  checkSigma(options.likelihood, options.sigma);
  checkLikelihood(options.likelihood, data);
  if (options.binarize !== 'none' && options.likelihood !== 'bernoulli') {
    throw new UsageError(
      `--binarize ${options.binarize} makes bits, which a ${options.likelihood} likelihood does not describe; take --binarize none`,
    );
  }
}

async function newSession(given: TrainOptions, download: Download): Promise<Session> {
  const { out } = given;
  if (out !== undefined) await checkOut(out, given.force);
  const data = await openData({ ...given, data: given.data!, dataDir: given['data-dir'], ...download });
  const options = runOptionsOf(given, data);
  checkFits(data, options);
  const engine = await chooseEngine(given.engine);
  const backend = await startBackend(given.backend);
  const model = await buildModel(options, data);
  const config = newRunConfig({ options, data, model, backend, engine });
  const folder = await createRunFolder(out, `${options.model}-${slug(data.name)}`);
  try {
    await writeFileSafely(join(folder.path, CONFIG_FILE), sealed(config));
  } catch (error) {
    await folder.discard();
    throw error;
  }
  return { config, data, model, folder, metrics: [] };
}

async function resumedSession(
  path: string,
  given: TrainOptions,
  explicit: ReadonlySet<string>,
  download: Download,
): Promise<Session> {
  const former = await readRunConfig(path);
  const initial = await loadCheckpoint(checkpointsOf(path));
  const metrics = await readMetrics(path, initial.epoch);
  const options: RunOptions = {
    ...former.options,
    ...(explicit.has('epochs') ? { epochs: given.epochs } : {}),
    ...(given['data-dir'] === undefined ? {} : { 'data-dir': resolve(given['data-dir']) }),
  };
  if (options['lr-schedule'] === 'cosine' && options.epochs !== former.options.epochs) {
    throw new UsageError(
      `${path} began with --lr-schedule cosine over ${former.options.epochs} epochs, which fixes their number; leave out --epochs`,
    );
  }
  if (initial.epoch >= options.epochs) {
    throw new UsageError(
      `${path} has done ${initial.epoch} of ${options.epochs} epochs; give --epochs above ${initial.epoch} to go on`,
    );
  }
  const { encoding, scaling } = former.data;
  const data = await openData({ ...options, dataDir: options['data-dir'], encoding, scaling, ...download });
  if (data.sha256 !== former.data.sha256) {
    throw new Error(
      `the data are not those the run began with (SHA-256 ${data.sha256.slice(0, 12)}…, expected ${former.data.sha256.slice(0, 12)}…); give their folder with --data-dir`,
    );
  }
  await startBackend(former.backend);
  const model = await vaeFromDescription(former.model);
  const config: RunConfig = { ...former, options };
  await writeFileSafely(join(path, CONFIG_FILE), sealed(config));
  await removeResult(path);
  return { config, data, model, folder: noFolderToUndo(path), initial, metrics };
}

/** `validation` of an epoch's logs: the values that fit calls `val_…`. */
const withPrefix = (logs: Scores, prefix: string): Scores =>
  Object.fromEntries(
    Object.entries(logs).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])),
  );

const withoutPrefix = (logs: Scores, prefix: string): Scores =>
  Object.fromEntries(Object.entries(logs).filter(([name]) => !name.startsWith(prefix)));

/** Loss and accuracy alone. */
const withoutTerms = ({ loss, accuracy }: Scores): Scores => ({
  ...(loss === undefined ? {} : { loss }),
  ...(accuracy === undefined ? {} : { accuracy }),
});

/** The running mean of the epoch under way, out of the engine's memory; reading it changes nothing. */
function runningLoss(memory: TrainingState['memory']): number | undefined {
  const total = memory['report/loss/model']?.[0];
  const examples = memory['report/examples']?.[0];
  return total === undefined || !examples ? undefined : total / examples;
}

/** Runs `vaekit train`. */
export async function train(given: TrainOptions, { terminal, given: explicit }: CommandContext): Promise<number> {
  const { out, err } = terminal;
  const { json } = given;
  const { bold, dim, green } = createColors(terminal.color);
  const say = (line: string): void => {
    if (!json) out.write(`${line}\n`);
  };
  const emit = (event: object): void => {
    if (json) out.write(`${JSON.stringify(event)}\n`);
  };
  const interruption = new AbortController();
  const download: Download = { onEvent: downloadProgress(terminal.err), signal: interruption.signal };
  const screen = json ? err : out;
  const progress = progressLine(screen, screen.isTerminal);
  const release = terminal.onInterrupt(() => {
    progress.clear();
    err.write('stopping after this step (Ctrl-C again to stop at once)\n');
    interruption.abort();
  });
  try {
    const opening =
      given.resume === undefined ? newSession(given, download) : resumedSession(given.resume, given, explicit, download);
    const session = await opening.catch((error: unknown) => {
      if (interruption.signal.aborted) return undefined;
      throw error;
    });
    if (session === undefined) {
      err.write('interrupted before the first step; nothing was written\n');
      return 130;
    }
    const { config, data, model, folder, initial } = session;
    const { options } = config;
    const run = folder.path;
    const examples = config.data.examples;
    const selecting = typeof options.validation === 'number';
    const held = options.validation === 'test' ? data.test : data.validation;

    emit({
      event: 'start',
      run,
      model: options.model,
      parameters: config.parameters,
      data: config.data.name,
      examples,
      binarization: options.binarize,
      likelihood: config.quantity,
      unit: 'nats per example',
      backend: config.backend,
      engine: config.engine.name,
      ...(config.engine.threads === undefined ? {} : { threads: config.engine.threads }),
      seed: options.seed,
      epochs: options.epochs,
      ...(initial === undefined ? {} : { resumedAfter: initial.epoch }),
      versions: config.versions,
      options,
    });
    say(
      `${bold(options.model)} on ${bold(config.data.name)}: ${config.parameters.toLocaleString('en')} parameters, ${config.engine.name} on ${config.backend}, seed ${options.seed}`,
    );
    say(
      dim(
        `${examples.train.toLocaleString('en')} training, ${examples.validation.toLocaleString('en')} validation, ${examples.test.toLocaleString('en')} test examples; ` +
          `losses in nats per example${config.quantity === 'pseudoNll' ? '; gray pixels, so the reconstruction is a pseudo-likelihood' : ''}`,
      ),
    );
    say(
      dim(
        initial === undefined
          ? `writing ${run}`
          : `going on with ${run} after ${initial.epoch} epochs and ${initial.batch} batches`,
      ),
    );

    const lines = [...session.metrics];
    let epochStart = performance.now();
    let loss: number | undefined;
    let lastLook = performance.now();
    const batchesPerEpoch = Math.ceil(examples.train / options['batch-size']);

    let result: FitResult;
    try {
      result = await fit(model, data.train, {
        epochs: options.epochs,
        batchSize: options['batch-size'],
        optimizer: optimizerFromJSON({ kind: options.optimizer, learningRate: learningRate(options, batchesPerEpoch) }),
        engine: engineOf(config.engine),
        seed: options.seed,
        averageWeights: options['average-weights'],
        validationData: held,
        ...(selecting ? { earlyStopping: { patience: options['early-stopping'] ?? Number.MAX_SAFE_INTEGER } } : {}),
        signal: interruption.signal,
        initial,
        callbacks: {
          onEpochBegin() {
            epochStart = performance.now();
            loss = undefined;
          },
          async onBatchEnd(batch, { epoch }, control) {
            if (!screen.isTerminal) return;
            if (performance.now() - lastLook > 1000) {
              loss = runningLoss((await control.state()).memory);
              lastLook = performance.now();
            }
            progress.update({
              epoch: epoch + 1,
              epochs: options.epochs,
              batch: batch + 1,
              batches: batchesPerEpoch,
              batchSize: options['batch-size'],
              loss,
            });
          },
          async onEpochEnd(epoch, logs, control) {
            const validation =
              held === undefined ? undefined : { ...withPrefix(logs, 'val_'), ...accuracies(model, held, options.seed) };
            const line: EpochMetrics = {
              epoch: epoch + 1,
              training: withoutPrefix(logs, 'val_'),
              ...(validation === undefined ? {} : { validation }),
              seconds: Number(((performance.now() - epochStart) / 1000).toFixed(3)),
            };
            lines.push(line);
            await writeMetrics(run, lines);
            await saveCheckpoint(checkpointsOf(run), await control.state());
            await folder.keep();
            progress.clear();
            emit({ event: 'epoch', ...metricsRecord(line) });
            const epochText = `epoch ${String(line.epoch).padStart(String(options.epochs).length)}/${options.epochs}`;
            const heldName = options.validation === 'test' ? 'test' : 'validation';
            const text = (chosen: Scores): string =>
              `${scoresText(line.training)}${validation === undefined ? '' : `  ${heldName} ${scoresText(chosen)}`}  ${line.seconds.toFixed(1)} s`;
            // On a narrow terminal the held-out terms are left to metrics.jsonl.
            const whole = text(validation ?? {});
            const fits = !out.isTerminal || epochText.length + 2 + whole.length < out.columns;
            say(`${bold(epochText)}  ${fits ? whole : text(withoutTerms(validation ?? {}))}`);
            if (!json && !given['no-preview'] && out.isTerminal && terminal.color && isAble('sample', { config })) {
              const picture = await preview(model, { columns: out.columns, trueColor: terminal.trueColor, seed: options.seed });
              if (picture !== undefined) out.write(`${picture}\n`);
            }
          },
        },
      });
    } catch (error) {
      progress.clear();
      await folder.discard();
      if (error instanceof NonFiniteError) {
        const kept =
          lines.length === 0
            ? 'Nothing was kept'
            : `${run} keeps the ${lines.length === 1 ? 'first epoch' : `first ${lines.length} epochs`}`;
        throw new Error(`training stopped: ${error.message}. ${kept}`, { cause: error });
      }
      throw error;
    }
    progress.clear();

    if (result.stopped === 'aborted') {
      if (result.state.step === 0) {
        await folder.discard();
        err.write('interrupted before the first step; nothing was written\n');
        return 130;
      }
      await saveCheckpoint(checkpointsOf(run), result.state);
      await writeMetrics(run, lines);
      await folder.keep();
      emit({ event: 'end', run, stopped: 'interrupted', epochs: result.state.epoch, test: null });
      err.write(
        `interrupted after ${result.state.epoch} epochs and ${result.state.batch} batches; all of it is saved. Go on with\n  vaekit train --resume ${run}\n`,
      );
      return 130;
    }

    const last = lines.at(-1);
    const test =
      options.validation === 'test' && last?.validation !== undefined
        ? last.validation
        : await scores(model, data.test, { batchSize: options['batch-size'], seed: options.seed, dataSize: examples.train });
    const gap = hasClassMeans(model) ? gapOf(model, data) : undefined;
    const ended: RunResult = {
      epochs: result.state.epoch,
      ...(result.bestEpoch === undefined ? {} : { bestEpoch: result.bestEpoch + 1 }),
      stopped: result.stopped === 'early' ? 'early' : 'completed',
      test,
      ...(gap === undefined ? {} : { stationarityGap: gap }),
    };
    await writeResult(run, ended);
    if (ended.stopped === 'early') say(`no improvement for ${options['early-stopping']} epochs: stopped early`);
    if (ended.bestEpoch !== undefined) say(`the model is that of epoch ${ended.bestEpoch}, the best on the validation part`);
    say(`${bold('test')}  ${scoresText(test)}`);
    if (gap !== undefined)
      say(`largest distance of a class mean from the mean of its codes, |μ^y − E[μ(x)|y]|: ${gap.toFixed(4)}`);
    if (screen.isTerminal) screen.write('drawing …');
    const report = await writeRunReport({ folder: run, config, model, state: result.state, metrics: lines, result: ended }, data);
    if (screen.isTerminal) screen.write('\r\u001b[2K');
    emit({
      event: 'end',
      run,
      stopped: ended.stopped,
      epochs: ended.epochs,
      ...(ended.bestEpoch === undefined ? {} : { bestEpoch: ended.bestEpoch }),
      test,
      ...(gap === undefined ? {} : { stationarityGap: gap }),
      report,
    });
    say(`${green('done:')} ${report}`);
    return 0;
  } finally {
    release();
  }
}

function gapOf(model: Vae, data: OpenData): number | undefined {
  const { x, y } = exampleArrays(data.train);
  if (y === undefined) return undefined;
  const input = tf.tensor(x.data, [...x.shape]);
  try {
    return stationarityGap(model, input, y).largest;
  } finally {
    input.dispose();
  }
}
