import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preview } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { withEsbuild, withVite, withWebpack } from './bundlers.js';
import { browserPage, inBrowser } from './harness.js';

/** What the page leaves in its global scope. */
interface Trained {
  readonly backend: string;
  readonly active: string;
  readonly rejected: readonly string[];
  readonly loss: readonly number[];
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vaekit-bundled-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

inBrowser('a bundled page trains on WASM, whose files nobody has copied', () => {
  const all = process.env['VAEKIT_BUNDLERS'] === 'all';
  test.each([
    { name: 'Vite', bundle: withVite, file: /\/demo\/assets\/tfjs-backend-wasm-simd-[\w-]+\.wasm$/u },
    { name: 'esbuild, as the README says', bundle: withEsbuild, file: /\/demo\/tfjs-backend-wasm-simd-[\w-]+\.wasm$/u },
    ...(all
      ? [
          {
            name: 'esbuild, a script that is no module',
            bundle: (folder: string) => withEsbuild(folder, 'iife'),
            file: /\/demo\/tfjs-backend-wasm-simd-[\w-]+\.wasm$/u,
          },
          {
            name: 'webpack',
            bundle: async (folder: string) => withWebpack(folder, await emptyFolder()),
            file: /\/demo\/[0-9a-f]+\.wasm$/u,
          },
        ]
      : []),
  ])(
    '$name',
    async ({ bundle, file }) => {
      const folder = await emptyFolder();
      await bundle(folder);
      const server = await preview({
        configFile: false,
        logLevel: 'error',
        base: '/demo/',
        build: { outDir: folder },
        preview: { host: '127.0.0.1', port: 0 },
      });
      onTestFinished(() => server.close());
      const url = server.resolvedUrls?.local[0];
      expect(url).toMatch(/\/demo\/$/u);
      const { page, errors, requests } = await browserPage({ url: url! });
      await page.waitForFunction(() => 'trained' in globalThis);
      const { loss, ...engine } = await page.evaluate(() => (globalThis as unknown as { trained: Trained }).trained);
      expect(engine).toEqual({ backend: 'wasm', active: 'wasm', rejected: [] });
      expect(loss).toHaveLength(5);
      expect(loss[4]).toBeLessThan(loss[0]!);
      expect(requests().filter((asked) => asked.endsWith('.wasm'))).toEqual([expect.stringMatching(file)]);
      expect(errors()).toEqual([]);
    },
    300_000,
  );
});
