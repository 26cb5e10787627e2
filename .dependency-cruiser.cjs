// The arrows between the packages, read from scripts/lib/arrows.json: `imports` names the siblings a package may import, `importsIfInstalled`
// the optional peers it may load with a dynamic import only, `engine` the `@tensorflow` packages it may use (tfjs alone unless said); what is
// `bundled` is built into every package that imports it, and any may. `engineFreeEntries` are the entries that load no engine by themselves (held by
// scripts/lib/arrows.mjs).
// What a dependency graph cannot show (the words of an import, the manifests) is checked beside it in scripts/lib/arrows.mjs.

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const arrows = JSON.parse(readFileSync(join(__dirname, 'scripts', 'lib', 'arrows.json'), 'utf8'));
const bundled = Object.keys(arrows).filter((name) => arrows[name].bundled);
const tests = '[.]test(-helper)?[.]ts$';

/** Siblings whose folder matches: in the workspace or, where not installed, by their bare name. The command line's is `vaekit`. */
const siblings = (folder) => `^packages/${folder}/|(^|node_modules/)@vaekit/${folder}(/|$)`;
const except = (names) => `(?!(${names.join('|')})(/|$))[^/]+`;
const engines = (names) => `(^|node_modules/)@tensorflow/${names.length === 0 ? '' : `(?!(${names.join('|')})(/|$))`}`;

function rulesOf([name, { imports, importsIfInstalled = [], engine = ['tfjs'] }]) {
  const home = `^packages/${name}/`;
  const may = [...imports, ...importsIfInstalled];
  const commandLine = name === 'cli' ? '' : '|(^|node_modules/)vaekit(/|$)';
  return [
    {
      name: `arrows-of-${name}`,
      comment: `packages/${name} may import ${may.join(', ') || 'no sibling'}`,
      from: { path: home },
      to: { path: siblings(except([name, ...may, ...(arrows[name].bundled ? [] : bundled)])) + commandLine },
    },
    ...(importsIfInstalled.length === 0 ? [] : [optionalPeers(name, importsIfInstalled)]),
    {
      name: `engine-of-${name}`,
      comment:
        engine === false
          ? `packages/${name} works without an engine`
          : `packages/${name} may import @tensorflow/{${engine.join(',')}}`,
      // Tests of a package with an engine may add the WASM backend, to see the same numbers on a second one.
      from: engine === false ? { path: home } : { path: home, pathNot: tests },
      to: { path: engines(engine === false ? [] : engine) },
    },
  ];
}

function optionalPeers(name, peers) {
  return {
    name: `optional-in-${name}`,
    comment: `packages/${name} may load ${peers.join(', ')} with a dynamic import only: an optional peer may be missing`,
    from: { path: `^packages/${name}/`, pathNot: tests },
    to: { path: siblings(`(${peers.join('|')})`), dynamic: false },
  };
}

const everywhere = [
  {
    name: 'engine-parts',
    comment: 'the ways to the engine are @tensorflow/tfjs and @tensorflow/tfjs-backend-wasm, never a part of it',
    from: {},
    to: { path: engines(['tfjs', 'tfjs-backend-wasm']) },
  },
  { name: 'no-circles', comment: 'files that import each other, types included', from: {}, to: { circular: true } },
  { name: 'resolvable', comment: 'an import that leads nowhere', from: {}, to: { couldNotResolve: true } },
  {
    name: 'no-tests-in-code',
    comment: 'only a test may import a test',
    from: { path: '^packages/', pathNot: tests },
    to: { path: tests },
  },
];

module.exports = {
  forbidden: [...Object.entries(arrows).flatMap(rulesOf), ...everywhere].map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@vaekit/source', 'import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
