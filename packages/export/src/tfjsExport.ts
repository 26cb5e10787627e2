import * as tf from '@tensorflow/tfjs';
import { contextFor, type Network, type Vae } from '@vaekit/core';
import {
  aboutRun,
  type ExportContent,
  type ExportedModel,
  type ExportedRun,
  type ExportedValue,
  type ExportOptions,
  type PriorMoments,
} from './exportManifest.js';
import { inCode, readme } from './exportReadme.js';
import { meaningOf } from './meaningOf.js';
import { decodeCode, meanCode, sampleCode } from './tfjsCode.js';

/** As the converters of TensorFlow.js cut them: a size that caches of browsers keep. */
const SHARD_BYTES = 4 * 1024 * 1024;
const WEIGHTS = 'parts.bin';

/** The files of a layers model, as `tf.loadLayersModel` reads them. */
async function layersModelFiles(folder: string, model: tf.LayersModel): Promise<Record<string, Uint8Array | string>> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (saved) => {
      artifacts = saved;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const { modelTopology, weightSpecs = [], weightData = new ArrayBuffer(0) } = artifacts!;
  const bytes = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
  const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES));
  const shards = Array.from(
    { length: count },
    (_, i) => [`group1-shard${i + 1}of${count}.bin`, bytes.slice(i * SHARD_BYTES, (i + 1) * SHARD_BYTES)] as const,
  );
  const description = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version_layers}`,
    modelTopology,
    weightsManifest: [{ paths: shards.map(([name]) => name), weights: weightSpecs }],
  };
  return {
    [`${folder}/model.json`]: `${JSON.stringify(description)}\n`,
    ...Object.fromEntries(shards.map(([name, data]) => [`${folder}/${name}`, data])),
  };
}

/** Mean and log-variance of the prior, a row for each class, where it is a diagonal normal. */
async function priorMoments(model: Vae): Promise<PriorMoments | undefined> {
  const { prior } = model;
  const rows = prior.classes ?? 1;
  const found = tf.tidy(() => {
    const labels = prior.classes === undefined ? undefined : tf.range(0, rows, 1, 'int32');
    const family = prior.family?.(contextFor('prior', model.context(labels as tf.Tensor1D | undefined, rows)));
    if (family?.kind !== 'diagonalNormal') return undefined;
    return [family.mean, family.logVar].map((tensor) => tf.reshape(tf.clone(tensor), [rows, -1])) as tf.Tensor[];
  });
  if (found === undefined) return undefined;
  const [mean, logVar] = found as [tf.Tensor, tf.Tensor];
  const table = async (tensor: tf.Tensor): Promise<number[][]> => {
    const width = tensor.size / rows;
    const data = await tensor.data();
    tensor.dispose();
    return Array.from({ length: rows }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
  };
  return { mean: await table(mean), logVar: await table(logVar) };
}

/** What goes into a network and what comes out. */
function signature(
  part: string,
  net: Network,
  input: string,
  outputs: readonly { readonly name: string; readonly shape: readonly number[] }[],
): ExportedModel {
  const value = (name: string, shape: readonly number[], about = meaningOf(part, name)): ExportedValue => ({
    name,
    dtype: 'float32',
    shape: ['batch', ...shape],
    about,
  });
  return {
    file: `${part}/model.json`,
    inputs: net.inputShapes.map((shape, i) => (i === 0 ? value(input, shape) : value('y', shape, 'one-hot labels'))),
    outputs: outputs.map(({ name, shape }) => value(name, shape)),
  };
}

/** Encoder and decoder as layers models of TensorFlow.js, and the other weights. */
export async function tfjsExport(run: ExportedRun, options: ExportOptions): Promise<ExportContent> {
  const { model } = run;
  const { sampled = true } = options;
  const models = {
    encoder: signature('encoder', model.encoder, 'x', model.posterior.parameters),
    decoder: signature('decoder', model.decoder, 'z', model.likelihood.parameters),
  };
  const networks = new Set<tf.Variable>(
    [model.encoder, model.decoder].flatMap(({ variables, state }) => [...Object.values(variables), ...Object.values(state)]),
  );
  const others = Object.fromEntries(
    Object.entries({ ...model.variables, ...model.state }).filter(([, variable]) => !networks.has(variable)),
  );
  const encoded = Object.keys(others).length === 0 ? undefined : await tf.io.encodeWeights(others);
  const prior = sampled ? await priorMoments(model) : undefined;
  const mean = meanCode(model);
  const manifest = {
    ...aboutRun(run, options),
    kind: 'tfjs',
    models,
    ...(mean === undefined ? {} : { mean }),
    ...(prior === undefined ? {} : { prior }),
    ...(encoded === undefined ? {} : { weights: { file: WEIGHTS, specs: encoded.specs } }),
  } as const;
  return {
    files: {
      ...(await layersModelFiles('encoder', model.encoder.model)),
      ...(await layersModelFiles('decoder', model.decoder.model)),
      ...(encoded === undefined ? {} : { [WEIGHTS]: new Uint8Array(encoded.data) }),
    },
    manifest,
    readme: readme(manifest, [
      "Both networks are ordinary layers models: TensorFlow.js loads them without vaekit. In a page beside this folder's files:",
      inCode(sampled ? sampleCode(model, prior, mean) : decodeCode(model, mean)),
      ...(model.config.input === undefined
        ? []
        : ['The encoder is shown x as `parts.input` of manifest.json says; transform x so before encoder.predict.']),
      ...(encoded === undefined
        ? []
        : [
            `${WEIGHTS} holds the variables outside the networks (${Object.keys(others).join(', ')}): tf.io.decodeWeights(bytes, manifest.weights.specs) gives them by name.`,
          ]),
    ]),
  };
}
