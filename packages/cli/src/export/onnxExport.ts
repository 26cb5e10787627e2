import type { Vae } from '@vaekit/core';
import { exportDecoder, exportEncoder, exportSampler } from '@vaekit/onnx';
import onnxProto from 'onnx-proto';
import type { Run } from '../run/openRun.js';
import type { ExportContent } from './exportContent.js';
import { aboutRun, type ExportedModel, type ExportedValue } from './exportManifest.js';
import { readme } from './exportReadme.js';
import { inCode } from './inCode.js';
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
function feed({ name, shape }: ExportedValue, rows: number): string {
  const sizes = shape.map((extent) => (extent === 'batch' ? rows : extent)).join(', ');
  if (name === 'temperature') return `'temperature': np.array(1, np.float32)`;
  if (name === 'y') return `'y': np.zeros(${rows}, np.int32)`;
  return `'${name}': np.random.randn(${sizes}).astype(np.float32)`;
}

/** Encoder, decoder and sampler as ONNX files. */
export function onnxExport(run: Run): ExportContent {
  const exporters: Readonly<Record<string, (model: Vae) => Uint8Array>> = {
    encoder: exportEncoder,
    decoder: exportDecoder,
    sampler: exportSampler,
  };
  const files: Record<string, Uint8Array> = {};
  const models: Record<string, ExportedModel> = {};
  for (const [part, exporter] of Object.entries(exporters)) {
    const file = `${part}.onnx`;
    files[file] = exporter(run.model);
    models[part] = signature(file, part, files[file]);
  }
  const manifest = { ...aboutRun(run), kind: 'onnx', models } as const;
  return {
    files,
    manifest,
    readme: readme(manifest, [
      'The files are ONNX models of operator set 18, without extensions, for any number of rows. In Python, ten samples:',
      inCode([
        'import numpy as np, onnxruntime',
        "sampler = onnxruntime.InferenceSession('sampler.onnx')",
        'samples, = sampler.run(None, {',
        ...models['sampler']!.inputs.map((input) => `    ${feed(input, 10)},`),
        '})',
      ]),
      'In JavaScript, with onnxruntime-node or onnxruntime-web:',
      inCode([
        "import * as ort from 'onnxruntime-node';",
        "const sampler = await ort.InferenceSession.create('sampler.onnx');",
        'const { samples } = await sampler.run(feeds); // an ort.Tensor for each input',
      ]),
      "To encode: the encoder's `mean` is the code that stands for an example; a draw from q(z|x) is mean + exp(logVar / 2) * noise.",
    ]),
  };
}
