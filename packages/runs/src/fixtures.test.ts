import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fit, readWeights, sample } from '@vaekit/core';
import { loadModel } from '@vaekit/core/node';
import { type Examples, moons, split, take } from '@vaekit/datasets';
import { expect, test } from 'vitest';
import expected from '../fixtures/expected.json' with { type: 'json' };
import { folderRunStore } from './node/folderRunStore.js';
import { openRun } from './openRun.js';
import { fitOptions } from './runConfig.js';
import { epochMetrics } from './runMetrics.js';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { writeRun } from './writeRun.js';

// A run of format 2 and its model, as scripts/makeFixtures.mjs made them once.
const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
const temporary = temporaryFolders();
const copied = (): string => {
  const folder = join(temporary(), 'run');
  cpSync(join(fixtures, 'moons'), folder, { recursive: true });
  return folder;
};

/** The data of the run, as `--limit 40` and a validation part of 0.1 prepare them. */
const examples = (): { readonly train: Examples; readonly validation: Examples } =>
  split(take(moons().train, 40), { fraction: 0.1, seed: 0 });

test('the run and the model file of the format’s first day open, and draw what they drew', async () => {
  const run = await openRun(folderRunStore(copied()));
  expect([run.config.data.name, run.state.epoch, run.result?.stopped, run.warnings]).toEqual(['moons', 2, 'completed', []]);
  const model = await loadModel(join(fixtures, 'moons.safetensors'));
  expect(await readWeights(model)).toEqual(await readWeights(run.model));
  for (const one of [run.model, model]) {
    const drawn = sample(one, { count: 3, seed: 5 });
    // float32 through four layers.
    (await drawn.data()).forEach((value, i) => expect(value).toBeCloseTo(expected.samples[i]!, 5));
    drawn.dispose();
    one.dispose();
  }
});

test('the run goes on as it went on then', async () => {
  const store = folderRunStore(copied());
  const writer = await writeRun(store);
  const run = await openRun(store);
  const config = { ...run.config, training: { ...run.config.training, epochs: 4 } };
  await writer.begin(config, run);
  const { train, validation } = examples();
  await fit(run.model, train, {
    ...fitOptions(config),
    validationData: validation,
    initial: run.state,
    callbacks: {
      onEpochEnd: async (epoch, logs, control) => writer.saveEpoch(epochMetrics(epoch, logs, 0), await control.state()),
    },
  });
  await writer.close();
  const { metrics, state } = await openRun(store);
  expect([state.epoch, metrics.length]).toEqual([4, 4]);
  const near = (values: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, expect.closeTo(value, 4)]));
  for (const [i, then] of expected.metrics.entries()) {
    expect(metrics[i]).toMatchObject({ epoch: then.epoch, training: near(then.training), validation: near(then.validation) });
  }
});

test('a byte that was changed in any file of the run is found', async () => {
  const folder = copied();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).filter((path) => !path.includes('step-00000003'));
  expect(paths).toHaveLength(8);
  for (const path of paths) {
    const good = readFileSync(path);
    const times = [...good.toString('latin1').matchAll(/"seconds":[\d.]+/g)].map(({ index, 0: text }) => [
      index,
      index + text.length,
    ]);
    for (let i = 0; i < 40; i++) {
      const at = Math.floor(((i + 0.5) / 40) * good.length);
      if (path.endsWith('.jsonl') && times.some(([from, to]) => at >= from! && at < to!)) continue;
      writeFileSync(
        path,
        good.map((byte, place) => (place === at ? byte ^ 16 : byte)),
      );
      const found = await openRun(folderRunStore(folder)).then(
        ({ warnings, model }) => {
          model.dispose();
          return warnings.join();
        },
        (error: Error) => error.message,
      );
      expect(found, `byte ${at}`).toContain(path);
    }
    writeFileSync(path, good);
  }
});
