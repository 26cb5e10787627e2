import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, preview } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { browserPage, inBrowser } from './harness.js';

/** What the page leaves in its global scope. */
interface Trained {
  readonly backend: string;
  readonly active: string;
  readonly rejected: readonly string[];
  readonly loss: readonly number[];
}

inBrowser('a page bundled by Vite', () => {
  test('trains on WASM, whose files nobody has copied', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vaekit-bundled-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const shared = {
      configFile: false,
      root: fileURLToPath(new URL('./bundled/', import.meta.url)),
      logLevel: 'error' as const,
      // A page that lies in a folder of its site.
      base: '/demo/',
      build: { outDir: folder, emptyOutDir: true, target: 'es2022', minify: false, chunkSizeWarningLimit: 1e5 },
      resolve: { conditions: ['@vaekit/source', 'module', 'browser', 'production'] },
    } satisfies InlineConfig;
    await build(shared);
    const server = await preview({ ...shared, preview: { host: '127.0.0.1', port: 0 } });
    onTestFinished(() => server.close());
    const url = server.resolvedUrls?.local[0];
    expect(url).toMatch(/\/demo\/$/u);
    const { page, errors, requests } = await browserPage({ url: url! });
    await page.waitForFunction(() => 'trained' in globalThis);
    const { loss, ...engine } = await page.evaluate(() => (globalThis as unknown as { trained: Trained }).trained);
    expect(engine).toEqual({ backend: 'wasm', active: 'wasm', rejected: [] });
    expect(loss).toHaveLength(5);
    expect(loss[4]).toBeLessThan(loss[0]!);
    expect(requests().filter((asked) => asked.endsWith('.wasm'))).toEqual([
      expect.stringMatching(/\/demo\/assets\/tfjs-backend-wasm-simd-[\w-]+\.wasm$/u),
    ]);
    expect(errors()).toEqual([]);
  });
});
