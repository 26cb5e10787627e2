import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sample } from '@vaekit/core';
import { type Examples, subset, take } from '@vaekit/datasets';
import { digitFeatures, frechetDistance } from '@vaekit/metrics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRunData, type Run } from '../run/openRun.js';
import { loadRun, quickRun } from '../quickRun.test-helper.js';
import { recordingTerminal } from '../terminal.test-helper.js';
import { valuesOf } from './asked.js';
import { workLine } from './workLine.js';
import { generation } from './generation.js';

const COUNT = 40;
let base: string;
const file = (name: string): string => join(base, name);
const options = { against: undefined, backend: 'cpu', 'data-dir': undefined, seed: 3 } as const;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-generation-'));
  const little = ['--hidden', '8', '--epochs', '1', '--batch-size', '50', '--latent', '2', '--limit', '100'];
  const digits = ['--data', 'digits', ...little];
  await quickRun(file('gray'), [...digits, '--model', 'vae']);
  await quickRun(file('bits'), [...digits, '--model', 'vae', '--binarize', 'static']);
  await quickRun(file('classes'), [...digits, '--model', 'class-mean-cvae']);
  await quickRun(file('points'), ['--data', 'moons', ...little, '--model', 'vae']);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

async function opened(name: string): Promise<{ run: Run; examples: Examples }> {
  const run = await loadRun(file(name));
  return { run, examples: take((await openRunData(run, undefined)).test, COUNT) };
}

/** The distance of samples that were drawn so from the examples, which tells how the command drew its own. */
async function distanceOf({ run: { model }, examples }: { run: Run; examples: Examples }, how: object): Promise<number> {
  const made = sample(model, { count: COUNT, seed: options.seed, ...how });
  const samples = { data: (await made.data()) as Float32Array, shape: [...made.shape] };
  made.dispose();
  const held = valuesOf(examples, options.seed);
  if (model.event.length === 1) return frechetDistance(samples, held);
  const net = await digitFeatures();
  const distance = frechetDistance(net.features(samples), net.features(held));
  net.dispose();
  return distance;
}

describe('what generation draws', () => {
  it.each([
    ['gray', 'the means of gray images', { draw: false }, { draw: true }],
    ['bits', 'bits, as examples are', { draw: true }, { draw: false }],
    ['points', 'points with their noise', { draw: true }, { draw: false }],
  ])('%s: %s', async (name, _, how, otherwise) => {
    const asked = await opened(name);
    const { frechet, samples } = await generation.of({
      ...asked,
      options,
      terminal: recordingTerminal(),
      work: workLine(recordingTerminal().err),
    });
    expect(samples).toBe(COUNT);
    expect(frechet).toBeCloseTo(await distanceOf(asked, how), 6);
    expect(Math.abs(frechet - (await distanceOf(asked, otherwise)))).toBeGreaterThan(1e-3);
    asked.run.model.dispose();
  });
});

it('draws samples of the classes that the examples have, be they as unequal as they are', async () => {
  const run = await loadRun(file('classes'));
  const { test } = await openRunData(run, undefined);
  const of = (label: number) => [...test.y!.data].flatMap((each, row) => (each === label ? [row] : []));
  // 36 zeros and four ones.
  const examples = subset(test, Int32Array.from([...of(0).slice(0, COUNT - 4), ...of(1).slice(0, 4)]));
  const terminal = recordingTerminal();
  const { frechet } = await generation.of({ run, examples, options, terminal, work: workLine(terminal.err) });
  const asExamples = Array.from({ length: COUNT }, (_, i) => (i < COUNT - 4 ? 0 : 1));
  expect(frechet).toBeCloseTo(await distanceOf({ run, examples }, { labels: asExamples }), 6);
  const inTurn = Array.from({ length: COUNT }, (_, i) => i % 10);
  expect(Math.abs(frechet - (await distanceOf({ run, examples }, { labels: inTurn })))).toBeGreaterThan(1e-3);
  run.model.dispose();
});

const answerOf = async (asked: { run: Run; examples: Examples }) =>
  generation.of({ ...asked, options, terminal: recordingTerminal(), work: workLine(recordingTerminal().err) });

it('compares pictures in other units than 0 to 1 by their values, as the digit classifier does not take them', async () => {
  const { run, examples } = await opened('gray');
  const counts = { ...examples, x: { data: Float32Array.from(examples.x.data), shape: examples.x.shape } };
  expect((await answerOf({ run, examples })).features).toBe("vaekit's digit classifier");
  expect((await answerOf({ run, examples: counts })).features).toBe('the values themselves');
  run.model.dispose();
});

it('says nothing of how various samples of a class are where there is one of each', async () => {
  const { run, examples } = await opened('classes');
  const all = (await openRunData(run, undefined)).test;
  const labels = [...all.y!.data];
  const found = await answerOf({
    run,
    examples: subset(
      all,
      Int32Array.from({ length: 10 }, (_, digit) => labels.indexOf(digit)),
    ),
  });
  expect(found.classes).toEqual({ accuracy: expect.any(Number) as number, compared: 0 });
  expect(generation.text(found).at(-1)).toMatch(/^samples of a class that are of it: \d+\.\d %$/u);
  const more = await answerOf({ run, examples });
  expect(more.classes!.diversity).toBeGreaterThan(0);
  expect(generation.text(more).at(-1)).toContain(' (1 is as various), the mean over ');
  run.model.dispose();
});

it('warns where pictures are no digits, which is all that the classifier knows', async () => {
  const { run, examples } = await opened('classes');
  const clothes = { ...run, config: { ...run.config, data: { ...run.config.data, classes: ['shirt', 'shoe'] } } };
  const [digits, others] = [await answerOf({ run, examples }), await answerOf({ run: clothes, examples })];
  expect([digits.areDigits, others.areDigits]).toEqual([true, false]);
  const warning = 'the classifier knows digits only';
  expect([digits, others].map((found) => generation.text(found).join().includes(warning))).toEqual([false, true]);
  run.model.dispose();
});

it('says how far an AUC of few examples is known', async () => {
  const { run, examples } = await opened('points');
  const { twoSampleAuc, floor } = await answerOf({ run, examples: take(examples, 10) });
  // Five of each are judged.
  for (const { low, high } of [twoSampleAuc, floor.twoSampleAuc]) expect(high - low).toBeGreaterThan(0.3);
  run.model.dispose();
});

describe('what generation refuses', () => {
  it.each<[string, (asked: { run: Run; examples: Examples }) => { run: object; examples: object }, string]>([
    [
      'a model without a prior',
      ({ run, examples }) => ({
        run: { ...run, config: { ...run.config, options: { ...run.config.options, model: 'autoencoder' } } },
        examples,
      }),
      'is autoencoder, which cannot sample',
    ],
    [
      'a condition, which nobody gave',
      ({ run, examples }) => ({
        run: { ...run, config: { ...run.config, options: { ...run.config.options, condition: ['age', 'dose'] } } },
        examples,
      }),
      'draws without a condition, but {run} is conditioned on age, dose',
    ],
    [
      'missing values, which no sample has',
      ({ run, examples }) => ({ run, examples: { ...examples, mask: { ...examples.x, data: examples.x.data.map(() => 0) } } }),
      'needs examples without missing values, but 40 of 40 have some; give others with --data',
    ],
  ])('%s', async (_, change, message) => {
    const asked = await opened('points');
    const { run, examples } = change(asked) as { run: Run; examples: Examples };
    await expect(
      (async () =>
        generation.of({ run, examples, options, terminal: recordingTerminal(), work: workLine(recordingTerminal().err) }))(),
    ).rejects.toThrow(message.replace('{run}', run.folder));
    asked.run.model.dispose();
  });
});
