import { command, type Command } from '../command.js';
import { choice, flag, text } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import { type FileOptions, jsonOption } from './runOptions.js';

/** The forms a model is exported in. */
const exportFormats = ['onnx', 'tfjs', 'safetensors'] as const;

/** The options of `export`. */
export interface ExportOptions extends FileOptions {
  readonly format: (typeof exportFormats)[number] | undefined;
  readonly json: boolean;
}

/** `vaekit export`. */
export const exportModel: Command = command<ExportOptions>({
  name: 'export',
  operands: ['RUN'],
  summary: 'Export a trained model for other programs: ONNX, TensorFlow.js or safetensors, with a manifest',
  details:
    'onnx: encoder, decoder and sampler for any batch size. tfjs: encoder and decoder, as loadLayersModel reads them. safetensors: all weights by name in one file. Each export has a README.txt and a manifest.json that describe inputs, outputs and how to sample.',
  options: {
    format: choice('what to write', exportFormats, { fallback: undefined }),
    out: text('the folder to write; it must not exist', {
      fallback: undefined,
      placeholder: 'DIR',
      shown: 'RUN/exports/FORMAT',
      completes: 'folder',
    }),
    force: flag('replace the export in --out'),
    json: jsonOption,
  },
  examples: ['vaekit export runs/digits --format onnx', 'vaekit export runs/digits --format tfjs --out public/model'],
  check({ format }) {
    if (format === undefined) throw new UsageError(`--format is missing; expected one of ${exportFormats.join(', ')}`);
  },
});
