import { resolve } from 'node:path';
import { type TrainingState, type Vae, vaeFromDescription } from '@vaekit/core';
import type { Phase } from '@vaekit/models';
import {
  type EarlyPhase,
  type EpochMetrics,
  readRunPoint,
  type RunConfig,
  type RunPoint,
  type RunWriter,
  writeRun,
} from '@vaekit/runs';
import { type RunFolder, settleRunFolder, tidyRunFolder } from '@vaekit/runs/node';
import type { TrainOptions } from '../commands/train.js';
import { type DataOptions, type OpenData, openData } from '../data/openData.js';
import { startBackend } from '../model/backend.js';
import { buildModel } from '../model/buildModel.js';
import { checkSigma } from '../model/checkSigma.js';
import { chooseEngine } from '../model/engine.js';
import { checkLikelihood } from '../model/likelihood.js';
import { newRunConfig } from '../run/newRunConfig.js';
import { openRunData, runStoreAt, sayWarnings } from '../run/openRun.js';
import { phasesOfRun, withPhases } from '../run/phasesOfRun.js';
import { checkOut, newRunFolder } from '../run/runFolder.js';
import { type RunOptions, runOptionsOf, runOptionsSchema } from '../run/runOptions.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usageError.js';

/** What is told and heeded while data are fetched. */
export type Download = Pick<DataOptions, 'onEvent' | 'signal'>;

/** Everything a training needs, whether new or resumed. */
export interface Session {
  readonly config: RunConfig<RunOptions>;
  readonly data: OpenData;
  readonly model: Vae;
  /** How the model is fitted; the last is the training of the whole, or computes it at once. */
  readonly phases: readonly Phase[];
  readonly folder: RunFolder;
  readonly writer: RunWriter;
  readonly initial?: TrainingState;
  /** Where it goes on in another phase than the last, or at its beginning. */
  readonly early?: EarlyPhase;
  readonly metrics: readonly EpochMetrics[];
  /** Early stopping had ended the training, and only the ending is missing. */
  readonly stoppedEarly?: boolean;
}

/** A name as part of a folder's name. */
const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\.[a-z0-9.]+$/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'data';

function checkFits(data: OpenData, options: RunOptions): void {
  const examples = data.train.x.shape[0]!;
  if (options['batch-size'] > examples) {
    throw new UsageError(
      `--batch-size is ${options['batch-size']} but there are only ${examples} training examples; expected a whole number from 1 to ${examples}`,
    );
  }
  if (options.arch !== undefined && options.arch !== 'mlp' && data.shape.length !== 3) {
    throw new UsageError(
      `--arch ${options.arch} needs images [height,width,channels], but examples of ${data.name} have shape [${data.shape.join(',')}]; use mlp`,
    );
  }
  checkSigma(options.likelihood, options.sigma);
  checkLikelihood(options.likelihood, data);
  if (options.binarize !== 'none' && options.likelihood !== 'bernoulli') {
    throw new UsageError(
      `--binarize ${options.binarize} makes bits, which a ${options.likelihood} likelihood does not describe; use --binarize none`,
    );
  }
}

/** A run that begins: its folder, locked, has its configuration. */
export async function newSession(given: TrainOptions, terminal: Terminal, download: Download): Promise<Session> {
  const { out } = given;
  if (out !== undefined) {
    sayWarnings(terminal, await settleRunFolder(out));
    await checkOut(out, given.force);
  }
  const data = await openData({ ...given, data: given.data!, dataDir: given['data-dir'], ...download });
  const options = runOptionsOf(given, data);
  checkFits(data, options);
  const engine = await chooseEngine(given.engine);
  const backend = await startBackend(given.backend);
  const model = await buildModel(options, data);
  const unphased = newRunConfig({ options, data, model, backend, engine });
  const phases = await phasesOfRun(unphased, model, data);
  const config = withPhases(unphased, phases);
  const folder = await newRunFolder(out, `${options.model}-${slug(data.name)}`);
  let writer: RunWriter | undefined;
  try {
    writer = await writeRun(folder.store);
    await writer.begin(config);
  } catch (error) {
    await writer?.close();
    await folder.discard();
    throw error;
  }
  return { config, data, model, phases, folder, writer, metrics: [] };
}

/** Whether the training of a run had come to its end by early stopping. */
function hadStoppedEarly({ config, state }: RunPoint<RunOptions>): boolean {
  const patience = config.training.selection?.patience;
  if (state?.best === undefined || patience === undefined || state.batch > 0) return false;
  return state.epoch - 1 - state.best.epoch >= patience;
}

/** The configuration that a run goes on with. @throws UsageError when there is nothing to go on with */
function resumedConfig(
  path: string,
  point: RunPoint<RunOptions>,
  given: TrainOptions,
  explicit: ReadonlySet<string>,
): RunConfig<RunOptions> {
  const { config, result } = point;
  if (config.parent !== undefined) {
    throw new UsageError(
      `${path} is ${config.parent.run} with a prior that was fitted afterward, so it has no training to resume; train ${config.parent.run} further, then fit the prior again`,
    );
  }
  const done = point.state?.epoch ?? 0;
  if (result !== undefined && config.training.phases?.at(-1)?.kind === 'closed')
    throw new UsageError(`${path} was computed at once and is finished; to have another, train a new run`);
  // Another program, which does not know these options, may have gone on with it: what was trained is what `training` says.
  const epochs = explicit.has('epochs') ? given.epochs : config.training.epochs;
  const options: RunOptions = {
    ...config.options,
    epochs,
    ...(given['data-dir'] === undefined ? {} : { 'data-dir': resolve(given['data-dir']) }),
  };
  if (options['lr-schedule'] === 'cosine' && epochs !== config.training.epochs) {
    throw new UsageError(
      `${path} started with --lr-schedule cosine over ${config.training.epochs} epochs, which fixes their number; leave out --epochs`,
    );
  }
  // A run that has done its epochs but was cut off before its result is brought to its end.
  if (done > epochs || (done === epochs && result !== undefined)) {
    throw new UsageError(`${path} has finished ${done} of ${epochs} epochs; give --epochs above ${done} to continue`);
  }
  return { ...config, options, training: { ...config.training, epochs } };
}

/** A run that goes on from the point it is at, or from its beginning where it has not come to one. */
export async function resumedSession(
  given: TrainOptions,
  explicit: ReadonlySet<string>,
  terminal: Terminal,
  download: Download,
): Promise<Session> {
  const path = given.resume!;
  const store = await runStoreAt(path, terminal);
  const writer = await writeRun(store);
  try {
    const point = await readRunPoint(store, { options: runOptionsSchema });
    const { metrics, state: initial, early, checkpoint } = point;
    const config = resumedConfig(path, point, given, explicit);
    sayWarnings(terminal, point.warnings);
    const data = await openRunData({ config }, undefined, download);
    // A page may have begun it on a backend that Node does not have.
    await startBackend(config.backend === 'cpu' || config.backend === 'wasm' ? config.backend : 'auto');
    const model = await (initial === undefined ? buildModel(config.options, data) : vaeFromDescription(config.model));
    await tidyRunFolder(path);
    const phases = await phasesOfRun(config, model, data);
    await writer.begin(config, { metrics, ...(checkpoint === undefined ? {} : { checkpoint }) });
    const folder: RunFolder = { path, store, keep: async () => {}, discard: async () => {} };
    const stoppedEarly = point.result === undefined && hadStoppedEarly(point);
    const from = early === undefined ? initial && { initial } : { early };
    return { config, data, model, phases, folder, writer, metrics, stoppedEarly, ...from };
  } catch (error) {
    await writer.close();
    throw error;
  }
}
