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

test('the whole package is at most 21 kB', async () => {
  const { size, parts } = await bundle('*');
  if (size > 21000) {
    expect.fail(
      `${size} bytes gzipped, more than 21000. Shorten the largest files (bytes before compression): ${parts.slice(0, 8).join(', ')}`,
    );
  }
});

/**
 * Bytes gzipped: 1500 for what needs elementary functions only, 1800 where the gradient of near or of far pairs has a form of its own; gamma, Bessel and
 * matrix functions cost more, klGamma most: its second derivatives in the rates have forms of their own.
 */
const divergences: Record<string, number> = {
  klBernoulli: 1800,
  klBeta: 2200,
  klByDimension: 1500,
  klCategorical: 1800,
  klClassMean: 1500,
  klClassNormal: 1500,
  klDiagonalNormal: 1500,
  klDirichlet: 2200,
  klDiscrete: 1500,
  klGamma: 2600,
  klLaplace: 1800,
  klMeanPart: 1500,
  klMonteCarlo: 1500,
  klMultivariateNormal: 2400,
  klStandardNormal: 1500,
  klVariancePart: 1500,
  klVonMisesFisherUniform: 2000,
};

test.each(Object.entries(divergences))('%s imported alone is at most %i bytes', async (name, limit) => {
  const { size, parts } = await bundle(`{ ${name} }`);
  if (size > limit) {
    expect.fail(
      `${size} bytes gzipped, more than ${limit}, of ${parts.join(', ')}. A file here that ${name} does not call came in by a statement at the ` +
        'top level of a module that a bundler must keep (move it into a function, or mark it /* @__PURE__ */); otherwise take a helper ' +
        'out of its imports.',
    );
  }
  // Nothing that has no part in a divergence may come along.
  expect(parts.filter((part) => /chedule|Nll|osterior/.test(part))).toEqual([]);
});

test('every divergence of the package is measured', () => {
  const files = readdirSync(folder).filter((file) => /^kl.*(?<!\.test)\.ts$/.test(file));
  expect(files.map((file) => file.slice(0, -3)).filter((name) => !(name in divergences))).toEqual([]);
});
