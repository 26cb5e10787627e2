import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';
import type { TestProject } from 'vitest/node';
import { findChromium } from './findChromium.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where to connect and what to open; absent where no Chromium was found. */
    browser: { endpoint: string; url: string } | undefined;
  }
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Whatever asks for another host finds none: no test can come to depend on the network.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Starts one headless Chromium (with a profile of its own, thrown away at the end) and one server of the workspace's sources. */
export default async function startBrowser(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    const required = process.env['VAEKIT_REQUIRE_BROWSER'] === '1';
    const what = required ? 'so its tests fail, as VAEKIT_REQUIRE_BROWSER=1 asks' : 'so its tests are skipped';
    process.stderr.write(`browser: no Chromium found, ${what}; install one, or name it in the variable CHROMIUM\n`);
    project.provide('browser', undefined);
    return undefined;
  }
  const packages = fileURLToPath(new URL('../../../', import.meta.url));
  const server = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('./page/', import.meta.url)),
    cacheDir: fileURLToPath(new URL('../node_modules/.vite/', import.meta.url)),
    logLevel: 'error',
    clearScreen: false,
    // The names of the engine are given so that the first page never reloads on finding them.
    optimizeDeps: { entries: ['index.html'], include: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'] },
    resolve: { conditions: ['@vaekit/source', 'module', 'browser', 'development|production'], dedupe: engineParts() },
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, fs: { allow: [packages] } },
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (address === null || address === undefined || typeof address === 'string')
    throw new Error('startBrowser: the server has no port');
  const browser = await chromium.launchServer({ executablePath, headless: true, args: flags });
  project.provide('browser', { endpoint: browser.wsEndpoint(), url: `http://127.0.0.1:${address.port}/` });
  return async () => {
    await browser.close();
    await server.close();
  };
}

/** Every engine package in reach, so that the page holds each of them once. */
function engineParts(): string[] {
  const scope = new URL('../node_modules/@tensorflow/', import.meta.url);
  return readdirSync(fileURLToPath(scope)).map((name) => `@tensorflow/${name}`);
}
