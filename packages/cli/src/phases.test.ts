import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { metricsRecord, readRunPoint } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from './main.js';
import { recordingTerminal } from './terminal.test-helper.js';

// Runs that are fitted in phases: what is told of each, and that every one of them is gone on with to the same bits.

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

type Event = Readonly<Record<string, unknown>>;

/** Runs a command; interrupts it behind the first event that is asked for. */
async function vaekit(args: readonly string[], interrupts: (event: Event) => boolean = () => false) {
  const terminal = recordingTerminal();
  const { line } = terminal.out;
  let done = false;
  const watched = {
    ...terminal,
    out: {
      ...terminal.out,
      line(text: string) {
        line(text);
        if (done || !text.startsWith('{') || !interrupts(JSON.parse(text) as Event)) return;
        done = true;
        setTimeout(() => terminal.interrupt(), 0);
      },
    },
  };
  const code = await main(args, watched);
  const events = terminal
    .text()
    .split('\n')
    .flatMap((text) => (text.startsWith('{') ? [JSON.parse(text) as Event] : []));
  return { code, events, out: terminal.text(), err: terminal.errors() };
}

/** All that a run is at, but for the times. */
async function contentOf(run: string) {
  const { metrics, state, config } = await readRunPoint(folderRunStore(run));
  return { config, state, metrics: metrics.map((line) => ({ ...metricsRecord(line), seconds: 0 })) };
}

const stacked = [
  ...['train', '--model', 'stacked', '--data', 'moons', '--hidden', '8,4', '--latent', '2', '--seed', '3', '--limit', '400'],
  ...['--pretrain-epochs', '2', '--epochs', '2', '--batch-size', '8', '--json', '--engine', 'eager'],
];

describe.each([
  ['autoencoder', ['layer 1', 'layer 2', 'layer 3', 'training']],
  ['rbm', ['layer 1', 'layer 2', 'layer 3', 'unrolling', 'training']],
] as const)('a stacked autoencoder, pre-trained by %s', (pretrain, phases) => {
  const command = (run: string): string[] => [...stacked, '--pretrain', pretrain, '--out', run];
  const whole = (): string => join(base, pretrain);

  it('tells of every phase, and keeps epochs of the last', async () => {
    const { code, events, err } = await vaekit(command(whole()));
    expect([code, err]).toEqual([0, '']);
    expect(events[0]).toMatchObject({ event: 'start', phases });
    expect(events.slice(1, 7).map(({ event, phase, epoch }) => [event, phase, epoch])).toEqual(
      ['layer 1', 'layer 2', 'layer 3'].flatMap((name) => [1, 2].map((epoch) => ['early', name, epoch])),
    );
    expect(events.slice(7).map(({ event }) => event)).toEqual(['epoch', 'epoch', 'end']);
    const { metrics, config } = await contentOf(whole());
    expect(metrics).toHaveLength(2);
    expect(config.training.phases!.map(({ name }) => name)).toEqual(phases);
  });

  it.each([
    ['the first phase', 'early', 'layer 1', 1],
    ['the end of the last phase before', 'early', 'layer 3', 2],
    ['the last phase', 'epoch', undefined, 1],
  ] as const)('is interrupted in %s and gone on with to the same bits', async (_, event, phase, epoch) => {
    const run = join(base, `${pretrain} ${phase ?? 'training'}`);
    const first = await vaekit(command(run), (at) => at['event'] === event && at['phase'] === phase && at['epoch'] === epoch);
    expect(first.code).toBe(130);
    expect(first.err).toMatch(
      event === 'early' ? /interrupted in (layer \d|unrolling|training) after \d epochs?/ : /interrupted after 1 epoch/,
    );
    const opened = await vaekit(['encode', run, '--count', '2']);
    expect([opened.code, opened.err]).toEqual([0, '']);
    const second = await vaekit(['train', '--resume', run]);
    expect(second.code).toBe(0);
    expect(second.out).toContain(event === 'early' ? `going on with ${run} in ` : `going on with ${run} after 1 epoch`);
    expect(await contentOf(run)).toEqual(await contentOf(whole()));
  });
});

describe('principal components', () => {
  const pca = ['train', '--model', 'pca', '--data', 'moons', '--latent', '1'];

  it('are computed at once: one epoch, with scores like any other', async () => {
    const run = join(base, 'pca');
    const { code, events, err } = await vaekit([...pca, '--json', '--out', run]);
    expect([code, err]).toEqual([0, '']);
    const scores = { loss: expect.any(Number), reconstruction: expect.any(Number) };
    expect(events.map(({ event }) => event)).toEqual(['start', 'epoch', 'end']);
    expect(events[1]).toMatchObject({ epoch: 1, ...scores, validation: scores });
    expect(events[2]).toMatchObject({ stopped: 'completed', epochs: 1, test: scores });
    const again = await vaekit(['train', '--resume', run, '--epochs', '3']);
    expect([again.code, again.err]).toEqual([
      2,
      `vaekit train: ${run} was computed at once and is finished; to have another, train a new run\n`,
    ]);
  });

  it.each([
    ['--epochs', '3'],
    ['--lr', '0.1'],
    ['--optimizer', 'sgd'],
    ['--early-stopping', '2'],
  ])('have no %s', async (...option) => {
    const { code, err } = await vaekit([...pca, ...option]);
    expect([code, err]).toEqual([
      2,
      `vaekit train: ${option[0]} does not apply to pca, which is computed at once; leave it out\n`,
    ]);
  });
});
