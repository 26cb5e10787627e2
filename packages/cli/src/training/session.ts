import { basename, resolve } from 'node:path';
import { type TrainingState, type Vae, vaeFromDescription } from '@vaekit/core';
import { findModel, optionOwners, type Phase } from '@vaekit/models';
import {
  type EarlyPhase,
  type EpochMetrics,
  readRunPoint,
  type RunConfig,
  type RunPoint,
  type RunWriter,
  writeRun,
} from '@vaekit/runs';
import { isUnfinishedStart, type RunFolder, settleRunFolder, tidyRunFolder } from '@vaekit/runs/node';
import { fromParent } from '../commands/trainChecks/checkFrom.js';
import type { TrainOptions } from '../commands/trainOptions.js';
import { readNormal } from '../data/normalClasses.js';
import { type DataOptions, type OpenData, openData } from '../data/openData.js';
import { readSchemaFile } from '../data/readSchemaFile.js';
import { startBackend } from '../model/backend.js';
import { buildModel } from '../model/buildModel.js';
import { checkDegrees } from '../model/checkDegrees.js';
import { checkSigma } from '../model/checkSigma.js';
import { chooseEngine, slowEngineNote } from '../model/engine.js';
import { checkLikelihood } from '../model/likelihood.js';
import { newRunConfig } from '../run/newRunConfig.js';
import { openRun, openRunData, type Run, runStoreAt, sayWarnings } from '../run/openRun.js';
import { phasesOfRun, withPhases } from '../run/phasesOfRun.js';
import { checkOut, newRunFolder } from '../run/runFolder.js';
import { type RunOptions, runOptionsOf, runOptionsSchema } from '../run/runOptions.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usageError.js';
import { lateStepsNote } from './rateSchedule.js';

/** What is told and heeded while data are fetched or looked for. */
export type Download = Pick<DataOptions, 'onEvent' | 'onFound' | 'signal'>;

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

/** @throws UsageError where a class model has the wrong classes to learn */
function checkClasses(data: OpenData, { model, normal }: RunOptions, parent: Run | undefined): void {
  if (findModel(model)?.needs.includes('labels') !== true || data.train.condition !== undefined) return;
  if (data.train.y === undefined)
    throw new UsageError(
      `--model ${model} needs labels, but ${data.name} has none; say where they are (--label COLUMN of a table, --labels FILE of others)`,
    );
  if (normal !== undefined)
    throw new UsageError(
      `--normal ${normal} trains on what is normal alone, but a ${model} tells classes apart; take another --model`,
    );
  if (data.classes !== undefined && data.classes.length < 2)
    throw new UsageError(
      `--model ${model} tells classes apart, but ${data.name} has one alone (${data.classes.join()}); take a --model without classes, such as vae`,
    );
  const known = parent?.config.data.classes;
  const strange = (data.classes ?? []).slice(known?.length ?? Infinity);
  if (strange.length > 0)
    throw new UsageError(
      `--from ${parent!.folder} has the classes ${known!.join(', ')}, but ${data.name} has ${strange.join(', ')} too`,
    );
}

/** The run that a training begins with. @throws UsageError for one whose prior was fitted afterward */
async function parentOf(given: TrainOptions, terminal: Terminal): Promise<Run | undefined> {
  if (given.from === undefined) return undefined;
  const parent = await openRun(given.from, given.backend, terminal);
  if (parent.config.parent?.prior === undefined) return parent;
  throw new UsageError(
    `--from ${given.from} is ${parent.config.parent.run} with a prior that was fitted afterward; train --from ${parent.config.parent.run}, then fit the prior again`,
  );
}

/** The options of a training: those that were given, and of a run that it begins with all that makes its model and reads its data. */
function withParent(given: TrainOptions, parent: Run | undefined): TrainOptions {
  if (parent === undefined) return given;
  const { options } = parent.config;
  const own = Object.fromEntries(
    Object.entries(options).filter(
      ([name]) => name !== 'seed' && (Object.hasOwn(optionOwners(), name) || fromParent.includes(name)),
    ),
  ) as Partial<TrainOptions>;
  const { column } = (options.normal === undefined ? undefined : readNormal(options.normal)) ?? {};
  return { ...given, ...own, label: options.label ?? column };
}

function checkFits(data: OpenData, options: RunOptions, parent: Run | undefined): void {
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
  if (parent !== undefined && parent.model.event.join() !== data.shape.join())
    throw new UsageError(
      `--from ${parent.folder} takes examples of shape [${parent.model.event.join(',')}], but those of ${data.name} have [${data.shape.join(',')}]`,
    );
  checkClasses(data, options, parent);
  checkSigma(options.likelihood, options.sigma);
  checkDegrees(options.likelihood, options.degrees);
  checkLikelihood(options.likelihood, data, options);
  if (options.binarize !== 'none' && options.likelihood !== 'bernoulli') {
    throw new UsageError(
      `--binarize ${options.binarize} makes bits, which a ${options.likelihood} likelihood does not describe; use --binarize none`,
    );
  }
}

/** Says which steps of the learning rate come after the last epoch, where some do. */
function sayLateSteps({ 'lr-schedule': schedule, epochs }: RunOptions, terminal: Terminal): void {
  const late = lateStepsNote(schedule, epochs);
  if (late !== undefined) terminal.err.line(`note: ${late}`);
}

/** A run that begins: its folder, locked, has its configuration. */
export async function newSession(given: TrainOptions, terminal: Terminal, download: Download): Promise<Session> {
  const { out } = given;
  if (out !== undefined) {
    sayWarnings(terminal, await settleRunFolder(out));
    await checkOut(out, given.force);
  }
  const parent = await parentOf(given, terminal);
  const chosen = withParent(given, parent);
  const { encoding, scaling, classes } = parent?.config.data ?? {};
  const description = given.schema === undefined ? undefined : await readSchemaFile(given.schema);
  const data = await openData({
    ...chosen,
    data: given.data!,
    dataDir: given['data-dir'],
    encoding,
    scaling,
    classes,
    description,
    ...download,
  });
  for (const note of data.notes) terminal.err.line(`note: ${note}`);
  const options = runOptionsOf(chosen, data);
  checkFits(data, options, parent);
  sayLateSteps(options, terminal);
  const engine = await chooseEngine(given.engine);
  const slow = slowEngineNote(given.engine, engine);
  if (slow !== undefined) terminal.err.line(slow);
  const backend = await startBackend(given.backend);
  const model = parent?.model ?? (await buildModel(options, data));
  const from = parent === undefined ? undefined : basename(resolve(parent.folder));
  const unphased = newRunConfig({ options, data, model, backend, engine, parent: from });
  const phases = await phasesOfRun(unphased, model, data);
  const config = withPhases(unphased, phases);
  const folder = await newRunFolder(out, `${options.model}-${slug(data.name)}`, given.force);
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
  if (config.parent?.prior !== undefined) {
    throw new UsageError(
      `${path} is ${config.parent.run} with a prior that was fitted afterward, so it has no training to resume; train ${config.parent.run} further, then fit the prior again`,
    );
  }
  const done = point.state?.epoch ?? 0;
  if (result !== undefined && config.training.phases?.at(-1)?.kind === 'closed')
    throw new UsageError(`${path} was computed at once and is finished; to have another, train a new run`);
  // Another program, which does not know these options, may have gone on with it: what was trained is what `training` says.
  const epochs = (explicit.has('epochs') ? given.epochs : undefined) ?? config.training.epochs;
  const options: RunOptions = {
    ...config.options,
    epochs,
    ...(given['data-dir'] === undefined ? {} : { 'data-dir': resolve(given['data-dir']) }),
  };
  const { learningRate } = config.training.optimizer as { learningRate?: { kind?: unknown } };
  if (learningRate?.kind === 'cosineSchedule' && epochs !== config.training.epochs) {
    throw new UsageError(
      `${path} started with --lr-schedule cosine over ${config.training.epochs} epochs, which fixes their number: its learning rate ends at 0; leave out --epochs, or train its weights further in a new run, --from ${path}`,
    );
  }
  // A run that has done its epochs but was cut off before its result is brought to its end.
  if (done > epochs || (done === epochs && result !== undefined)) {
    throw new UsageError(`${path} has finished ${done} of ${epochs} epochs; give --epochs above ${done} to continue`);
  }
  return { ...config, options, training: { ...config.training, epochs } };
}

/** The model of a run that has not come to its first checkpoint. */
async function freshModel({ options }: RunConfig<RunOptions>, data: OpenData, terminal: Terminal): Promise<Vae> {
  if (options.from === undefined) return buildModel(options, data);
  return (await openRun(options.from, 'auto', terminal)).model;
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
  if (await isUnfinishedStart(path))
    throw new Error(
      `${path} has nothing to go on with: its training ended before it had begun; train it anew with --out ${path}, which needs no --force`,
    );
  const writer = await writeRun(store);
  try {
    const point = await readRunPoint(store, { options: runOptionsSchema });
    const { metrics, state: initial, early, checkpoint } = point;
    const config = resumedConfig(path, point, given, explicit);
    sayWarnings(terminal, point.warnings);
    sayLateSteps(config.options, terminal);
    const data = await openRunData({ config }, undefined, download);
    // A page may have begun it on a backend that Node does not have.
    await startBackend(config.backend === 'cpu' || config.backend === 'wasm' ? config.backend : 'auto');
    const model = await (initial === undefined
      ? freshModel(config, data, terminal)
      : vaeFromDescription(config.model, [], initial.weights));
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
