import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderRunStore } from '@vaekit/runs/node';
import { expect, onTestFinished, test } from 'vitest';
import { browserPage, inBrowser } from './harness.js';

const fixtures = fileURLToPath(new URL('../../../packages/runs/fixtures', import.meta.url));
const expected = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')) as {
  samples: number[];
  metrics: { training: { loss: number } }[];
};
const require = createRequire(import.meta.url);
const vaekit = join(dirname(require.resolve('vaekit/package.json')), 'bin', 'vaekit.mjs');

inBrowser('@vaekit/runs', () => {
  test('a run is made in the private file system, saved, opened again after the page was left, and gone on with', async () => {
    const { page, evaluate, errors } = await browserPage();
    const first = await evaluate(
      { tf: '@tensorflow/tfjs', core: '@vaekit/core', runs: '@vaekit/runs' },
      async ({ tf, core, runs }) => {
        await tf.setBackend('cpu');
        const model = core.vae({
          encoder: core.mlpEncoder({ input: [6], hidden: [5], latent: 2 }),
          decoder: core.mlpDecoder({ latent: 2, hidden: [5], output: [6] }),
        });
        const store = runs.opfsRunStore('runs/ours');
        const writer = await runs.writeRun(store);
        const second = await runs.writeRun(runs.opfsRunStore('runs/ours')).catch((error: Error) => error.message);
        const config = {
          format: 'vaekit-run',
          version: 2,
          versions: { vaekit: '0.0.0', tfjs: tf.version_core },
          options: {},
          training: { epochs: 2, batchSize: 5, seed: 1, optimizer: { kind: 'adam', learningRate: 0.01 } },
          backend: 'cpu',
          engine: { name: 'eager' },
          parameters: 79,
          quantity: 'pseudoNll',
          data: {
            name: 'noise',
            description: 'Uniform numbers',
            source: 'the page',
            license: 'CC0-1.0',
            shape: [6],
            examples: { train: 10, validation: 0, test: 0 },
            sha256: '',
          },
          model: core.describeVae(model),
        } as const;
        await writer.begin(config);
        const x = core.randomStream(1).fillUniform(new Float32Array(60));
        await core.fit(
          model,
          { data: x, shape: [10, 6] },
          {
            ...runs.fitOptions(config),
            callbacks: {
              onEpochEnd: async (epoch, logs, control) =>
                writer.saveEpoch(runs.epochMetrics(epoch, logs, 0), await control.state()),
            },
          },
        );
        // Left open: the browser takes the lock back when the page goes.
        return { second, files: await store.list(), checkpoints: await store.list('checkpoints') };
      },
    );
    expect(first.second).toMatch(
      /^OPFS runs\/ours is being written by a page on http:\S+, since \S+Z; wait until it ends, or stop it$/,
    );
    expect(first.files).toEqual(['checkpoints', 'config.json', 'lock.json', 'metrics.jsonl']);
    expect(first.checkpoints).toEqual(['current.json', 'step-00000002', 'step-00000004']);

    await page.reload();
    const again = await evaluate(
      { tf: '@tensorflow/tfjs', core: '@vaekit/core', runs: '@vaekit/runs' },
      async ({ tf, core, runs }) => {
        await tf.setBackend('cpu');
        const store = runs.opfsRunStore('runs/ours');
        const writer = await runs.writeRun(store);
        const run = await runs.openRun(store);
        const config = { ...run.config, training: { ...run.config.training, epochs: 3 } };
        await writer.begin(config, run);
        const x = core.randomStream(1).fillUniform(new Float32Array(60));
        const { state } = await core.fit(
          run.model,
          { data: x, shape: [10, 6] },
          {
            ...runs.fitOptions(config),
            initial: run.state,
            callbacks: {
              onEpochEnd: async (epoch, logs, control) =>
                writer.saveEpoch(runs.epochMetrics(epoch, logs, 0), await control.state()),
            },
          },
        );
        await writer.finish({ epochs: 3, stopped: 'completed', test: {} });
        await writer.close();
        const end = await runs.readRun(store);
        // The same three epochs without a break.
        const whole = await core.fit(
          core.vae({
            encoder: core.mlpEncoder({ input: [6], hidden: [5], latent: 2 }),
            decoder: core.mlpDecoder({ latent: 2, hidden: [5], output: [6] }),
          }),
          { data: x, shape: [10, 6] },
          { epochs: 3, batchSize: 5, seed: 1, optimizer: core.adam({ learningRate: 0.01 }) },
        );
        return {
          before: run.state.epoch,
          lines: end.metrics.map(({ training }) => training['loss']!),
          whole: whole.history['loss']!,
          step: state.step,
          ended: end.result?.stopped,
          warnings: [...run.warnings, ...end.warnings],
          files: await store.list(),
        };
      },
    );
    expect(again).toMatchObject({ before: 2, step: 6, ended: 'completed', warnings: [] });
    expect(again.lines).toEqual(again.whole);
    expect(again.files).toEqual(['checkpoints', 'config.json', 'metrics.jsonl', 'result.json']);
    expect(errors()).toEqual([]);
  });

  test('a run of the command line opens in a page, is gone on with there, and opens in the command line again', async () => {
    const folder = join(fixtures, 'moons');
    const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll('\\', '/'));
    const given = Object.fromEntries(paths.map((path) => [path, Uint8Array.from(readFileSync(join(folder, path)))]));
    const { evaluate, errors } = await browserPage();
    const inPage = await evaluate(
      { tf: '@tensorflow/tfjs', core: '@vaekit/core', datasets: '@vaekit/datasets', runs: '@vaekit/runs' },
      async ({ tf, core, datasets, runs }, files) => {
        await tf.setBackend('cpu');
        const store = runs.opfsRunStore('moons');
        for (const [path, bytes] of Object.entries(files)) await store.write(path, bytes);
        const writer = await runs.writeRun(store);
        const run = await runs.openRun(store);
        const samples = await core.sample(run.model, { count: 3, seed: 5 }).data();
        const config = {
          ...run.config,
          options: { ...run.config.options, epochs: 3 },
          training: { ...run.config.training, epochs: 3 },
        };
        await writer.begin(config, run);
        const data = datasets.split(datasets.take(datasets.moons().train, 40), { fraction: 0.1, seed: 0 });
        await core.fit(run.model, data.train, {
          ...runs.fitOptions(config),
          validationData: data.validation,
          initial: run.state,
          callbacks: {
            onEpochEnd: async (epoch, logs, control) =>
              writer.saveEpoch(runs.epochMetrics(epoch, logs, 0), await control.state()),
          },
        });
        await writer.close();
        const written: Record<string, Uint8Array> = {};
        const collect = async (below?: string): Promise<void> => {
          for (const name of await store.list(below)) {
            const path = below === undefined ? name : `${below}/${name}`;
            const bytes = await store.read(path);
            if (bytes === undefined) await collect(path);
            else written[path] = bytes;
          }
        };
        await collect();
        return { samples: [...samples], written };
      },
      given,
    );
    expect(errors()).toEqual([]);
    inPage.samples.forEach((value, i) => expect(value).toBeCloseTo(expected.samples[i]!, 5));

    const base = mkdtempSync(join(tmpdir(), 'vaekit-browser-'));
    onTestFinished(() => rmSync(base, { recursive: true }));
    const run = join(base, 'run');
    const store = folderRunStore(run);
    for (const [path, bytes] of Object.entries(inPage.written)) await store.write(path, Uint8Array.from(Object.values(bytes)));
    const line = ['train', '--resume', run, '--json'];
    const events = execFileSync(process.execPath, [vaekit, ...line], { encoding: 'utf8' })
      .trimEnd()
      .split('\n');
    // Its epochs were done in the page: the command line scores it and writes its report.
    expect(events.map((event) => (JSON.parse(event) as { event: string }).event)).toEqual(['start', 'end']);
    const losses = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
    losses.forEach((text, i) =>
      expect((JSON.parse(text) as { loss: number }).loss).toBeCloseTo(expected.metrics[i]!.training.loss, 4),
    );
    expect(losses).toHaveLength(3);
  });
});
