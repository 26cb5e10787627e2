import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as tf from '@tensorflow/tfjs';
import { describeVae, fit } from '@vaekit/core';
import { epochMetrics, hasRunConfig, readRunPoint, writeRun } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';
import { parameterNumber } from './parameterNumber.mjs';
import { versions } from './versions.mjs';

const sha256 = ({ data }) =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');

/** What a run says of itself, to any program that opens its folder. */
const configOf = (model, data, { name, training, threads }) => ({
  format: 'vaekit-run',
  version: 2,
  versions: { vaekit: versions().vaekit, tfjs: versions().tfjs },
  options: {},
  training: {
    epochs: training.epochs,
    batchSize: training.batchSize,
    seed: training.seed,
    optimizer: JSON.parse(JSON.stringify(training.optimizer)),
    ...(training.earlyStopping === undefined ? {} : { selection: {} }),
  },
  backend: tf.getBackend(),
  engine: { name: 'compiled', threads },
  parameters: parameterNumber(model),
  quantity: model.likelihood.reportedAs(data.binarization ?? 'none'),
  data: {
    name,
    description: name,
    source: 'the script of the reproduction says',
    license: 'the script of the reproduction says',
    shape: data.x.shape.slice(1),
    examples: { train: data.x.shape[0], validation: 0, test: 0 },
    sha256: sha256(data.x),
  },
  model: describeVae(model),
});

/**
 * Trains a model in a run folder, or goes on where an earlier process stopped, to the same bits. `afterEpoch(done, control)` is called with the number of epochs done; the other
 * options are those of `fit`. Returns the logs of the epochs.
 */
export async function trained(context, model, data, { name, afterEpoch, ...training }) {
  const store = folderRunStore(join(context.path, name));
  const point = (await hasRunConfig(store)) ? await readRunPoint(store) : undefined;
  const writer = await writeRun(store);
  let start = performance.now();
  try {
    await writer.begin(configOf(model, data, { name, training, threads: context.threads }), point);
    const { state } = await fit(model, data, {
      ...training,
      engine: context.engine,
      ...(point?.state === undefined ? {} : { initial: point.state }),
      callbacks: {
        async onEpochEnd(epoch, logs, control) {
          context.say(`${name}: epoch ${epoch + 1} of ${training.epochs}, loss ${logs.loss.toFixed(3)}`);
          await afterEpoch?.(epoch + 1);
          await writer.saveEpoch(epochMetrics(epoch, logs, (performance.now() - start) / 1000), await control.state());
          start = performance.now();
          context.tick();
        },
      },
    });
    await writer.finish({ epochs: state.epoch, stopped: 'completed', test: {} });
    return state.history;
  } finally {
    await writer.close();
  }
}
