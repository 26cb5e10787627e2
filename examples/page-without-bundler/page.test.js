import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../testing/browser/src/findChromium.ts';
import { numbersIn } from '../runExample.js';

let server;
let address;

beforeAll(async () => {
  server = spawn(process.execPath, [fileURLToPath(new URL('serve.js', import.meta.url))], { env: { ...process.env, PORT: '0' } });
  address = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve);
    server.once('exit', (code) => reject(new Error(`serve.js ended with exit code ${code}`)));
  });
});

afterAll(() => server?.kill());

test('the server gives what lies in its folders and nothing else', async () => {
  const page = await fetch(address);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
  expect(await page.text()).toContain('importmap');
  for (const path of [
    'nothing.js',
    'node_modules/',
    '%2e%2e/package.json',
    '..%2fpackage.json',
    'node_modules/..%2f..%2fpackage.json',
    '%zz',
  ]) {
    expect([path, (await fetch(address + path)).status]).toEqual([path, 404]);
  }
});

const executablePath = findChromium();
const skip = executablePath === undefined && process.env.VAEKIT_REQUIRE_BROWSER !== '1';

describe.skipIf(skip)('in Chromium', () => {
  test('the page trains a VAE with one engine, shows digits, and asks no other host for anything', async () => {
    if (executablePath === undefined) throw new Error('no Chromium was found; install one, or name it in the variable CHROMIUM');
    const args = ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];
    const browser = await chromium.launch({ executablePath, args });
    try {
      const page = await browser.newPage();
      const [requests, errors] = [[], []];
      page.on('request', (request) => requests.push(request.url()));
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await page.goto(`${address}?epochs=3&examples=800`);
      await page.waitForSelector('body[data-state=ready]');
      expect(await page.textContent('#status')).toContain('backend wasm');
      expect(await ink(page, '#samples')).toBe(0);

      await page.click('#train');
      await page.waitForSelector('body[data-state=done]', { timeout: 120_000 });
      const status = await page.textContent('#status');
      expect(status).toContain('Done after 3 epochs');
      const [, first, last] = numbersIn(status);
      expect(last).toBeLessThan(first - 50);
      expect(await page.getAttribute('#progress', 'value')).toBe('1');
      // Digits are light strokes on black.
      for (const canvas of ['#samples', '#reconstructions', '#walk']) {
        const share = await ink(page, canvas);
        expect(share).toBeGreaterThan(0.02);
        expect(share).toBeLessThan(0.5);
      }
      expect(await page.locator('#chart polyline').count()).toBe(2);

      // A training that is long enough can be stopped.
      const requested = requests.length;
      await page.goto(`${address}?epochs=500&examples=800`);
      await page.waitForSelector('body[data-state=ready]');
      requests.length = requested;
      await page.click('#train');
      await page.waitForFunction(() => document.querySelector('#status').textContent.startsWith('Epoch'));
      await page.click('#train');
      await page.waitForSelector('body[data-state=done]');
      expect(await page.textContent('#status')).toContain('Stopped after');

      expect(errors).toEqual([]);
      expect(requests.filter((url) => !url.startsWith(address) && !url.startsWith('data:'))).toEqual([]);
      expect(requests.filter((url) => url.includes('/@tensorflow/tfjs/'))).toHaveLength(1);
      expect(requests.some((url) => url.endsWith('.wasm'))).toBe(true);
    } finally {
      await browser.close();
    }
  });
});

/** The share of a canvas's pixels that are light. */
function ink(page, selector) {
  return page.$eval(selector, (canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let light = 0;
    for (let i = 0; i < data.length; i += 4) light += data[i] > 128 ? 1 : 0;
    return light / (data.length / 4);
  });
}
