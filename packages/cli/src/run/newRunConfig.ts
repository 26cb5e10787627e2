import { resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { type BackendName, describeVae, type Vae } from '@vaekit/core';
import { findModel, optionOwners } from '@vaekit/models';
import { isDataName } from '../commands/dataOptions.js';
import type { TrainOptions } from '../commands/train.js';
import type { OpenData } from '../data/openData.js';
import { countParameters } from '../model/buildModel.js';
import { defaultLikelihood } from '../model/likelihood.js';
import type { EngineRecord } from '../model/engine.js';
import { version } from '../version.js';
import type { RunConfig, RunOptions } from './runConfig.js';

/** What of the options of `train` makes a run on some data what it is; options of other models are left out. */
export function runOptionsOf(given: TrainOptions, data: OpenData): RunOptions {
  const {
    backend: _backend,
    data: source,
    engine: _engine,
    force: _force,
    json: _json,
    likelihood,
    'no-preview': _preview,
    out: _out,
    resume: _resume,
    ...rest
  } = given;
  const { options: own } = findModel(given.model)!;
  const foreign = Object.keys(optionOwners()).filter((name) => !Object.hasOwn(own, name));
  const options = {
    ...rest,
    data: isDataName(source!) ? source : resolve(source!),
    'data-dir': given['data-dir'] === undefined ? undefined : resolve(given['data-dir']),
    likelihood: likelihood ?? defaultLikelihood(data),
  };
  return Object.fromEntries(Object.entries(options).filter(([name]) => !foreign.includes(name))) as unknown as RunOptions;
}

/** The configuration of a run that begins. */
export function newRunConfig(parts: {
  readonly options: RunOptions;
  readonly data: OpenData;
  readonly model: Vae;
  readonly backend: BackendName;
  readonly engine: EngineRecord;
}): RunConfig {
  const { options, data, model, backend, engine } = parts;
  return {
    format: 'vaekit-run',
    version: 1,
    versions: { vaekit: version, tfjs: tf.version['tfjs'] ?? tf.version_core },
    options,
    backend: backend as 'cpu' | 'wasm',
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
      examples: {
        train: data.train.x.shape[0]!,
        validation: data.validation?.x.shape[0] ?? 0,
        test: data.test.x.shape[0]!,
      },
      sha256: data.sha256,
      ...(data.encoding === undefined ? {} : { encoding: data.encoding }),
      ...(data.scaling === undefined ? {} : { scaling: data.scaling }),
    },
    model: describeVae(model),
  };
}
