// pnpm bench:browser [--rounds N] [--who NAME,…] [--json FILE]: the training step of the MLP in pages of a headless Chromium, on one thread, a page a
// contender and the pages in turn; then whether WebGPU trains the same model, on Chromium's software adapter where there is no other.
// Ends with code 1 when a contender failed or trained another model, 2 without a Chromium. A missed bar is printed and is no failure.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { describeMachine, loadAverage } from './machine.mjs';
import { median } from './median.mjs';
import { MLP } from './modelSpec.mjs';
import { formatTable } from './table.mjs';

const STEPS = 20;
const BLOCK_MS = 500;
/** How far the loss of the twentieth step may be from the middle one: each contender draws its own noise. */
const TOLERANCE = 0.03;
/** Each of ours in a page against tfjs as it comes. */
const BAR = { ours: ['vaekit-compiled', 'vaekit-wasm'], theirs: 'tfjs-wasm', target: 1 / 6 };
const CONTENDERS = ['vaekit-compiled', 'vaekit-wasm', 'tfjs-wasm', 'jax-js'];
const FLAGS = ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--disable-background-networking'];

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, who: { type: 'string' }, json: { type: 'string' } },
});
const who = values.who?.split(',') ?? CONTENDERS;

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);
if (executablePath === undefined) {
  console.error('bench:browser: no Chromium found; install one, or name it in the variable CHROMIUM');
  process.exit(2);
}

const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
const folder = await mkdtemp(join(tmpdir(), 'vaekit-browser-'));
await build({
  entryPoints: [fileURLToPath(new URL('./browser/page.mjs', import.meta.url))],
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'error',
});

const folderOf = (name) => dirname(createRequire(import.meta.url).resolve(name));
/** Where the pages' files are: none comes from a server. */
const FOLDERS = { page: folder, runtime: folderOf('onnxruntime-web/wasm'), tfjs: folderOf('@tensorflow/tfjs-backend-wasm') };
const ORIGIN = 'https://benchmark.test/';
const addresses = { runtime: `${ORIGIN}runtime/`, tfjs: `${ORIGIN}tfjs/` };

async function answer(route) {
  const [place, name = ''] = route.request().url().slice(ORIGIN.length).split('/');
  if (place === '') {
    const body = '<!doctype html><link rel="icon" href="data:," /><script type="module" src="page/page.js"></script>';
    return route.fulfill({ contentType: 'text/html', body });
  }
  const contentType = name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
  return route.fulfill({ contentType, body: await readFile(join(FOLDERS[place], name)) });
}

const failures = [];

/** A page in which a contender has trained its first steps; undefined where it could not. */
async function begin(name) {
  const page = await (await browser.newContext()).newPage();
  try {
    await page.route(`${ORIGIN}**`, answer);
    await page.goto(ORIGIN);
    await page.waitForFunction(() => 'benchmark' in globalThis);
    await page.evaluate((given) => globalThis.benchmark.open(...given), [name, MLP, addresses]);
    const losses = await page.evaluate((steps) => globalThis.benchmark.check(steps), STEPS);
    return { who: name, page, losses, times: [] };
  } catch (error) {
    failures.push(`${name}: ${String(error.message).split('\n')[0]}`);
    await page.close();
    return undefined;
  }
}

const lossOf = ({ losses }) => losses.slice(STEPS / 2).reduce((sum, loss) => sum + loss) / (STEPS / 2);

function checkLosses(running) {
  const middle = median(running.map(lossOf));
  for (const one of running)
    if (!(Math.abs(lossOf(one) / middle - 1) <= TOLERANCE && one.losses.at(-1) < one.losses[0]))
      failures.push(`${one.who}: its loss is ${lossOf(one).toFixed(1)} where others have ${middle.toFixed(1)}`);
}

const running = [];
for (const name of who) {
  const one = await begin(name);
  if (one !== undefined) running.push(one);
}
checkLosses(running);
const block = ({ page }, steps) => page.evaluate((count) => globalThis.benchmark.block(count), steps);
for (const one of running) one.steps = Math.max(1, Math.round(BLOCK_MS / (await block(one, 2))));
for (let round = 0; round < Number(values.rounds); round++)
  for (const one of round % 2 === 0 ? running : running.toReversed()) one.times.push(await block(one, one.steps));

const rows = running.map((one) => ({ who: one.who, ms: median(one.times), fastest: Math.min(...one.times), loss: lossOf(one) }));
const stock = rows.find(({ who: name }) => name === BAR.theirs)?.ms;
const shown = rows.map((row) => ({ ...row, ratio: stock === undefined ? undefined : row.ms / stock }));
const { cpu, cores } = describeMachine();
console.log(`${cpu}, ${cores} cores, Chromium ${browser.version()}, one thread; load average ${loadAverage().toFixed(1)}`);
console.log(formatTable(shown, { who: 'who', ms: 'ms a step', fastest: 'fastest', ratio: '/ tfjs-wasm', loss: 'loss' }));
for (const { who: name, ratio } of shown)
  if (BAR.ours.includes(name) && ratio !== undefined)
    console.log(
      `bar: ${name} / ${BAR.theirs} ≤ ${BAR.target.toFixed(3)}: ${ratio.toFixed(3)}, ${ratio <= BAR.target ? 'met' : 'MISSED'}`,
    );

if (running.length > 0) {
  const adapter = await running[0].page.evaluate(() => globalThis.benchmark.adapter());
  for (const { page } of running) await page.close();
  if (adapter === undefined || adapter === null) console.log('WebGPU: no adapter starts here');
  else {
    const gpu = await begin('vaekit-webgpu');
    if (gpu !== undefined) {
      checkLosses([gpu, ...running]);
      console.log(`WebGPU on ${adapter.name}: loss ${lossOf(gpu).toFixed(1)} after the same steps`);
      // A software adapter shows that the numbers are right and nothing about speed.
      if (!/swiftshader|llvmpipe/i.test(adapter.name)) console.log(`  ${(await block(gpu, 20)).toFixed(2)} ms a step`);
    }
  }
}
if (values.json !== undefined) await writeFile(values.json, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
for (const failure of failures) console.error(`failed: ${failure}`);
await browser.close();
await rm(folder, { recursive: true });
process.exit(failures.length > 0 ? 1 : 0);
