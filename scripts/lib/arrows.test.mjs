import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrowViolations } from './arrows.mjs';
import { root } from './workspace.mjs';

// The real configuration, run over small workspaces in a temporary folder: one that keeps the arrows, one that breaks each of them.

const arrows = JSON.parse(readFileSync(join(root, 'scripts', 'lib', 'arrows.json'), 'utf8'));
const bundled = Object.keys(arrows).filter((name) => arrows[name].bundled);
const npmName = (name) => (name === 'cli' ? 'vaekit' : `${bundled.includes(name) ? '@vaekit-internal' : '@vaekit'}/${name}`);
const made = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** Lays a workspace of all packages, with these files (path: text) and manifest fields (package: fields) on top; gives its violations. */
function violationsOf({ files = {}, manifests = {} } = {}) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'vaekit-arrows-')));
  made.push(base);
  const write = (path, text) => {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  };
  for (const engine of ['tfjs', 'tfjs-core', 'tfjs-backend-wasm']) {
    write(
      `node_modules/@tensorflow/${engine}/package.json`,
      JSON.stringify({ name: `@tensorflow/${engine}`, main: 'dist/index.js' }),
    );
    write(`node_modules/@tensorflow/${engine}/dist/index.js`, 'export const add = 1;\n');
  }
  for (const [name, arrow] of Object.entries(arrows)) {
    const { imports, importsIfInstalled = [], engine = ['tfjs'], engineFreeEntries = [], library = true } = arrow;
    const manifest = {
      name: npmName(name),
      type: 'module',
      exports: { '.': { '@vaekit/source': './src/index.ts' } },
      private: bundled.includes(name),
      dependencies: {},
      peerDependencies: {},
      devDependencies: {},
    };
    const builtIn = bundled.includes(name) ? [] : bundled;
    for (const sibling of builtIn) manifest.devDependencies[npmName(sibling)] = '*';
    for (const sibling of imports) manifest.dependencies[npmName(sibling)] = '*';
    for (const sibling of importsIfInstalled) {
      manifest.peerDependencies[npmName(sibling)] = '*';
      manifest.peerDependenciesMeta = { [npmName(sibling)]: { optional: true } };
    }
    for (const part of engine === false ? [] : engine)
      manifest[library && part === 'tfjs' ? 'peerDependencies' : 'dependencies'][`@tensorflow/${part}`] = '*';
    const lazy = engineFreeEntries.includes('index');
    const lines = [
      ...[...imports, ...builtIn].map((sibling) =>
        lazy
          ? `export const ${sibling} = () => import('${npmName(sibling)}');`
          : `export { ${sibling} } from '${npmName(sibling)}';`,
      ),
      ...importsIfInstalled.map((sibling) => `export const load = () => import('${npmName(sibling)}');`),
      ...(engine === false || lazy ? [] : [`import * as tf from '@tensorflow/tfjs';`, `export const two = tf.add;`]),
      `export const ${name} = 1;`,
    ];
    write(`packages/${name}/package.json`, JSON.stringify({ ...manifest, ...manifests[name] }));
    write(`packages/${name}/src/index.ts`, `${lines.join('\n')}\n`);
    mkdirSync(dirname(join(base, 'node_modules', npmName(name))), { recursive: true });
    symlinkSync(join(base, 'packages', name), join(base, 'node_modules', npmName(name)), 'junction');
  }
  for (const [path, text] of Object.entries(files)) write(path, text);
  return arrowViolations(base);
}

test('the workspace itself keeps the arrows', () => {
  expect(arrowViolations()).toEqual([]);
});

test('a workspace that keeps the arrows has no violation', () => {
  const files = {
    'packages/core/src/node/index.ts': `export { readFile } from 'node:fs/promises';\n`,
    'packages/core/src/a.test.ts': `import '@vaekit/wasm';\nimport '@tensorflow/tfjs-backend-wasm';\nimport 'node:fs';\n`,
  };
  expect(violationsOf({ files })).toEqual([]);
});

describe('a workspace that breaks them all', () => {
  // [what is wrong, the file, its text, the beginning of the sentence that must come]
  const cases = [
    ...['base', 'losses', 'datasets', 'viz', 'wasm'].flatMap((name) =>
      Object.keys(arrows)
        .filter((sibling) => sibling !== name && !bundled.includes(sibling))
        .map((sibling) => [
          `${name} imports ${sibling}`,
          `packages/${name}/src/to${sibling}.ts`,
          `import '${npmName(sibling)}';`,
          `arrows-of-${name}: FILE →`,
        ]),
    ),
    ...['cvae', 'datasets', 'viz', 'cli'].map((sibling) => [
      `core imports ${sibling}`,
      `packages/core/src/to${sibling}.ts`,
      `import '${npmName(sibling)}';`,
      'arrows-of-core: FILE →',
    ]),
    ...['wasm', 'datasets', 'viz', 'cli'].map((sibling) => [
      `cvae imports ${sibling}`,
      `packages/cvae/src/to${sibling}.ts`,
      `import '${npmName(sibling)}';`,
      'arrows-of-cvae: FILE →',
    ]),
    [
      'core imports a type of cvae',
      'packages/core/src/typeOf.ts',
      `import type { cvae } from '@vaekit/cvae';\nexport type A = typeof cvae;`,
      'arrows-of-core: FILE →',
    ],
    [
      'core loads cvae lazily',
      'packages/core/src/lazy.ts',
      `export const a = () => import('@vaekit/cvae');`,
      'arrows-of-core: FILE →',
    ],
    ['a test of viz imports core', 'packages/viz/src/a.test.ts', `import '@vaekit/core';`, 'arrows-of-viz: FILE →'],
    [
      'core imports the optional wasm statically',
      'packages/core/src/toWasm.ts',
      `import '@vaekit/wasm';`,
      'optional-in-core: FILE →',
    ],
    ['base uses an engine', 'packages/base/src/engine.ts', `import '@tensorflow/tfjs';`, 'engine-of-base: FILE →'],
    ['datasets uses an engine', 'packages/datasets/src/engine.ts', `import '@tensorflow/tfjs';`, 'engine-of-datasets: FILE →'],
    ['viz uses an engine in a test', 'packages/viz/src/engine.test.ts', `import '@tensorflow/tfjs';`, 'engine-of-viz: FILE →'],
    [
      'losses uses the wasm backend',
      'packages/losses/src/engine.ts',
      `import '@tensorflow/tfjs-backend-wasm';`,
      'engine-of-losses: FILE →',
    ],
    ['core uses a part of the engine', 'packages/core/src/part.ts', `import '@tensorflow/tfjs-core';`, 'engine-parts: FILE →'],
    ['a path inside the engine', 'packages/core/src/path.ts', `import '@tensorflow/tfjs/dist/index.js';`, 'engine-paths: FILE →'],
    [
      'a relative import of a sibling',
      'packages/core/src/relative.ts',
      `import '../../losses/src/index.js';`,
      'own-folder: FILE →',
    ],
    ['code imports a test', 'packages/core/src/code.ts', `import './x.test.js';`, 'no-tests-in-code: FILE →'],
    ['an import that leads nowhere', 'packages/core/src/nowhere.ts', `import './missing.js';`, 'resolvable: FILE →'],
    [
      'the other half of a circle',
      'packages/core/src/circleA.ts',
      `import { b } from './circleB.js';\nexport const a: () => number = () => b();`,
      'no-circles: FILE →',
    ],
    [
      'an undeclared package',
      'packages/viz/src/undeclared.ts',
      `import 'left-pad';`,
      'manifest: packages/viz/package.json lacks left-pad',
    ],
  ];
  const extra = {
    'packages/core/src/circleB.ts': `import { a } from './circleA.js';\nexport const b: () => number = () => a();`,
    'packages/core/src/x.test.ts': 'export const x = 1;',
    'packages/core/src/deep.ts': `export const deep = () => import('node:fs');`,
    'packages/core/src/index.ts': `export { deep } from './deep.js';\nexport const core = 1;`,
    'packages/cvae/src/index.ts': `export { core } from '@vaekit/core';\nexport const cvae = 1;`,
    'packages/models/src/heavy.ts': `import * as tf from '@tensorflow/tfjs';\nexport const heavy = tf.add;`,
    'packages/models/src/index.ts': `export { heavy } from './heavy.js';`,
    'packages/stranger/package.json': JSON.stringify({ name: '@vaekit/stranger' }),
  };
  const manifests = {
    losses: { dependencies: { '@vaekit/core': '*', '@tensorflow/tfjs': '*' } },
    base: { private: false },
    datasets: { devDependencies: {} },
    viz: { dependencies: { '@vaekit-internal/base': '*' }, devDependencies: { '@tensorflow/tfjs': '*' } },
    core: { dependencies: { '@vaekit/losses': '*', '@vaekit/wasm': '*' } },
  };
  let violations = [];
  beforeAll(() => {
    violations = violationsOf({
      files: { ...extra, ...Object.fromEntries(cases.map(([, file, text]) => [file, `${text}\n`])) },
      manifests,
    });
  });

  test.each(cases)('%s', (_what, file, _text, beginning) => {
    const expected = beginning.replace('FILE', file);
    expect(violations.filter((violation) => violation.startsWith(expected))).not.toEqual([]);
  });

  test.each([
    ['a module of Node behind a main entry', 'browser-entry: packages/core/src/index.ts → packages/core/src/deep.ts → node:fs'],
    [
      'a module of Node behind the main entry of a sibling',
      'browser-entry: packages/cvae/src/index.ts → packages/core/src/index.ts → packages/core/src/deep.ts → node:fs',
    ],
    [
      'an engine behind an entry that only describes',
      'light-entry: packages/models/src/index.ts → packages/models/src/heavy.ts → @tensorflow/tfjs',
    ],
    ['a manifest against the arrows', 'manifest: packages/losses/package.json declares @vaekit/core'],
    ['an engine that is no peer', 'manifest: packages/losses/package.json depends on @tensorflow/tfjs'],
    ['an engine where none is needed', 'manifest: packages/viz/package.json declares @tensorflow/tfjs'],
    ['an optional peer that is required', 'manifest: packages/core/package.json requires @vaekit/wasm'],
    ['a package without arrows', 'manifest: packages/stranger/package.json (no entry in scripts/lib/arrows.json'],
  ])('%s', (_what, beginning) => {
    expect(violations.filter((violation) => violation.startsWith(beginning))).not.toEqual([]);
  });
});
