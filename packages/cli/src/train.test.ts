import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeIdx } from '@vaekit/datasets';
import { readRunPoint, writeRun } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';
import { describe, expect, it } from 'vitest';
import { main } from './main.js';
import { configOf, quickRun } from './quickRun.test-helper.js';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { recordingTerminal } from './terminal.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

const temporary = temporaryFolders();

/** Images, and few of them. */
const tiny = ['--data', 'rectangles', '--limit', '200', '--hidden', '16', '--latent', '2', '--batch-size', '50'];

/** Points in the plane: what does not need images is tested on these, which are quicker still. */
const points = ['--data', 'moons', '--limit', '200', '--hidden', '16', '--latent', '2', '--batch-size', '50'];

type Event = Record<string, unknown> & { event: string };
const eventsOf = (text: string): Event[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);

/** The lines of metrics.jsonl without wall times. */
const metricsOf = (run: string) =>
  readFileSync(join(run, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ({ ...(JSON.parse(line) as Record<string, unknown>), seconds: 0 }));

/** The current checkpoint: its name and its record, which has the checksums of the others and its own. */
const checkpointOf = (run: string) => {
  const { current: name } = JSON.parse(readFileSync(join(run, 'checkpoints', 'current.json'), 'utf8')) as { current: string };
  const record = JSON.parse(readFileSync(join(run, 'checkpoints', name, 'state.json'), 'utf8')) as Record<string, unknown>;
  // Its own checksum depends on the order of its entries too.
  const { checksum: _, ...rest } = record;
  return { name, record: rest };
};

const expectSameRun = (a: string, b: string): void => {
  expect(metricsOf(a)).toEqual(metricsOf(b));
  expect(checkpointOf(a)).toEqual(checkpointOf(b));
};

describe('vaekit train', () => {
  it('writes a run folder and tells its events as JSON', async () => {
    const run = join(temporary(), 'run');
    const { code, out, err } = await vaekit('train', ...tiny, '--epochs', '2', '--json', '--out', run);
    expect([code, err]).toEqual([0, '']);
    const [start, first, second, end, ...more] = eventsOf(out);
    expect(more).toEqual([]);
    expect(start).toMatchObject({
      event: 'start',
      run,
      model: 'vae',
      // 784·16 + 16, two heads 16·2 + 2, 2·16 + 16, 16·784 + 784
      parameters: 12_560 + 68 + 48 + 13_328,
      data: 'rectangles',
      examples: { train: 180, validation: 20, test: 200 },
      binarization: 'none',
      likelihood: 'pseudoNll',
      backend: 'wasm',
      seed: 0,
      epochs: 2,
    });
    const terms = { loss: expect.any(Number), reconstruction: expect.any(Number), kl: expect.any(Number) };
    expect(first).toEqual({ event: 'epoch', epoch: 1, ...terms, validation: terms, seconds: expect.any(Number) });
    expect(second).toMatchObject({ event: 'epoch', epoch: 2 });
    expect(end).toEqual({
      event: 'end',
      run,
      stopped: 'completed',
      epochs: 2,
      bestEpoch: expect.any(Number),
      test: terms,
      report: join(run, 'report.html'),
    });
    expect(second!['loss']).toBeLessThan(first!['loss'] as number);
    const sum = (values: Record<string, unknown>) => (values['reconstruction'] as number) + (values['kl'] as number);
    expect(first!['loss']).toBeCloseTo(sum(first!), 3);

    expect(readdirSync(run).sort()).toEqual([
      'checkpoints',
      'config.json',
      'metrics.jsonl',
      'pictures',
      'report.html',
      'result.json',
    ]);
    const seal = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(metricsOf(run)).toEqual([first, second].map((line) => ({ ...line, event: undefined, seconds: 0, seal })));
    expect(readdirSync(join(run, 'pictures'))).toContain('manifold.png');
    const page = readFileSync(join(run, 'report.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    for (const word of ['Reconstructions', 'Latent space', 'Traversals', 'Interpolations', 'not comparable with a likelihood'])
      expect(page).toContain(word);
  });

  it('gives equal runs for equal seeds, and others for others', async () => {
    const base = temporary();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => join(base, name)) as [string, string, string];
    const options = [...tiny, '--binarize', 'dynamic', '--dropout', '0.2', '--epochs', '2'];
    expect((await vaekit('train', ...options, '--out', a)).code).toBe(0);
    expect((await vaekit('train', ...options, '--out', b)).code).toBe(0);
    await quickRun(c, [...options, '--seed', '1']);
    expectSameRun(a, b);
    for (const file of ['config.json', 'result.json'])
      expect(readFileSync(join(a, file), 'utf8')).toBe(readFileSync(join(b, file), 'utf8'));
    expect(metricsOf(c)).not.toEqual(metricsOf(a));
  });

  it('goes on to the same bits: 2 epochs and then 4 are 4', async () => {
    const base = temporary();
    const [whole, parts] = [join(base, 'whole'), join(base, 'parts')];
    const options = ['--model', 'class-mean-cvae', ...points, '--warmup', '9'];
    expect((await vaekit('train', ...options, '--epochs', '4', '--out', whole)).code).toBe(0);
    expect((await vaekit('train', ...options, '--epochs', '2', '--out', parts)).code).toBe(0);
    const { code, out } = await vaekit('train', '--resume', parts, '--epochs', '4');
    expect(code).toBe(0);
    expect(out).toContain('after 2 epochs');
    expectSameRun(whole, parts);
    expect(readFileSync(join(parts, 'config.json'), 'utf8')).toBe(readFileSync(join(whole, 'config.json'), 'utf8'));
    expect(readFileSync(join(parts, 'result.json'), 'utf8')).toBe(readFileSync(join(whole, 'result.json'), 'utf8'));

    const again = await vaekit('train', '--resume', parts);
    expect([again.code, again.err]).toEqual([
      2,
      `vaekit train: ${parts} has finished 4 of 4 epochs; give --epochs above 4 to continue\n`,
    ]);
  });

  it('ends what another program went on with, which knew nothing of its options', async () => {
    const base = temporary();
    const [whole, parts] = [join(base, 'whole'), join(base, 'parts')];
    await quickRun(whole, [...points, '--epochs', '3']);
    await quickRun(parts, [...points, '--epochs', '1']);
    const store = folderRunStore(parts);
    const writer = await writeRun(store);
    const point = await readRunPoint(store);
    await writer.begin({ ...point.config, training: { ...point.config.training, epochs: 3 } }, point);
    await writer.close();
    expect((await vaekit('train', '--resume', parts)).code).toBe(0);
    expect(metricsOf(parts)).toEqual(metricsOf(whole));
    expect(await configOf(parts)).toEqual(await configOf(whole));
    expect(readFileSync(join(parts, 'report.html'), 'utf8')).toContain('3 of 3');
  });

  it('decays weights and clips gradients as asked for, and goes on so', async () => {
    const base = temporary();
    const [whole, parts, plain] = [join(base, 'whole'), join(base, 'parts'), join(base, 'plain')];
    const adamw = [...points, '--optimizer', 'adamw', '--validation', 'none', '--json'];
    const asked = [...adamw, '--weight-decay', '0.5', '--clip-norm', '0.1'];
    expect((await vaekit('train', ...asked, '--epochs', '3', '--out', whole)).code).toBe(0);
    const { options, training } = await configOf(whole);
    expect(options).toMatchObject({ 'weight-decay': 0.5, 'clip-norm': 0.1 });
    expect(training.optimizer).toMatchObject({ kind: 'adamw', weightDecay: 0.5, clipNorm: 0.1 });
    expect((await vaekit('train', ...asked, '--epochs', '1', '--out', parts)).code).toBe(0);
    expect((await vaekit('train', '--resume', parts, '--epochs', '3')).code).toBe(0);
    expectSameRun(whole, parts);
    expect((await vaekit('train', ...adamw, '--epochs', '3', '--out', plain)).code).toBe(0);
    expect(metricsOf(plain)).not.toEqual(metricsOf(whole));
  });

  it('averages the weights: the run has them, scores with them and goes on with them', async () => {
    const base = temporary();
    const [whole, parts, raw] = [join(base, 'whole'), join(base, 'parts'), join(base, 'raw')];
    const plain = [...points, '--validation', 'none', '--json'];
    const averaging = [...plain, '--average-weights', '0.9'];
    const { out } = await vaekit('train', ...averaging, '--epochs', '4', '--out', whole);
    const { test } = eventsOf(out).at(-1)! as Event & { test: Record<string, number> };
    const scored = await vaekit('evaluate', whole, '--json');
    expect(JSON.parse(scored.out)).toMatchObject({ loss: expect.closeTo(test['loss']!, 3) });
    const without = await vaekit('train', ...plain, '--epochs', '4', '--out', raw);
    // The optimizer's way is the same, what is scored is not.
    expect(metricsOf(raw)).toEqual(metricsOf(whole));
    expect((eventsOf(without.out).at(-1)!['test'] as Record<string, number>)['loss']).not.toBeCloseTo(test['loss']!, 2);

    expect((await vaekit('train', ...averaging, '--epochs', '2', '--out', parts)).code).toBe(0);
    expect((await vaekit('train', '--resume', parts, '--epochs', '4')).code).toBe(0);
    expectSameRun(whole, parts);
    expect(readFileSync(join(parts, 'result.json'), 'utf8')).toBe(readFileSync(join(whole, 'result.json'), 'utf8'));

    const wrong = await vaekit('train', ...points, '--average-weights', '1');
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('a decay from 0 to below 1')]);
  });

  it('saves what is there at Ctrl-C, also in the middle of an epoch, and goes on to the same bits', async () => {
    const base = temporary();
    const [whole, parts] = [join(base, 'whole'), join(base, 'parts')];
    const options = [...points.slice(0, -1), '5', '--epochs', '3'];
    expect((await vaekit('train', ...options, '--out', whole)).code).toBe(0);

    const terminal = recordingTerminal();
    const { line } = terminal.out;
    const watched = {
      ...terminal,
      out: {
        ...terminal.out,
        line(text: string) {
          line(text);
          if (text.includes('"event":"epoch"')) setTimeout(() => terminal.interrupt(), 0);
        },
      },
    };
    expect(await main(['train', ...options, '--out', parts, '--json'], watched)).toBe(130);
    expect(terminal.errors()).toContain(`vaekit train --resume ${parts}`);
    expect(eventsOf(terminal.text()).at(-1)).toMatchObject({ event: 'end', stopped: 'interrupted', test: null });
    expect(existsSync(join(parts, 'result.json'))).toBe(false);
    expect(checkpointOf(parts).record['step']).toBeLessThan(108);

    expect((await vaekit('train', '--resume', parts)).code).toBe(0);
    expectSameRun(whole, parts);
  });

  it('selects on the validation part, or says that nothing is selected', async () => {
    const base = temporary();
    const early = await vaekit(
      'train',
      ...points,
      '--lr',
      '0.3',
      '--epochs',
      '30',
      '--early-stopping',
      '1',
      '--json',
      '--out',
      join(base, 'early'),
    );
    const epochs = eventsOf(early.out).filter(({ event }) => event === 'epoch');
    const end = eventsOf(early.out).at(-1)!;
    const losses = epochs.map(({ validation }) => (validation as { loss: number }).loss);
    expect(end).toMatchObject({ stopped: 'early', epochs: epochs.length, bestEpoch: losses.indexOf(Math.min(...losses)) + 1 });
    expect(epochs.length).toBeLessThan(30);

    const test = await vaekit('train', ...points, '--epochs', '1', '--validation', 'test', '--json', '--out', join(base, 'test'));
    const [start, epoch, last] = eventsOf(test.out);
    expect(start).toMatchObject({ examples: { train: 200, validation: 0, test: 2000 } });
    expect(last!['test']).toEqual(epoch!['validation']);
    expect(last).not.toHaveProperty('bestEpoch');

    const none = await vaekit('train', ...points, '--epochs', '1', '--validation', 'none', '--json', '--out', join(base, 'none'));
    expect(eventsOf(none.out)[1]).not.toHaveProperty('validation');
    expect(eventsOf(none.out)[2]).toHaveProperty('test');
  });

  it('trains every model, on points too, and class models tell their accuracy', async () => {
    const base = temporary();
    const cvae = await vaekit('train', '--model', 'cvae', ...tiny, '--epochs', '1', '--json', '--out', join(base, 'cvae'));
    expect(eventsOf(cvae.out).at(-1)).toMatchObject({ event: 'end', test: { accuracy: expect.any(Number) } });
    const options = [
      '--model',
      'class-mean-cvae',
      '--data',
      'moons',
      '--limit',
      '800',
      '--hidden',
      '16',
      '--latent',
      '2',
      '--separation',
      '1',
      '--class-variance',
      '--batch-norm',
    ];
    const moons = await vaekit('train', ...options, '--epochs', '2', '--json', '--out', join(base, 'moons'));
    expect(moons.err).toBe('');
    expect(eventsOf(moons.out)[0]).toMatchObject({ likelihood: 'nll' });
    expect(eventsOf(moons.out).at(-1)).toMatchObject({
      test: {
        loss: expect.any(Number),
        separation: expect.any(Number),
        accuracy: expect.any(Number),
        nearestMeanAccuracy: expect.any(Number),
      },
      stationarityGap: expect.any(Number),
    });
  });

  it('trains convolutions on wasm, compiled and eagerly along the same curve', async () => {
    const base = temporary();
    const losses = async (engine: string): Promise<number[]> => {
      const run = join(base, engine);
      await quickRun(run, [
        ...['--preset', 'keras-io', '--data', 'rectangles', '--limit', '32', '--batch-size', '16', '--epochs', '2'],
        ...['--latent', '2', '--validation', 'none', '--engine', engine],
      ]);
      // The networks of keras-io: 69,076 and 65,089 parameters.
      expect(await configOf(run)).toMatchObject({ engine: { name: engine }, backend: 'wasm', parameters: 134_165 });
      return metricsOf(run).map((line) => (line as unknown as { loss: number }).loss);
    };
    const [compiled, eager] = [await losses('compiled'), await losses('eager')];
    expect(compiled).toHaveLength(2);
    expect(eager[1]).toBeLessThan(eager[0]!);
    compiled.forEach((loss, epoch) => expect(loss / eager[epoch]!).toBeCloseTo(1, 4));
  });

  it('gives the same curve compiled and eager', async () => {
    const base = temporary();
    const losses = async (engine: string): Promise<number[]> => {
      const line = [...points, '--epochs', '4', '--json', '--engine', engine, '--out', join(base, engine)];
      const { code, out } = await vaekit('train', ...line);
      expect(code).toBe(0);
      expect(eventsOf(out)[0]).toMatchObject({ engine });
      return eventsOf(out).flatMap((event) => (event['event'] === 'epoch' ? [event['loss'] as number] : []));
    };
    const [compiled, eager] = [await losses('compiled'), await losses('eager')];
    expect(compiled).toHaveLength(4);
    compiled.forEach((loss, epoch) => expect(loss / eager[epoch]!).toBeCloseTo(1, 4));
  });
});

describe('vaekit train --out and --force', () => {
  it('never touches what is there without --force, and with it only once the new run has started', async () => {
    const base = temporary();
    const run = join(base, 'run');
    expect((await vaekit('train', ...points, '--epochs', '1', '--out', run)).code).toBe(0);
    const former = readFileSync(join(run, 'config.json'), 'utf8');
    const checkpoint = checkpointOf(run);

    const refused = await vaekit('train', ...points, '--epochs', '1', '--out', run);
    expect([refused.code, refused.err]).toEqual([
      2,
      `vaekit train: --out ${run} exists already; choose another folder, or replace it with --force\n`,
    ]);
    const broken = await vaekit('train', '--data', 'mnist', '--data-dir', join(base, 'nowhere'), '--out', run, '--force');
    expect(broken.code).toBe(1);
    // It starts, but not one epoch comes to its end.
    const diverged = await vaekit('train', ...points, '--lr', '1e30', '--out', run, '--force');
    expect(diverged.code).toBe(1);
    expect(diverged.err).toMatch(/^vaekit train: training stopped: step \d+: .*not finite.*Nothing was saved\n$/s);
    expect(readFileSync(join(run, 'config.json'), 'utf8')).toBe(former);
    expect(checkpointOf(run)).toEqual(checkpoint);
    expect(readdirSync(base)).toEqual(['run']);

    expect((await vaekit('train', ...points, '--epochs', '1', '--seed', '5', '--out', run, '--force')).code).toBe(0);
    expect(readFileSync(join(run, 'config.json'), 'utf8')).not.toBe(former);
    expect(readdirSync(base)).toEqual(['run']);
  });
});

/** A folder with the four files of a tiny MNIST; `change` may replace any of them. */
function idxFolder(folder: string, change: Record<string, Uint8Array | undefined> = {}): string {
  mkdirSync(folder, { recursive: true });
  const images = (count: number) =>
    writeIdx({ data: Uint8Array.from({ length: count * 16 }, (_, i) => (i * 37) % 256), shape: [count, 4, 4] });
  const labels = (count: number) => writeIdx({ data: Uint8Array.from({ length: count }, (_, i) => i % 10), shape: [count] });
  const files: Record<string, Uint8Array | undefined> = {
    'train-images-idx3-ubyte': images(40),
    'train-labels-idx1-ubyte': labels(40),
    't10k-images-idx3-ubyte': images(20),
    't10k-labels-idx1-ubyte': labels(20),
    ...change,
  };
  for (const [name, content] of Object.entries(files)) if (content !== undefined) writeFileSync(join(folder, name), content);
  return folder;
}

describe('wrong data', () => {
  const gz = gzipSync(Buffer.alloc(10_000, 7));
  const images = 'train-images-idx3-ubyte';
  const labels = 'train-labels-idx1-ubyte';
  const cases: [string, Record<string, Uint8Array | undefined>, RegExp][] = [
    ['a truncated gz', { [images]: undefined, [`${images}.gz`]: gz.subarray(0, gz.length - 20) }, /train-images-idx3-ubyte\.gz/],
    [
      'a wrong magic',
      { [images]: Uint8Array.from([1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0]) },
      /train-images-idx3-ubyte.*01 ?02|train-images-idx3-ubyte.*magic|0x01020304|not an IDX file/is,
    ],
    ['other counts', { [labels]: writeIdx({ data: new Uint8Array(39), shape: [39] }) }, /40 images but .* has 39 labels/],
    [
      'a label out of range',
      { [labels]: writeIdx({ data: Uint8Array.from({ length: 40 }, (_, i) => (i === 7 ? 12 : 1)), shape: [40] }) },
      /label 7 of .*train-labels-idx1-ubyte.* 12/,
    ],
    [
      'NaN',
      {
        [images]: writeIdx({
          data: Float32Array.from({ length: 640 }, (_, i) => (i === 21 ? Number.NaN : 0.5)),
          shape: [40, 4, 4],
        }),
      },
      /NaN at row 1/,
    ],
    ['a missing file', { [labels]: undefined }, /holds a part of mnist but not train-labels-idx1-ubyte/],
  ];

  it.each(cases)('%s: exit code 1, a line that names it, nothing written', async (_, change, message) => {
    const base = temporary();
    const folder = idxFolder(join(base, 'data'), change);
    const { code, out, err } = await vaekit(
      'train',
      '--data',
      'mnist',
      '--data-dir',
      folder,
      '--out',
      join(base, 'run'),
      '--batch-size',
      '8',
    );
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(err).not.toContain('    at ');
    expect(readdirSync(base)).toEqual(['data']);
  });

  it('a missing folder, values a Bernoulli does not describe, batches larger than the data', async () => {
    const base = temporary();
    const missing = await vaekit('train', '--data', 'mnist', '--data-dir', join(base, 'nowhere'), '--out', join(base, 'run'));
    expect([missing.code, missing.err]).toEqual([
      1,
      expect.stringContaining(`the data folder '${join(base, 'nowhere')}' does not exist`),
    ]);

    const large = { [images]: writeIdx({ data: Float32Array.from({ length: 640 }, () => 2), shape: [40, 4, 4] }) };
    const range = await vaekit(
      'train',
      '--data',
      'mnist',
      '--data-dir',
      idxFolder(join(base, 'data'), large),
      '--likelihood',
      'bernoulli',
      '--out',
      join(base, 'run'),
      '--batch-size',
      '8',
    );
    expect([range.code, range.err]).toEqual([2, expect.stringContaining('--likelihood bernoulli is for values from 0 to 1')]);

    const batch = await vaekit(
      'train',
      ...tiny.filter((word) => word !== '50' && word !== '--batch-size'),
      '--batch-size',
      '500',
      '--out',
      join(base, 'run'),
    );
    expect([batch.code, batch.err]).toEqual([
      2,
      'vaekit train: --batch-size is 500 but there are only 180 training examples; expected a whole number from 1 to 180\n',
    ]);
    const limit = await vaekit('train', '--data', 'rectangles', '--limit', '5000', '--out', join(base, 'run'));
    expect([limit.code, limit.err]).toEqual([2, 'vaekit train: --limit is 5000 but rectangles has only 800 training examples\n']);
    expect(readdirSync(base)).toEqual(['data']);
  });

  it('trains on a folder that is right, and finds it changed later', async () => {
    const base = temporary();
    const folder = idxFolder(join(base, 'data'));
    const run = join(base, 'run');
    const { code, err } = await vaekit(
      'train',
      '--data',
      'mnist',
      '--data-dir',
      folder,
      '--out',
      run,
      '--batch-size',
      '8',
      '--epochs',
      '1',
      '--hidden',
      '8',
    );
    expect([code, err]).toEqual([0, '']);
    idxFolder(folder, { 't10k-labels-idx1-ubyte': writeIdx({ data: new Uint8Array(20), shape: [20] }) });
    const changed = await vaekit('evaluate', run);
    expect([changed.code, changed.err]).toEqual([1, expect.stringContaining('the data differ from those of the run')]);
    rmSync(folder, { recursive: true });
    idxFolder(join(base, 'moved'));
    expect((await vaekit('evaluate', run)).code).toBe(1);
    expect((await vaekit('evaluate', run, '--data-dir', join(base, 'moved'))).code).toBe(0);
  });
});

describe('a damaged run', () => {
  it('is refused with the name of the file', async () => {
    const base = temporary();
    const good = join(base, 'good');
    expect((await vaekit('train', ...points, '--epochs', '1', '--out', good)).code).toBe(0);
    const name = checkpointOf(good).name;
    const model = join('checkpoints', name, 'model.safetensors');
    const flip = (path: string): void => {
      const bytes = readFileSync(path);
      bytes[bytes.length - 5]! ^= 1;
      writeFileSync(path, bytes);
    };
    const damages: [file: string, damage: (path: string) => void][] = [
      ['config.json', (path) => rmSync(path)],
      ['config.json', (path) => writeFileSync(path, '{ "half')],
      ['config.json', (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('"latent": 2', '"latent": 3'))],
      ['metrics.jsonl', (path) => writeFileSync(path, '{"epoch":1,')],
      ['metrics.jsonl', (path) => rmSync(path)],
      ['result.json', (path) => writeFileSync(path, '{}')],
      [join('checkpoints', name, 'state.json'), flip],
      [model, flip],
      [model, (path) => writeFileSync(path, readFileSync(path).subarray(0, 100))],
      [model, (path) => rmSync(path)],
    ];
    for (const [i, [file, damage]] of damages.entries()) {
      const run = join(base, `damaged-${i}`);
      cpSync(good, run, { recursive: true });
      damage(join(run, file));
      const before = readdirSync(run, { recursive: true }).sort();
      for (const command of ['sample', 'evaluate', 'report']) {
        const { code, out, err } = await vaekit(command, run);
        expect([i, command, code, out]).toEqual([i, command, 1, '']);
        expect(err).toContain(join(run, file));
        expect(err.trimEnd().split('\n').length).toBe(1);
      }
      if (file !== 'result.json') {
        const resumed = await vaekit('train', '--resume', run, '--epochs', '2');
        expect([i, resumed.code]).toEqual([i, 1]);
        expect(resumed.err).toContain(basename(file));
      }
      expect(readdirSync(run, { recursive: true }).sort()).toEqual(before);
    }
    // The pointer can be done without.
    for (const damage of [
      (path: string) => writeFileSync(path, '{"current":"../../elsewhere"}'),
      (path: string) => rmSync(path),
    ]) {
      damage(join(good, 'checkpoints', 'current.json'));
      const { code, err } = await vaekit('sample', good);
      expect([code, err]).toEqual([
        0,
        expect.stringMatching(/^warning: .*current\.json .*; using checkpoint step-\d+, after 1 epoch\n$/),
      ]);
    }
    const nowhere = await vaekit('sample', join(base, 'nowhere'));
    expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('does not exist; give a run folder')]);
  });

  it('shows where an error came from with --debug only', async () => {
    const plain = await vaekit('evaluate', 'nowhere');
    const debug = await vaekit('evaluate', 'nowhere', '--debug');
    expect(plain.err).not.toContain('    at ');
    expect(debug.err).toContain('    at ');
  });
});
