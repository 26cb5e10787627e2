import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { ReportedRunOptions } from '@vaekit/pictures';
import { readRun, type RunOutline } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';
import { expect, onTestFinished, test } from 'vitest';
import { browserPage, engineBinaries, inBrowser } from './harness.js';

const bin = join(dirname(createRequire(import.meta.url).resolve('vaekit/package.json')), 'bin', 'vaekit.mjs');
/** What the command line prints; it throws unless the command exits with 0. */
const vaekit = (...args: string[]): string => execFileSync(process.execPath, [bin, ...args], { encoding: 'utf8', stdio: 'pipe' });

/** The bytes of a run's files, by path; what is there for people only stays behind. */
function filesOf(run: string): Record<string, Uint8Array> {
  const paths = readdirSync(run, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(run, join(parentPath, name)).replaceAll('\\', '/'))
    .filter((path) => path !== 'report.html' && !path.startsWith('pictures/'));
  return Object.fromEntries(paths.map((path) => [path, Uint8Array.from(readFileSync(join(run, path)))]));
}

/** What a page says: headings, captions and the words of its figures. */
const wordsOf = (html: string, element: string): string[] =>
  Array.from(html.matchAll(new RegExp(`<${element}\\b[^>]*>(.*?)</${element}>`, 'gsu')), ([, words]) => words!);

const losses = ({ metrics }: RunOutline): number[] =>
  metrics.flatMap(({ training, validation }) => [training['loss']!, validation!['loss']!]);

inBrowser('a run on digits', () => {
  test('is drawn, exported and trained further in a page, and the command line goes on with what the page made', async () => {
    const base = mkdtempSync(join(tmpdir(), 'vaekit-digits-'));
    onTestFinished(() => rmSync(base, { recursive: true }));
    const made = join(base, 'made');
    const small = ['--data', 'digits', '--limit', '200', '--hidden', '16', '--latent', '2'];
    vaekit('train', ...small, '--epochs', '1', '--out', made);

    const { page, evaluate, errors, foreignRequests } = await browserPage({ viewport: { width: 1280, height: 900 } });
    const inPage = await evaluate(
      {
        tf: '@tensorflow/tfjs',
        core: '@vaekit/core',
        datasets: '@vaekit/datasets',
        exporting: '@vaekit/export',
        pictures: '@vaekit/pictures',
        runs: '@vaekit/runs',
        wasm: '@vaekit/wasm',
      },
      async ({ tf, core, datasets, exporting, pictures, runs, wasm }, { files, wasmPaths }) => {
        await wasm.useWasm({ wasmPaths });
        const store = runs.opfsRunStore('runs/digits');
        for (const [path, bytes] of Object.entries(files)) await store.write(path, bytes);
        const run = await runs.openRun<ReportedRunOptions & { readonly limit: number; readonly validation: number }>(store);
        const { seed, limit, validation } = run.config.options;
        const { train, test } = await datasets.digits();
        const data = datasets.split(datasets.take(train, limit), { fraction: validation, seed });

        const before = tf.memory().numTensors;
        const html = await pictures.report(pictures.runReport(run, { title: 'made', test: { x: test.x, y: test.y!.data } }));
        const exported = await exporting.exportRun(run, 'onnx');
        const left = tf.memory().numTensors - before;
        const frame = document.createElement('iframe');
        frame.style.cssText = 'position:fixed;inset:0;width:100%;height:100%;border:0;background:#fff';
        frame.srcdoc = html;
        const loaded = new Promise((done) => frame.addEventListener('load', done));
        document.body.append(frame);
        await loaded;

        const config = { ...run.config, training: { ...run.config.training, epochs: 2 } };
        const writer = await runs.writeRun(store);
        try {
          await writer.begin(config, run);
          await core.fit(run.model, data.train, {
            ...runs.fitOptions(config),
            validationData: data.validation,
            initial: run.state,
            callbacks: {
              onEpochEnd: async (epoch, logs, control) =>
                writer.saveEpoch(runs.epochMetrics(epoch, logs, 0), await control.state()),
            },
          });
        } finally {
          await writer.close();
        }
        const written: Record<string, number[]> = {};
        const collect = async (below?: string): Promise<void> => {
          for (const name of await store.list(below)) {
            const path = below === undefined ? name : `${below}/${name}`;
            const bytes = await store.read(path);
            if (bytes === undefined) await collect(path);
            else written[path] = [...bytes];
          }
        };
        await collect();
        const counts = [data.train, data.validation, test].map(({ x }) => x.shape[0]!);
        return { html, left, exported: Object.keys(exported.files), counts, written, backend: tf.getBackend() };
      },
      { files: filesOf(made), wasmPaths: engineBinaries },
    );
    expect(errors()).toEqual([]);
    expect(foreignRequests()).toEqual([]);
    expect(inPage).toMatchObject({ left: 0, counts: [180, 20, 2000], backend: 'wasm' });

    expect(inPage.exported).toEqual(['encoder.onnx', 'decoder.onnx', 'sampler.onnx']);

    // Its words are those of the command line's report of the run.
    const report = readFileSync(join(made, 'report.html'), 'utf8');
    for (const element of ['h2', 'figcaption', 'table']) expect(wordsOf(inPage.html, element)).toEqual(wordsOf(report, element));
    expect(wordsOf(inPage.html, 'h2')).toEqual([
      'Samples',
      'Reconstructions',
      'Latent space',
      'Traversals',
      'Interpolations',
      'Training',
    ]);
    const plain = inPage.html.replaceAll(/base64,[\w+/=]+/gu, '');
    expect(plain).not.toMatch(/undefined|NaN|Infinity|\[object/u);
    // No word is cut short, and the table needs no scrolling at this width.
    expect(plain).not.toContain('…');
    const table = page.frameLocator('iframe').locator('.table');
    expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    const pictures = page.frameLocator('iframe').locator('.picture svg, .picture img');
    const sizes = await pictures.evaluateAll((list) =>
      list.map((one) => (one instanceof HTMLImageElement && one.naturalWidth === 0 ? 0 : one.getBoundingClientRect().width)),
    );
    expect(sizes).toHaveLength(9);
    expect(Math.min(...sizes)).toBeGreaterThan(100);

    // The epoch in the page, and the one after it, are those that the command line trains alone, but for rounding in float32.
    const alone = join(base, 'alone');
    cpSync(made, alone, { recursive: true });
    const brought = join(base, 'brought');
    const store = folderRunStore(brought);
    for (const [path, bytes] of Object.entries(inPage.written)) await store.write(path, Uint8Array.from(bytes));
    expect((await readRun(store)).metrics.map(({ epoch }) => epoch)).toEqual([1, 2]);
    for (const run of [alone, brought]) vaekit('train', '--resume', run, '--epochs', '3');
    const [ours, theirs] = [await readRun(store), await readRun(folderRunStore(alone))];
    expect(ours.metrics.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    losses(ours).forEach((loss, i) => expect(Math.abs(loss / losses(theirs)[i]! - 1)).toBeLessThan(1e-5));
    expect(losses(ours)[4]).toBeLessThan(losses(ours)[0]!);
    expect(ours.result).toMatchObject({ epochs: 3, stopped: 'completed' });
    expect(Math.abs(ours.result!.test['loss']! / theirs.result!.test['loss']! - 1)).toBeLessThan(1e-5);
  });
});
