import { wrap } from '@vaekit-internal/base';
import type { ExportedValue, ExportManifest } from './exportManifest.js';

const COLUMNS = 96;

const list = (shape: readonly (number | string)[]): string => `[${shape.join(', ')}]`;

const kinds: Readonly<Record<ExportManifest['kind'], string>> = {
  onnx: 'ONNX',
  tfjs: 'TensorFlow.js',
  safetensors: 'safetensors',
};

/** Lines of code, as a paragraph of plain text. */
export const inCode = (lines: readonly string[]): string => lines.map((line) => `    ${line}`).join('\n');

/** `README.txt` of an export: what it is, what goes in, what comes out, and the format's own paragraphs (code is not wrapped). */
export function readme(manifest: Omit<ExportManifest, 'files'>, paragraphs: readonly string[]): string {
  const { run, event, latent, classes, examples, models = {} } = manifest;
  const value = (way: string, { name, dtype, shape, about }: ExportedValue): string =>
    `    ${way} ${`${name} ${dtype} ${list(shape)}`.padEnd(38)} ${about}`;
  const facts = [
    `Model: ${run.model}, trained on ${run.data}, epoch ${run.epoch}, ${run.parameters.toLocaleString('en')} parameters.`,
    `Example: ${list(event)}, ${examples}. Code: ${list(latent)}.`,
    ...(classes === undefined
      ? []
      : [`Classes: ${classes.map((name, i) => (name === String(i) ? name : `${i} ${name}`)).join(', ')}.`]),
  ];
  const signatures = Object.values(models).map(({ file, inputs, outputs }) =>
    [file, ...inputs.map((input) => value('in ', input)), ...outputs.map((output) => value('out', output))].join('\n'),
  );
  const text = [`An autoencoder, exported by vaekit as ${kinds[manifest.kind]}.`, ...facts, ...paragraphs].map((paragraph) =>
    paragraph.startsWith('    ') ? paragraph : wrap(paragraph, COLUMNS).join('\n'),
  );
  const [title, ...rest] = text;
  const head = rest.slice(0, facts.length).join('\n');
  const about = wrap('manifest.json says the same for programs, with the checksum of every file.', COLUMNS).join('\n');
  return `${[title!, head, ...signatures, ...rest.slice(facts.length), about].join('\n\n')}\n`;
}
