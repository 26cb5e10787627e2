import * as tf from '@tensorflow/tfjs';
import { type BackendName, describeVae, optimizerFromJSON, type OptimizerConfig, type Vae } from '@vaekit/core';
import { cosineSchedule, piecewiseConstant, type StepSchedule } from '@vaekit/losses';
import type { RunConfig, RunTraining } from '@vaekit/runs';
import type { OpenData } from '../data/openData.js';
import { countParameters } from '../model/buildModel.js';
import type { EngineRecord } from '../model/engine.js';
import { readOptimizer } from '../training/optimizerChoice.js';
import { readRateSteps } from '../training/rateSchedule.js';
import { version } from '../version.js';
import type { RunOptions } from './runOptions.js';

/** The learning rate, or its schedule over steps, of which each epoch has so many. */
function learningRateOf({ epochs, lr, 'lr-schedule': schedule }: RunOptions, batches: number): number | StepSchedule {
  if (schedule === 'cosine') return cosineSchedule({ steps: epochs * batches, from: lr, to: 0 });
  const steps = readRateSteps(schedule);
  if (steps === undefined) return lr;
  return piecewiseConstant({
    boundaries: steps.epochs.map((epoch) => epoch * batches),
    values: [lr, ...steps.epochs.map((_, i) => lr * steps.factor ** (i + 1))],
  });
}

/** What the options of a run mean for its training on a number of examples. */
function trainingOf(options: RunOptions, examples: number): RunTraining {
  const { epochs, seed, 'weight-decay': weightDecay, 'clip-norm': clipNorm } = options;
  const batchSize = options['batch-size'];
  const { kind, settings } = readOptimizer(options.optimizer);
  const learningRate = learningRateOf(options, Math.ceil(examples / batchSize));
  const given = {
    kind,
    learningRate: typeof learningRate === 'number' ? learningRate : learningRate.toJSON(),
    ...settings,
    ...(weightDecay === undefined ? {} : { weightDecay }),
    ...(clipNorm === undefined ? {} : { clipNorm }),
  };
  const optimizer = JSON.parse(JSON.stringify(optimizerFromJSON(given))) as OptimizerConfig;
  return {
    epochs,
    batchSize,
    seed,
    optimizer,
    averageWeights: options['average-weights'],
    ...(typeof options.validation === 'number' ? { selection: { patience: options['early-stopping'] } } : {}),
  };
}

/** How many examples each class has. */
function classCounts({ train, classes }: OpenData): number[] | undefined {
  if (train.y === undefined || classes === undefined) return undefined;
  const counts = classes.map(() => 0);
  for (const label of train.y.data) if (label >= 0 && label < counts.length) counts[label]! += 1;
  return counts;
}

/** The configuration of a run that begins; `parent` is the run that its weights are of. */
export function newRunConfig(parts: {
  readonly options: RunOptions;
  readonly data: OpenData;
  readonly model: Vae;
  readonly backend: BackendName;
  readonly engine: EngineRecord;
  readonly parent?: string | undefined;
}): RunConfig<RunOptions> {
  const { options, data, model, backend, engine, parent } = parts;
  const counts = classCounts(data);
  const examples = {
    train: data.train.x.shape[0]!,
    validation: data.validation?.x.shape[0] ?? 0,
    test: data.test.x.shape[0]!,
  };
  return {
    format: 'vaekit-run',
    version: 2,
    versions: { vaekit: version, tfjs: tf.version['tfjs'] ?? tf.version_core },
    options,
    training: trainingOf(options, examples.train),
    backend: backend as RunConfig['backend'],
    engine,
    parameters: countParameters(model),
    quantity: model.likelihood.reportedAs(data.binarization),
    data: {
      name: data.name,
      description: data.description,
      source: data.source,
      license: data.license,
      shape: data.shape,
      ...(data.classes === undefined ? {} : { classes: data.classes }),
      ...(counts === undefined ? {} : { classCounts: counts }),
      examples,
      sha256: data.sha256,
      ...(data.encoding === undefined ? {} : { encoding: data.encoding }),
      ...(data.schema === undefined ? {} : { schema: data.schema }),
      ...(data.scaling === undefined ? {} : { scaling: data.scaling }),
    },
    model: describeVae(model),
    ...(parent === undefined ? {} : { parent: { run: parent } }),
  };
}
