import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceSums } from './deviceSums.js';
import { hostSums } from './hostSums.js';
import { type CountedPlayer, type StepLedger, stepLedger } from './stepLedger.js';

const players: readonly CountedPlayer[] = [{ name: 'slow', every: 2 }, { name: 'fast' }];

/** Ledgers of both kinds of sums, written to in plain numbers. */
const ledgers: readonly (readonly [string, (of?: readonly CountedPlayer[]) => StepLedger<number>])[] = [
  ['on the host', (of = players) => stepLedger('tester', of, hostSums)],
  [
    'on the device',
    (of = players) => {
      const ledger = stepLedger('tester', of, deviceSums);
      const scalars = (values: Readonly<Record<string, number>>) =>
        Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tf.scalar(value)]));
      return {
        ...ledger,
        get steps() {
          return ledger.steps;
        },
        record: ({ examples, losses, terms, skipped }) =>
          tf.tidy(() =>
            ledger.record({
              examples: tf.scalar(examples),
              losses: scalars(losses),
              terms: scalars(terms),
              ...(skipped !== undefined && { skipped: tf.scalar(skipped) }),
            }),
          ),
      };
    },
  ],
];

describe.each(ledgers)('%s', (_, make) => {
  test('means are weighted by examples, and a player that sits out steps has those of its own', async () => {
    const before = tf.memory().numTensors;
    const ledger = make();
    ledger.record({ examples: 4, losses: { slow: 4 * 3, fast: 4 * 1 }, terms: { kl: 8, reconstruction: 40 } });
    ledger.record({ examples: 2, losses: { fast: 2 * 7 }, terms: { kl: 10, reconstruction: 2 } });
    expect([ledger.steps, ledger.stepsOf('slow'), ledger.stepsOf('fast')]).toEqual([2, 1, 2]);
    const report = await ledger.read();
    expect(report).toEqual({
      steps: 2,
      examples: 6,
      losses: { slow: 3, fast: (4 + 14) / 6 },
      terms: { kl: 3, reconstruction: 7 },
      skipped: 0,
    });
    expect(Object.keys(report.losses)).toEqual(['slow', 'fast']);
    expect(await ledger.read()).toEqual({ steps: 0, examples: 0, losses: {}, terms: {}, skipped: 0 });
    ledger.record({ examples: 1, losses: { fast: 5 }, terms: {}, skipped: 1 });
    expect(await ledger.read()).toEqual({ steps: 1, examples: 1, losses: { fast: 5 }, terms: {}, skipped: 1 });
    expect(ledger.steps).toBe(3);
    ledger.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a step recorded while a report is read counts for the next', async () => {
    const ledger = make();
    ledger.record({ examples: 1, losses: { fast: 2 }, terms: {} });
    const reading = ledger.read();
    ledger.record({ examples: 3, losses: { fast: 9 }, terms: {} });
    expect(await reading).toMatchObject({ steps: 1, losses: { fast: 2 } });
    expect(await ledger.read()).toMatchObject({ steps: 1, examples: 3, losses: { fast: 3 } });
    ledger.dispose();
  });

  test('memory has everything under its name, and another ledger goes on from it', async () => {
    const before = tf.memory().numTensors;
    const ledger = make();
    ledger.record({ examples: 4, losses: { slow: 1, fast: 0.1 }, terms: { kl: 0.3 } });
    ledger.record({ examples: 2, losses: { fast: 0.2 }, terms: { kl: 0.7 } });
    const memory = await ledger.memory();
    expect(Object.keys(memory).sort()).toEqual([
      'report/examples',
      'report/loss/fast',
      'report/loss/slow',
      'report/seen/slow',
      'report/term/kl',
      'steps/all',
      'steps/player/fast',
      'steps/player/slow',
      'steps/report',
    ]);
    const again = make();
    again.record({ examples: 9, losses: { slow: 9, fast: 9 }, terms: { other: 9 } });
    again.restore(memory, []);
    expect(await again.memory()).toEqual(memory);
    expect([again.steps, again.stepsOf('slow'), again.stepsOf('fast')]).toEqual([2, 1, 2]);
    for (const one of [ledger, again]) one.record({ examples: 5, losses: { slow: 0.5, fast: 0.5 }, terms: { kl: 0.5 } });
    expect(await again.read()).toEqual(await ledger.read());
    ledger.dispose();
    again.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('nothing is written unless all of a memory is there', async () => {
    const ledger = make();
    ledger.record({ examples: 4, losses: { slow: 1, fast: 2 }, terms: {} });
    const memory = await ledger.memory();
    const { 'steps/player/slow': _, ...without } = memory;
    expect(() => ledger.restore(without, [])).toThrow(
      'tester: cannot restore `steps/player/slow`: expected 2 numbers, got none; was the run made with another model or optimizer?',
    );
    expect(() => ledger.restore({ ...memory, own: new Float32Array(2) }, [['own', 3]])).toThrow(
      'tester: cannot restore `own`: expected 3 numbers, got 2;',
    );
    expect(await ledger.memory()).toEqual(memory);
    ledger.dispose();
  });
});

test('counts are exact where float32 is not', async () => {
  const ledger = stepLedger('tester', [], hostSums);
  for (const count of [0, 2 ** 24 + 1, 2 ** 31 + 12_345, 2 ** 44 - 1]) {
    const packed = new Float32Array([Math.floor(count / 2 ** 20), count % 2 ** 20]);
    ledger.restore({ 'steps/all': packed, 'steps/report': packed }, []);
    expect(ledger.steps).toBe(count);
    expect((await ledger.memory())['steps/all']).toEqual(packed);
    expect((await ledger.read()).steps).toBe(count);
  }
});

test('sums on the host come back to the bit', () => {
  // Beyond 2^-99 the third part would be subnormal; sums of nats are not.
  const value = fc.double({ min: 1e-12, max: 1e30, noNaN: true });
  fc.assert(
    fc.property(value, fc.boolean(), (size, negative) => {
      const sum = negative ? -size : size;
      expect(hostSums.unpack(hostSums.pack(sum) as Float32Array)).toBe(sum);
    }),
  );
  expect(hostSums.unpack(hostSums.pack(0) as Float32Array)).toBe(0);
});
