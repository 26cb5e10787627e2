import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** What a bundler keeps of the package for `import { names } from '@vaekit/losses'`, minified, gzipped, tfjs left outside. */
async function bundle(names: string): Promise<{ size: number; parts: string[] }> {
  const built = await build({
    stdin: { contents: `export ${names} from './index.ts';`, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['@tensorflow/tfjs'],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const inputs = Object.values(built.metafile.outputs)[0]!.inputs;
  const parts = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    size: gzipSync(built.outputFiles[0]!.contents, { level: 9 }).length,
    parts: parts
      .sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
      .map(([path, { bytesInOutput }]) => `${path} ${bytesInOutput}`),
  };
}

test('the whole package is at most 8 kB', async () => {
  const { size, parts } = await bundle('*');
  if (size > 8000) {
    expect.fail(
      `${size} bytes gzipped, more than 8000. Shorten the largest files (bytes before compression): ${parts.slice(0, 8).join(', ')}`,
    );
  }
});

const divergences = [
  'klClassMean',
  'klClassNormal',
  'klDiagonalNormal',
  'klDiscrete',
  'klMeanPart',
  'klStandardNormal',
  'klVariancePart',
];

test.each(divergences)('%s imported alone is at most 1.5 kB', async (name) => {
  const { size, parts } = await bundle(`{ ${name} }`);
  if (size > 1500) {
    expect.fail(
      `${size} bytes gzipped, more than 1500, of ${parts.join(', ')}. A file here that ${name} does not call came in by a statement at the ` +
        'top level of a module that a bundler must keep (move it into a function, or mark it /* @__PURE__ */); otherwise take a helper ' +
        'out of its imports.',
    );
  }
  // Nothing that has no part in a divergence may come along.
  expect(parts.filter((part) => /chedule|Nll|osterior/.test(part))).toEqual([]);
});

test('every divergence of the package is measured', () => {
  const files = readdirSync(folder).filter((file) => /^kl.*(?<!\.test)\.ts$/.test(file));
  expect(files.map((file) => file.slice(0, -3)).filter((name) => !divergences.includes(name))).toEqual([]);
});
