import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { describe, inject, onTestFinished } from 'vitest';
import type { Modules } from './page/modules.js';

// How to test something in a real browser:
//
//   inBrowser('losses', () => {
//     test('the same value as in Node', async () => {
//       const { evaluate, foreignRequests } = await browserPage();
//       const inPage = await evaluate({ tf: '@tensorflow/tfjs' }, async ({ tf }, numbers) => tf.sum(numbers).data(), [1, 2]);
//       expect(inPage).toEqual(new Float32Array([3]));
//       expect(foreignRequests()).toEqual([]);
//     });
//   });
//
// The function given to `evaluate` travels to the page as text: it sees its two arguments and nothing of the test file. The first holds
// the modules asked for by name (those of page/modules.ts; add a line there for a new package), the second is the value behind it, which,
// like the result, may hold numbers, strings, plain objects, arrays and typed arrays.

/** Where the page finds the binaries of tfjs's WASM backend: the `wasmPaths` of `useWasm`. */
export const engineBinaries: string =
  `/@fs/${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`.replaceAll(/[\\/]+/g, '/');

/** `describe` for tests that need Chromium: skipped where none is found, failing there when `VAEKIT_REQUIRE_BROWSER=1`. */
export function inBrowser(name: string, body: () => void): void {
  const skip = inject('browser') === undefined && process.env['VAEKIT_REQUIRE_BROWSER'] !== '1';
  describe.skipIf(skip)(name, body);
}

export interface BrowserPageOptions {
  /** What to open; the empty page with the workspace's modules unless said. */
  url?: string;
  colorScheme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
}

export interface BrowserPage {
  readonly page: Page;
  /** Runs a function in the page, on the modules asked for and one value. */
  evaluate<Names extends Record<string, keyof Modules>, Result, Argument = undefined>(
    modules: Names,
    body: (modules: { [Key in keyof Names]: Modules[Names[Key]] }, argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ): Promise<Result>;
  /** What the page printed as an error or threw without anyone catching it. */
  errors(): string[];
  /** Every address the page asked for. */
  requests(): string[];
  /** Those of another host than the test server's (for a `file:` page: every one but itself). */
  foreignRequests(): string[];
}

/** A new page in a new context, closed at the end of the test that opened it. */
export async function browserPage({ url, colorScheme, viewport }: BrowserPageOptions = {}): Promise<BrowserPage> {
  const provided = inject('browser');
  if (provided === undefined)
    throw new Error('browserPage: no Chromium was found; install one, or name it in the variable CHROMIUM');
  const browser = await chromium.connect(provided.endpoint);
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ ...(colorScheme && { colorScheme }), ...(viewport && { viewport }) });
  const page = await context.newPage();
  const address = url ?? provided.url;
  const requested: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(address);

  const isOwn = (asked: string): boolean =>
    asked.startsWith('data:') ||
    asked.startsWith('blob:') ||
    (url === undefined ? asked.startsWith(provided.url) : asked === address);
  return {
    page,
    evaluate: async (modules, body, argument) => {
      await page.waitForFunction(() => 'vaekitLoad' in globalThis);
      return page.evaluate(
        async ([names, text, value]) => {
          const load = (globalThis as unknown as { vaekitLoad: (name: string) => Promise<unknown> }).vaekitLoad;
          const entries = await Promise.all(Object.entries(names).map(async ([key, name]) => [key, await load(name)] as const));
          const run = (0, eval)(`(${text})`) as (...values: unknown[]) => unknown;
          return (await run(Object.fromEntries(entries), value)) as never;
        },
        [modules as Record<string, string>, String(body), argument] as const,
      );
    },
    errors: () => [...errors],
    requests: () => [...requested],
    foreignRequests: () => requested.filter((asked) => !isOwn(asked)),
  };
}
