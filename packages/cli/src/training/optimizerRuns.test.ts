import { join } from 'node:path';
import { expect, it } from 'vitest';
import { main } from '../main.js';
import { configOf, quickRun } from '../quickRun.test-helper.js';
import { runFacts } from '../runFacts.test-helper.js';
import { temporaryFolders } from '../temporaryFolder.test-helper.js';
import { recordingTerminal } from '../terminal.test-helper.js';

const temporary = temporaryFolders();
// 40 training examples in batches of 20: an epoch has two steps.
const points = ['--data', 'moons', '--limit', '40', '--validation', 'none', '--hidden', '4', '--batch-size', '20'];

async function train(...args: string[]) {
  const terminal = recordingTerminal();
  const code = await main(['train', ...args], terminal);
  return { code, err: terminal.errors() };
}

it.each([
  ['eager', 'rmsprop:rho=0.8,epsilon=1e-4,momentum=0.5', { kind: 'rmsprop', rho: 0.8, epsilon: 1e-4, momentum: 0.5 }],
  ['compiled', 'adam:epsilon=1e-4,beta1=0.5', { kind: 'adam', beta1: 0.5, beta2: 0.999, epsilon: 1e-4 }],
] as const)('%s: a run keeps its settings and steps, and goes on to the same bits', async (engine, optimizer, kept) => {
  const line = [...points, '--engine', engine, '--optimizer', optimizer, '--lr', '0.01', '--lr-schedule', 'step:0.5@1,2'];
  const [whole, parted] = [join(temporary(), 'run'), join(temporary(), 'run')];
  expect(await train(...line, '--epochs', '3', '--out', whole)).toEqual({ code: 0, err: '' });
  await quickRun(parted, [...line, '--epochs', '2']);
  expect(await train('--resume', parted, '--epochs', '3')).toEqual({ code: 0, err: '' });
  const { training, options } = await configOf(whole);
  expect(training.optimizer).toEqual({
    ...kept,
    learningRate: { kind: 'piecewiseConstant', boundaries: [2, 4], values: [0.01, 0.005, 0.0025] },
  });
  expect([options.optimizer, options['lr-schedule']]).toEqual([optimizer, 'step:0.5@1,2']);
  expect(runFacts(parted)).toEqual(runFacts(whole));
});

it('a run under a cosine says why it takes no further epochs, and what to do; steps behind the last epoch are noted', async () => {
  const run = join(temporary(), 'run');
  await quickRun(run, [...points, '--lr-schedule', 'cosine', '--epochs', '1']);
  expect(await train('--resume', run, '--epochs', '2')).toEqual({
    code: 2,
    err: expect.stringContaining(
      `${run} started with --lr-schedule cosine over 1 epochs, which fixes their number: its learning rate ends at 0; leave out --epochs, or train its weights further in a new run, --from ${run}`,
    ),
  });
  const late = join(temporary(), 'late');
  const { err } = await train(...points, '--lr-schedule', 'step:0.5@1,2', '--epochs', '2', '--out', late);
  expect(err).toBe('note: --lr-schedule step:0.5@1,2 changes nothing after epoch 2, as there are 2 epochs\n');
  const early = join(temporary(), 'early');
  await quickRun(early, [...points, '--lr-schedule', 'step:0.5@1,5', '--epochs', '1']);
  expect(await train('--resume', early, '--epochs', '2')).toEqual({
    code: 0,
    err: 'note: --lr-schedule step:0.5@1,5 changes nothing after epoch 5, as there are 2 epochs\n',
  });
});
