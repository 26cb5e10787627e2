import type { ExportContent, ExportedRun, ExportFormat, ExportOptions } from './exportManifest.js';
import { onnxExport } from './onnxExport.js';
import { safetensorsExport } from './safetensorsExport.js';
import { tfjsExport } from './tfjsExport.js';

const exporters: Readonly<
  Record<ExportFormat, (run: ExportedRun, options: ExportOptions) => ExportContent | Promise<ExportContent>>
> = { onnx: onnxExport, safetensors: safetensorsExport, tfjs: tfjsExport };

/**
 * The model of a run as files for other programs; nothing is written, and the model is left as it is.
 *
 * @param format `onnx`: encoder, decoder and sampler as ONNX files; `tfjs`: encoder and decoder as layers models; `safetensors`: all weights by name
 */
export async function exportRun(run: ExportedRun, format: ExportFormat, options: ExportOptions = {}): Promise<ExportContent> {
  return exporters[format](run, options);
}
