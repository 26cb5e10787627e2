import type { NoiseSpec, Vae } from '@vaekit/core';
import { exportDecoder, exportEncoder, exportSampler } from '@vaekit/onnx';
import onnxProto from 'onnx-proto';
import {
  aboutRun,
  type ExportContent,
  type ExportedModel,
  type ExportedRun,
  type ExportedValue,
  type ExportOptions,
} from './exportManifest.js';
import { inCode, readme } from './exportReadme.js';
import { meaningOf } from './meaningOf.js';

const { onnx } = onnxProto;

const dtypes: Readonly<Record<number, string>> = { 1: 'float32', 6: 'int32', 7: 'int64', 9: 'bool' };

/** The inputs and outputs that an ONNX file declares. */
function signature(file: string, part: string, bytes: Uint8Array): ExportedModel {
  const { graph } = onnx.ModelProto.decode(bytes);
  type Declared = NonNullable<NonNullable<typeof graph>['input']>[number];
  const value = ({ name, type }: Declared): ExportedValue => ({
    name: name ?? '',
    dtype: dtypes[type?.tensorType?.elemType ?? 0] ?? 'unknown',
    shape: (type?.tensorType?.shape?.dim ?? []).map(({ dimParam, dimValue }) =>
      typeof dimParam === 'string' && dimParam !== '' ? dimParam : Number(dimValue),
    ),
    about: meaningOf(part, name ?? ''),
  });
  return { file, inputs: (graph?.input ?? []).map(value), outputs: (graph?.output ?? []).map(value) };
}

/** A feed in Python for an input. */
function feed({ name, shape }: ExportedValue, rows: number, noise: NoiseSpec): string {
  const sizes = shape.map((extent) => (extent === 'batch' ? rows : extent)).join(', ');
  if (name === 'temperature') return `'temperature': np.array(1, np.float32)`;
  if (name === 'y') return `'y': np.zeros(${rows}, np.int32)`;
  const drawn = noise[name]?.distribution === 'uniform' ? 'rand' : 'randn';
  return `'${name}': np.random.${drawn}(${sizes}).astype(np.float32)`;
}

/** How the code of an example is had from the encoder's outputs. */
function codeOf(outputs: readonly string[]): string {
  const center = outputs.includes('z') ? 'z' : outputs[0]!;
  const draw = outputs.join() === 'mean,logVar' ? '; a draw from q(z|x) is mean + exp(logVar / 2) * noise' : '';
  return `To encode: the encoder's \`${center}\` is the code that stands for an example${draw}.`;
}

/** How a part is run, in Python and JavaScript. */
function usage(part: string, { inputs, outputs }: ExportedModel, noise: NoiseSpec): string[] {
  const names = outputs.map(({ name }) => name);
  return [
    `The files are ONNX models of operator set 18, without extensions, for any number of rows. In Python, ten rows of the ${part}:`,
    inCode([
      'import numpy as np, onnxruntime',
      `${part} = onnxruntime.InferenceSession('${part}.onnx')`,
      `${names.join(', ')}${names.length === 1 ? ',' : ''} = ${part}.run(None, {`,
      ...inputs.map((input) => `    ${feed(input, 10, noise)},`),
      '})',
    ]),
    'In JavaScript, with onnxruntime-node or onnxruntime-web:',
    inCode([
      "import * as ort from 'onnxruntime-node';",
      `const ${part} = await ort.InferenceSession.create('${part}.onnx');`,
      `const { ${names.join(', ')} } = await ${part}.run(feeds); // an ort.Tensor for each input`,
    ]),
  ];
}

/** Encoder, decoder and, of a model that can sample, sampler as ONNX files. */
export function onnxExport(run: ExportedRun, options: ExportOptions): ExportContent {
  const { sampled = true, encoded: encodes = true } = options;
  const exporters: Readonly<Record<string, (model: Vae) => Uint8Array>> = {
    ...(encodes ? { encoder: exportEncoder } : {}),
    decoder: exportDecoder,
    ...(sampled ? { sampler: exportSampler } : {}),
  };
  const files: Record<string, Uint8Array> = {};
  const models: Record<string, ExportedModel> = {};
  for (const [part, exporter] of Object.entries(exporters)) {
    const file = `${part}.onnx`;
    files[file] = exporter(run.model);
    models[part] = signature(file, part, files[file]);
  }
  const manifest = { ...aboutRun(run, options), kind: 'onnx', models } as const;
  const shown = sampled ? 'sampler' : 'encoder';
  return {
    files,
    manifest,
    readme: readme(manifest, [
      ...usage(shown, models[shown]!, run.model.prior.noise(run.model)),
      ...(encodes ? [codeOf(models['encoder']!.outputs.map(({ name }) => name))] : []),
    ]),
  };
}
