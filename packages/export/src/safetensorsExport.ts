import { readSafetensors, serialize } from '@vaekit/core';
import { aboutRun, type ExportContent, type ExportedRun, type ExportOptions } from './exportManifest.js';
import { inCode, readme } from './exportReadme.js';

const FILE = 'model.safetensors';

/** What can be done with the model, in JavaScript. */
function usage({ model: { classes } }: ExportedRun, sampled: boolean): string[] {
  if (!sampled) return ['const again = decode(model, encode(model, x)); // x: a tensor of examples'];
  if (classes === undefined) return ['const samples = decode(model, samplePrior(model, { count: 10 }));'];
  return ['const labels = [0, 1];', 'const samples = decode(model, samplePrior(model, { labels }), { labels });'];
}

/** All weights by name in one safetensors file, whose metadata describe the model. */
export async function safetensorsExport(run: ExportedRun, options: ExportOptions): Promise<ExportContent> {
  const { sampled = true } = options;
  const bytes = await serialize(run.model);
  const { tensors: arrays } = readSafetensors(bytes);
  const tensors = Object.fromEntries(
    Object.entries(arrays).map(([name, { data, shape }]) => [name, { dtype: data instanceof Int32Array ? 'I32' : 'F32', shape }]),
  );
  const manifest = { ...aboutRun(run, options), kind: 'safetensors', tensors } as const;
  const width = Math.max(...Object.keys(tensors).map((name) => name.length));
  return {
    files: { [FILE]: bytes },
    manifest,
    readme: readme(manifest, [
      `${FILE} has these arrays, float32 unless said:`,
      inCode(
        Object.entries(tensors).map(
          ([name, { dtype, shape }]) => `${name.padEnd(width)}  [${shape.join(', ')}]${dtype === 'F32' ? '' : ` ${dtype}`}`,
        ),
      ),
      'Dense kernels are [in, out] and convolution kernels [height, width, in, out], as in Keras; PyTorch has them the other way round.',
      'The file carries the description of the model, its networks included, as JSON under the key `vaekit` of its metadata. The whole model in JavaScript:',
      inCode([
        `import { ${sampled ? 'decode, samplePrior' : 'decode, encode'} } from '@vaekit/core';`,
        "import { loadModel } from '@vaekit/core/node';",
        `const model = await loadModel('${FILE}');`,
        ...usage(run, sampled),
      ]),
      'The arrays in Python:',
      inCode([
        'from safetensors import safe_open',
        `with safe_open('${FILE}', framework='numpy') as file:`,
        '    weights = {name: file.get_tensor(name) for name in file.keys()}',
        "    description = file.metadata()['vaekit']",
      ]),
    ]),
  };
}
