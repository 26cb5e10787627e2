import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryRunStore } from './memoryRunStore.js';
import { type EpochMetrics, epochMetrics, METRICS_FILE, metricsRecord, metricsText, readMetrics } from './runMetrics.js';
import type { RunStore } from './runStore.js';

const lines: readonly EpochMetrics[] = [1, 2, 3].map((epoch) => ({
  epoch,
  training: { loss: 3 / epoch, reconstruction: 2 / epoch, kl: 1 / epoch, separation: 0.25, accuracy: 0.5 },
  validation: { loss: 4 / epoch, kl: Number.NaN },
  seconds: 0.125,
}));

const storeWith = async (text: string): Promise<RunStore> => {
  const store = memoryRunStore();
  await store.write(METRICS_FILE, text);
  return store;
};
const whole = async (): Promise<string> => (await metricsText(lines, '')).text;

test('lines come back, the usual terms first and accuracies last', async () => {
  const mixed = lines.map((line) => ({ ...line, training: Object.fromEntries(Object.entries(line.training).reverse()) }));
  const { text } = await metricsText(mixed, '');
  expect(text).toBe(await whole());
  expect(Object.keys(JSON.parse(text.split('\n')[0]!) as object)).toEqual([
    ...['epoch', 'loss', 'reconstruction', 'kl', 'separation', 'accuracy', 'validation', 'seconds', 'seal'],
  ]);
  expect(await readMetrics(await storeWith(text))).toEqual({ metrics: lines, warnings: [] });
  expect(await readMetrics(await storeWith(text), 2)).toEqual({ metrics: lines.slice(0, 2), warnings: [] });
  expect(await readMetrics(memoryRunStore())).toEqual({ metrics: [], warnings: [] });
});

test('lines that are added one at a time are those that are written at once', async () => {
  let [text, seal] = ['', ''];
  for (const line of lines) {
    const added = await metricsText([line], seal);
    text += added.text;
    seal = added.seal;
  }
  expect(text).toBe(await whole());
});

test('the seal is SHA-256 over the one before it and the line without its wall time', async () => {
  // printf '{"epoch":1,"loss":2}' | sha256sum, and with that before '{"epoch":2,"loss":1}'
  const { text } = await metricsText(
    [
      { epoch: 1, training: { loss: 2 }, seconds: 9 },
      { epoch: 2, training: { loss: 1 }, seconds: 8 },
    ],
    '',
  );
  const seals = text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { seal: string }).seal);
  expect(seals).toEqual([
    'ca131c749bfcdf7f46530f830f9ce920f258e4fa295e4ca26c5c6a54b9a3e1d8',
    '642ec78454d5b655197424acd3bd1121005157f0ec8548da10c280d162e6da5e',
  ]);
});

describe('a line that was changed is refused', () => {
  test('whichever character outside the wall time it is', async () => {
    const text = await whole();
    const places = Array.from({ length: text.length }, (_, at) => at).filter((at) => {
      const start = text.lastIndexOf('"seconds":', at);
      return !(start >= 0 && at < start + '"seconds":0.125'.length) && at < text.length - 1;
    });
    const change = fc.record({ at: fc.constantFrom(...places), to: fc.constantFrom('0', '7', 'x', ' ', '\n', '"') });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, to }) => {
        fc.pre(text[at] !== to);
        const changed = text.slice(0, at) + to + text.slice(at + 1);
        await expect(readMetrics(await storeWith(changed), 3)).rejects.toThrow(/^memory\/metrics\.jsonl is damaged \(/);
      }),
      { numRuns: 300 },
    );
  });

  test('and so are lines that were left out, doubled or put in another order', async () => {
    const [a, b, c] = (await whole()).split('\n') as [string, string, string];
    for (const text of [`${b}\n${c}\n`, `${a}\n${c}\n`, `${a}\n${a}\n`, `${b}\n${a}\n${c}\n`])
      await expect(readMetrics(await storeWith(text))).rejects.toThrow('is not the line written for epoch');
  });
});

test('a last line that was cut off is left out with a word, unless it is needed', async () => {
  const text = await whole();
  const last = text.lastIndexOf('{"epoch"');
  for (const end of [last + 1, last + 30, text.length - 3]) {
    const store = await storeWith(text.slice(0, end));
    expect(await readMetrics(store)).toEqual({
      metrics: lines.slice(0, 2),
      warnings: ['memory/metrics.jsonl: the last line is incomplete and was ignored'],
    });
    expect(await readMetrics(store, 2)).toEqual({ metrics: lines.slice(0, 2), warnings: [] });
    await expect(readMetrics(store, 3)).rejects.toThrow('memory/metrics.jsonl is damaged (2 lines for 3 epochs); restore it');
  }
  // An editor that takes the last line feed away.
  expect((await readMetrics(await storeWith(text.trimEnd()), 3)).metrics).toEqual(lines);
  await expect(readMetrics(memoryRunStore(), 1)).rejects.toThrow('cannot read memory/metrics.jsonl, which should have 1 lines');
});

test('what fit logs becomes a line', () => {
  const logs = { loss: 3, kl: 1, val_loss: 4, val_kl: 2 };
  expect(epochMetrics(0, logs, 1.23456, { accuracy: 0.5 })).toEqual({
    epoch: 1,
    training: { loss: 3, kl: 1 },
    validation: { loss: 4, kl: 2, accuracy: 0.5 },
    seconds: 1.235,
  });
  expect(metricsRecord(epochMetrics(1, { loss: Infinity }, 0))).toEqual({ epoch: 2, loss: 'Infinity', seconds: 0 });
});
