import { expect, it } from 'vitest';
import oracle from '../oracles/events.json' with { type: 'json' };
import { eventRecords, type EventValues, fileVersion, summaryEvent } from './eventRecords.js';
import { memoryRunStore } from './memoryRunStore.js';
import { tensorBoardTracker } from './tensorBoardTracker.js';
import { trackedScores } from './tracker.js';

const file = Uint8Array.from(Buffer.from(oracle.file, 'base64'));
const FILE = 'events.out.tfevents.0.vaekit';
const options = { model: 'vae', note: 'a|b' };
const stepsOf = async (store: ReturnType<typeof memoryRunStore>): Promise<number[]> =>
  eventRecords((await store.read(FILE))!).map(({ step }) => step);

it('writes the bytes of the writer of TensorBoard', () => {
  const mine = oracle.events.map(({ step, values }) => {
    const numbers = Object.entries(values).map(([name, value]) => [name, value === 'Infinity' ? Infinity : value]);
    return summaryEvent(oracle.time, step, Object.fromEntries(numbers) as EventValues);
  });
  expect(Buffer.concat([fileVersion(oracle.time), ...mine]).equals(file)).toBe(true);
});

it('reads steps and ends of whole records, up to one that is cut off or damaged', () => {
  const records = eventRecords(file).slice(1);
  expect(records).toEqual(oracle.events.map(({ step }, i) => ({ step, end: oracle.ends[i] })));
  for (let length = 0; length < file.length; length++)
    expect(eventRecords(file.subarray(0, length)).slice(1)).toEqual(records.filter(({ end }) => end <= length));
  for (let at = 0; at < file.length; at += 5) {
    const damaged = file.slice();
    damaged[at]! ^= 16;
    expect(eventRecords(damaged).slice(1)).toEqual(records.filter(({ end }) => end <= at));
  }
});

it('goes on with its file: no step twice, none from after the point of resumption', async () => {
  const store = memoryRunStore();
  const tracker = tensorBoardTracker(store);
  expect(await tracker.start({ name: 'run', options })).toBe(0);
  for (const step of [1, 2, 3, 3]) await tracker.log(step, { loss: step });
  await tracker.finish();
  const whole = (await store.read(FILE))!;
  expect(new TextDecoder().decode(whole)).toContain('| note | a\\|b |');
  expect(await stepsOf(store)).toEqual([0, 0, 1, 2, 3, 3]);

  // The second record of step 3 said how the training had ended.
  expect(await tensorBoardTracker(store).start({ name: 'run', options, step: 5 })).toBe(3);
  expect(await stepsOf(store)).toEqual([0, 0, 1, 2, 3]);
  await store.append(FILE, whole.subarray(0, 20));
  expect(await tensorBoardTracker(store).start({ name: 'run', options, step: 2 })).toBe(2);
  expect(await stepsOf(store)).toEqual([0, 0, 1, 2]);
  expect(await tensorBoardTracker(store).start({ name: 'run', options, step: 0 })).toBe(0);
  expect(await stepsOf(store)).toEqual([0, 0]);
});

it('begins anew where the file is none of its own', async () => {
  const store = memoryRunStore();
  await store.write(FILE, 'no event file');
  expect(await tensorBoardTracker(store).start({ name: 'run', options, step: 4 })).toBe(0);
  expect(await stepsOf(store)).toEqual([0, 0]);
});

it('names the values of an epoch by term and part', () => {
  const line = { epoch: 2, training: { loss: 3, kl: 1 }, validation: { loss: 4 }, seconds: 0.5 };
  expect(trackedScores(line)).toEqual({ 'loss/training': 3, 'kl/training': 1, 'loss/validation': 4, seconds: 0.5 });
});
