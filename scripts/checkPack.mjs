// `node scripts/checkPack.mjs`: packs every published package and treats the tarballs as a stranger would: lints them, installs them with
// plain npm in an empty folder, type-checks and runs code against them there, and weighs them.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import ts from 'typescript';
import { codeBlocks } from './lib/codeBlocks.mjs';
import { runNpm, runPnpm } from './lib/pnpm.mjs';
import { commandsOf, readmeExample } from './lib/readmeExample.mjs';
import { readTarball } from './lib/tarball.mjs';
import { packages, root } from './lib/workspace.mjs';

/** Gzipped bytes, minified, the engine outside. Past a ceiling: look at what the entry pulls in (`pnpm exec esbuild --analyze`) first. */
const ceilings = [
  // Every family of divergences and likelihoods with its special functions; what a program does not import, its bundle does not hold. 18.1 kB were
  // measured once values, gradients and second derivatives were right over the range of float32, which cost 1.7 kB of stable forms; structural similarity
  // and the penalty on a covariance added 1.1 kB, hyperbolic codes and the slope of von Mises-Fisher draws .7 kB.
  { what: '@vaekit/losses', code: `export * from '@vaekit/losses';`, bytes: 21_000 },
  { what: 'one KL alone', code: `export { klStandardNormal } from '@vaekit/losses';`, bytes: 1500 },
];
const exampleSeconds = 300;
/** Optional peers to install beside the packages; what their install scripts would fetch for other devices stays out. */
const runtimes = ['onnxruntime-node'];
process.env.ONNXRUNTIME_NODE_INSTALL = 'skip';

const failures = [];
const fail = (name, message) => failures.push(`${name}: ${message.trim().replaceAll('\n', '\n    ')}`);
const say = (line) => process.stdout.write(`${line}\n`);

const home = realpathSync(mkdtempSync(join(tmpdir(), 'vaekit-pack-')));
try {
  await checkAll();
} finally {
  rmSync(home, { recursive: true, force: true });
}
for (const failure of failures) process.stderr.write(`\n${failure}\n`);
say(failures.length === 0 ? '\npack: all packages are fit to be published' : `\npack: ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function checkAll() {
  const built = runPnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only'], { capture: true });
  if (built.status !== 0) return fail('build', built.output);
  const packed = packages()
    .filter(({ manifest }) => manifest.private !== true)
    .flatMap(pack);
  const rows = await Promise.all(packed.map(lint));
  const consumer = join(home, 'consumer');
  if (install(consumer, packed)) {
    oneEngine(consumer);
    const examples = packed.map((one) => writeExample(consumer, one));
    const blocks = writeBlocks(consumer, packed, examples);
    typeCheck(consumer, packed);
    for (const [i, one] of packed.entries()) rows[i].example = await runExample(consumer, one, examples[i]);
    for (const { what, file } of blocks.filter(({ run }) => run)) {
      const { status, output } = await node([transpiled(file)], consumer);
      if (status !== 0) fail(what, `the code block failed (exit code ${status})\n${output}`);
    }
    say(`code blocks: ${blocks.length} compiled, ${blocks.filter(({ run }) => run).length} of them run`);
    await weigh(consumer, packed, rows);
  }
  table(rows);
  return undefined;
}

/** The tarball that would be published: `{ manifest, path, files, packedManifest }`. */
function pack({ manifest, folder }) {
  const target = join(home, 'tarballs', manifest.name.replace('/', '-').replace('@', ''));
  mkdirSync(target, { recursive: true });
  const { status, output } = runPnpm(['pack', '--pack-destination', target], { cwd: folder, capture: true });
  const file = readdirSync(target).find((name) => name.endsWith('.tgz'));
  if (status !== 0 || file === undefined) {
    fail(manifest.name, `\`pnpm pack\` ended with exit code ${status}\n${output}`);
    return [];
  }
  const path = join(target, file);
  const files = readTarball(path);
  return [{ name: manifest.name, path, files, packedManifest: JSON.parse(files.get('package.json').toString('utf8')) }];
}

async function lint({ name, path, files, packedManifest }) {
  const row = { package: name, files: files.size, 'tarball kB': (readFileSync(path).length / 1000).toFixed(1) };
  const complaints = contentComplaints(files, packedManifest);
  for (const complaint of complaints) fail(name, complaint);
  row.content = complaints.length === 0 ? 'ok' : 'FAILED';

  const tarball = readFileSync(path);
  const { messages, pkg } = await publint({
    pack: { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.length) },
    strict: true,
  });
  for (const message of messages) fail(name, `publint ${message.type}: ${formatMessage(message, pkg, { color: false })}`);
  row.publint = messages.length === 0 ? 'ok' : 'FAILED';

  // The profile leaves out two ways of resolving: `node10` (TypeScript's of Node before `exports`; the packages need Node 20.19) and
  // CommonJS (the packages are ES modules only, which `require` of current Node loads as such).
  const attw = join(root, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
  const typed = await node([attw, path, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji'], root);
  if (typed.status !== 0) fail(name, `attw:\n${typed.output}`);
  row.attw = typed.status === 0 ? 'ok' : 'FAILED';
  return row;
}

function contentComplaints(files, manifest) {
  const complaints = [];
  const left = /"(workspace|catalog):[^"]*"/.exec(JSON.stringify(manifest));
  if (left !== null) complaints.push(`the packed manifest still holds ${left[0]}, which npm cannot install`);
  const needs = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  for (const name of Object.keys(needs).filter((dependency) => dependency.startsWith('@vaekit-internal/')))
    complaints.push(`the packed manifest needs ${name}, which is never published; make it a devDependency, which is built in`);
  for (const [file, content] of files) {
    if (/^dist\/.*[.][jt]s$/.test(file) && content.includes('@vaekit-internal/'))
      complaints.push(`${file} imports from @vaekit-internal, which is never published; it should have been built in`);
  }
  for (const needed of ['LICENSE', 'README.md']) if (!files.has(needed)) complaints.push(`the tarball has no ${needed}`);
  for (const file of files.keys()) {
    if (/\.test(-helper)?\.|(^|\/)(oracles|__snapshots__|node_modules)\//.test(file))
      complaints.push(`the tarball holds ${file}, which is for tests only`);
  }
  if (!manifest.engines?.node) complaints.push('the manifest does not say which Node it needs (`engines.node`)');
  return complaints;
}

/** Installs all tarballs with plain npm, which adds the peers by itself, in a folder that knows nothing of the workspace. */
function install(consumer, packed) {
  mkdirSync(consumer);
  const dependencies = Object.fromEntries(packed.map(({ name, path }) => [name, `file:${path}`]));
  // Optional peers that examples run on.
  for (const { packedManifest } of packed) {
    for (const [name, range] of Object.entries(packedManifest.peerDependencies ?? {}))
      if (runtimes.includes(name)) dependencies[name] = range;
  }
  const types = JSON.parse(readFileSync(join(root, 'node_modules', '@types', 'node', 'package.json'), 'utf8')).version;
  const manifest = { name: 'consumer', private: true, type: 'module', dependencies, devDependencies: { '@types/node': types } };
  writeFileSync(join(consumer, 'package.json'), JSON.stringify(manifest, null, 2));
  const { status, output } = runNpm(['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: consumer, capture: true });
  if (status !== 0) fail('npm install', output);
  return status === 0;
}

function oneEngine(consumer) {
  const found = installedAs('@tensorflow/tfjs-core', join(consumer, 'node_modules'));
  say(`@tensorflow/tfjs-core: ${found.length} installed`);
  if (found.length !== 1)
    fail('one engine', `expected exactly one @tensorflow/tfjs-core, but found ${found.length}: ${found.join(', ')}`);
}

function installedAs(name, modules) {
  if (!existsSync(modules)) return [];
  const folders = readdirSync(modules).flatMap((entry) =>
    entry.startsWith('@') ? readdirSync(join(modules, entry)).map((inner) => join(entry, inner)) : [entry],
  );
  return folders.flatMap((folder) => {
    const manifest = join(modules, folder, 'package.json');
    const here = existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === name ? [join(modules, folder)] : [];
    return [...here, ...installedAs(name, join(modules, folder, 'node_modules'))];
  });
}

/** The example of the packed README as a TypeScript file in the consumer's folder; a shell example stays as it is. */
function writeExample(consumer, { name, files, packedManifest }) {
  const example = readmeExample(files.get('README.md')?.toString('utf8') ?? '');
  const language = packedManifest.bin === undefined ? ['ts'] : ['ts', 'sh'];
  if (example === undefined || !language.includes(example.language)) {
    fail(
      name,
      `its README has no example (a code block of the language ${language.join(' or ')}, first in the section \`## Example\`)`,
    );
    return undefined;
  }
  if (example.language === 'sh') return example;
  const file = join(consumer, `example-${name.replace(/^@/, '').replace('/', '-')}.ts`);
  writeFileSync(file, example.code);
  return { ...example, file };
}

/** Every TypeScript and JavaScript block of the packed READMEs and of the root's pages as a file in the consumer's folder, but for the examples. */
function writeBlocks(consumer, packed, examples) {
  // Of a runtime for pages, which is not installed here; its types are these.
  writeFileSync(
    join(consumer, 'runtimes.d.ts'),
    `declare module 'onnxruntime-web/wasm' { export * from 'onnxruntime-common'; }\n`,
  );
  const shared = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => join('docs', name))];
  const pages = [
    ...packed.map(({ name, files }) => ({ name: `the README of ${name}`, text: files.get('README.md')?.toString('utf8') ?? '' })),
    ...shared
      .filter((file) => file.endsWith('.md') && !file.endsWith('.zh.md'))
      .map((file) => ({ name: file, text: readFileSync(join(root, file), 'utf8') })),
  ];
  const known = new Set(examples.map((example) => example?.code));
  return pages.flatMap(({ name, text }) => {
    try {
      return codeBlocks(text)
        .filter(({ code }) => !known.has(code))
        .map(({ line, code, run }) => {
          const file = join(consumer, `block-${name.replaceAll(/[^\w-]+/g, '-')}-${line}.ts`);
          writeFileSync(file, `${code}export {};\n`);
          return { what: `${name}, line ${line}`, file, run };
        });
    } catch (error) {
      fail(name, error.message);
      return [];
    }
  });
}

/** A TypeScript file as one that Node runs. */
function transpiled(file) {
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  const target = file.replace(/\.ts$/, '.mjs');
  writeFileSync(target, ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: options }).outputText);
  return target;
}

/** Every entry of every package imported by strict code, in both ways of resolving; then our own declarations without `skipLibCheck`. */
function typeCheck(consumer, packed) {
  const entries = packed.flatMap(({ name, packedManifest }) =>
    Object.keys(packedManifest.exports ?? {})
      .filter((entry) => entry !== './package.json')
      .map((entry) => name + entry.slice(1)),
  );
  const lines = entries.flatMap((entry, i) => [
    `import * as entry${i} from '${entry}';`,
    `export const use${i}: object = entry${i};`,
  ]);
  writeFileSync(join(consumer, 'consumer.ts'), `${lines.join('\n')}\n`);
  const rootNames = readdirSync(consumer)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(consumer, file));
  const strict = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    typeRoots: [join(consumer, 'node_modules', '@types')],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const bundler = { ...strict, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  const nodeNext = { ...strict, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
  const ours = /\/node_modules\/(@vaekit|vaekit)\//;
  diagnose('types, resolved as a bundler does', rootNames, bundler, () => true);
  diagnose('types, resolved as Node does', rootNames, nodeNext, () => true);
  // The engine's own declarations do not pass without `skipLibCheck`; ours must.
  diagnose('declarations without skipLibCheck', rootNames, { ...nodeNext, skipLibCheck: false }, (file) => ours.test(file));
  say(`types: ${entries.length} entries imported under strict: ${entries.join(', ')}`);

  function diagnose(what, names, options, counts) {
    const program = ts.createProgram(names, options);
    const found = ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => file === undefined || counts(file.fileName.replaceAll('\\', '/')));
    const host = { getCurrentDirectory: () => consumer, getCanonicalFileName: (file) => file, getNewLine: () => '\n' };
    if (found.length > 0) fail(what, ts.formatDiagnostics(found, host));
  }
}

async function runExample(consumer, { name, packedManifest }, example) {
  if (example === undefined) return 'MISSING';
  const start = performance.now();
  const runs = [];
  if (example.language === 'sh') {
    const [[program, bin]] = Object.entries(packedManifest.bin);
    const commands = commandsOf(example.code, program);
    if (commands.length === 0) fail(name, `the example of its README never calls ${program}`);
    for (const command of [['--help'], ...commands]) runs.push([join(consumer, 'node_modules', name, bin), ...command]);
  } else {
    runs.push([transpiled(example.file)]);
  }
  for (const args of runs) {
    const { status, output } = await node(args, consumer);
    if (status === 0) continue;
    fail(name, `the example of its README failed (exit code ${status}): node ${args.join(' ')}\n${output}`);
    return 'FAILED';
  }
  return `ok, ${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** What the code weighs in a web page, and whether it imports only what its manifest declares. */
async function weigh(consumer, packed, rows) {
  for (const [i, { name, packedManifest }] of packed.entries()) {
    if (packedManifest.bin !== undefined) continue;
    const { bytes, imports } = await bundle(consumer, `export * from '${name}';`, [name]);
    rows[i]['own code gz kB'] = (bytes / 1000).toFixed(2);
    const declared = Object.keys({ ...packedManifest.dependencies, ...packedManifest.peerDependencies });
    for (const path of imports) {
      if (!declared.some((dependency) => path === dependency || path.startsWith(`${dependency}/`))) {
        fail(name, `its main entry imports ${path}, which its manifest does not declare`);
      }
    }
  }
  for (const { what, code, bytes: ceiling } of ceilings) {
    try {
      const { bytes } = await bundle(consumer, code, ['@vaekit/losses']);
      say(`size: ${what}: ${bytes} bytes gzipped of at most ${ceiling}`);
      if (bytes > ceiling) {
        fail(
          'size',
          `${what} is ${bytes} bytes gzipped, above its ceiling of ${ceiling}; find what pulls the rest in (esbuild --analyze) and cut it loose`,
        );
      }
    } catch (error) {
      fail('size', `${what} could not be bundled: ${error.message}`);
    }
  }
}

/** Bundles code for the web with only these packages inside; everything else stays an import. */
async function bundle(consumer, contents, inside) {
  const outside = {
    name: 'outside',
    setup: (one) =>
      one.onResolve({ filter: /^[^./]/ }, ({ path }) => (inside.includes(path) ? undefined : { path, external: true })),
  };
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: consumer },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    plugins: [outside],
    logLevel: 'silent',
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  return { bytes: gzipSync(outputFiles[0].contents, { level: 9 }).length, imports: [...new Set(imports)] };
}

async function node(args, cwd) {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      cwd,
      timeout: exampleSeconds * 1000,
      maxBuffer: 1 << 26,
    });
    return { status: 0, output: stdout + stderr };
  } catch (error) {
    const why = error.killed ? `stopped after ${exampleSeconds} s\n` : '';
    return { status: error.code ?? 1, output: `${why}${error.stdout ?? ''}${error.stderr ?? String(error)}` };
  }
}

function table(rows) {
  if (rows.length === 0) return;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '–')))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
  say('');
  for (const line of cells)
    say(
      line
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    );
}
