import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build as buildByEsbuild } from 'esbuild';
import { build as buildByVite } from 'vite';

const run = promisify(execFile);
const pages = fileURLToPath(new URL('./bundled/', import.meta.url));
const conditions = ['@vaekit/source', 'module', 'browser', 'production'];
const index = '<!doctype html><link rel="icon" href="data:," /><script type="module" src="./bundle.js"></script>';

export async function withVite(folder: string): Promise<void> {
  await buildByVite({
    configFile: false,
    root: pages,
    logLevel: 'error',
    // A page that lies in a folder of its site.
    base: '/demo/',
    build: { outDir: folder, emptyOutDir: true, target: 'es2022', minify: false, chunkSizeWarningLimit: 1e5 },
    resolve: { conditions },
  });
}

/** The options of the command that the README of `@vaekit/wasm` tells esbuild's users to type. */
async function advisedOptions(): Promise<Map<string, string>> {
  const readme = await readFile(new URL('../../../packages/wasm/README.md', import.meta.url), 'utf8');
  const [, line] = /^npx esbuild main\.js (.*)$/mu.exec(readme) ?? [];
  if (line === undefined) throw new Error('advisedOptions: the README has no line that starts with `npx esbuild main.js`');
  return new Map(line.split(' ').map((option) => option.replace(/^--/, '').split(/=(.*)/) as [string, string]));
}

/** `format`: that of the README unless said. */
export async function withEsbuild(folder: string, format?: 'iife'): Promise<void> {
  const options = await advisedOptions();
  const loader = options.get('loader:.wasm') as 'file';
  await buildByEsbuild({
    entryPoints: { bundle: join(pages, 'withEsbuild.js') },
    bundle: options.has('bundle'),
    format: format ?? (options.get('format') as 'esm'),
    loader: { '.wasm': loader },
    outdir: folder,
    conditions,
    logLevel: 'error',
  });
  await writeFile(join(folder, 'index.html'), index);
}

/** In an empty folder, from npm: webpack is no dependency of this repository. It sees the packages as they are built. */
export async function withWebpack(folder: string, tools: string): Promise<void> {
  await writeFile(join(tools, 'package.json'), '{ "private": true }');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];
  await run(npm, ['install', 'webpack@5', ...quiet], { cwd: tools, shell: process.platform === 'win32' });
  const config = {
    mode: 'development',
    devtool: false,
    context: pages,
    entry: './main.js',
    output: { path: folder, filename: 'bundle.js', publicPath: 'auto' },
  };
  const { default: webpack } = (await import(createRequire(join(tools, 'package.json')).resolve('webpack'))) as {
    default: (options: object, done: (error: Error | null, stats?: { hasErrors(): boolean; toString(): string }) => void) => void;
  };
  await new Promise<void>((resolve, reject) =>
    webpack(config, (error, stats) =>
      error === null && stats?.hasErrors() === false
        ? resolve()
        : reject(error ?? new Error(`withWebpack: webpack reports\n${String(stats)}`)),
    ),
  );
  await writeFile(join(folder, 'index.html'), index);
}
