import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../commandLine.js';
import { commands } from '../commands/commands.js';
import type { SweepOptions } from '../commands/sweep.js';
import { planSweep } from './planSweep.js';

/** The plan of a command line, or what is said against it. */
function planOf(...args: readonly string[]): ReturnType<typeof planSweep> {
  const request = readCommandLine(commands, ['sweep', '--data', 'digits', '--out', 'nowhere', ...args]);
  if (request.kind !== 'run') throw new Error('planOf: expected a run');
  request.command.check(request.values, { terminal: undefined as never, operands: [], given: request.given });
  return planSweep(request.values as unknown as SweepOptions & Readonly<Record<string, unknown>>);
}

describe('the options of a sweep', () => {
  it.each([
    [['--latent', '2,8,32'], ['2', '8', '32'], 'latent'],
    [['--seed', '0-3'], ['0', '1', '2', '3'], 'seed'],
    [['--seed', '0-1,7'], ['0', '1', '7'], 'seed'],
    [['--hidden', '64;128,64'], ['64', '128,64'], 'hidden'],
    [['--lr', '1e-3,1e-2'], ['1e-3', '1e-2'], 'lr'],
    [['--optimizer', 'adam,rmsprop:rho=0.99'], ['adam', 'rmsprop:rho=0.99'], 'optimizer'],
    [['--optimizer', 'adam;adam:beta1=0.5,epsilon=1e-4'], ['adam', 'adam:beta1=0.5,epsilon=1e-4'], 'optimizer'],
    [['--lr-schedule', 'cosine;step:0.5@2,4'], ['cosine', 'step:0.5@2,4'], 'lr-schedule'],
  ])('%j go through %j', (args, values, name) => {
    const { common, trials } = planOf(...args);
    expect(trials.map(({ options }) => options[name])).toEqual(values);
    expect(common).toEqual(['--data=digits']);
  });

  it('leaves alone what train takes as one value, and switches', () => {
    const { common, trials } = planOf('--hidden', '64,32', '--model', 'vae,class-mean-cvae', '--batch-norm');
    expect([...common].sort()).toEqual(['--batch-norm', '--data=digits', '--hidden=64,32']);
    expect(trials.map(({ options }) => options)).toEqual([{ model: 'vae' }, { model: 'class-mean-cvae' }]);
  });

  it('draws from ranges, whole numbers where the option takes those alone, with every seed', () => {
    const { trials } = planOf('--latent', '2..4', '--lr', '1e-4..1e-2:log', '--random', '5', '--seed', '0-1');
    expect(trials).toHaveLength(10);
    for (const { options } of trials) expect(['2', '3', '4']).toContain(options['latent']);
  });

  it.each([
    [['--latent', '2,x'], '--latent is x; expected a whole number'],
    [['--latent', '2,2'], '--latent has 2 twice'],
    [['--latent', '2..8'], '--latent is a range to draw from; give --random N too'],
    [['--lr', '1e-2..1e-4', '--random', '2'], '--lr is 1e-2..1e-4; expected a range of numbers, the lower one first'],
    [['--seed', '0..4', '--latent', '1,2', '--random', '2'], 'seeds are never drawn'],
    [['--random', '3', '--seed', '0-4'], '--random 3 has nothing to draw'],
    [['--latent', '1,2', '--random', '3'], '--random is 3, but only 2 different configurations were found'],
    [
      [],
      'a sweep trains several models, but no option has several values; give one several, such as --latent 2,8,32 or --seed 0-4',
    ],
    [['--hidden', '64,32'], 'semicolons join values that have commas themselves, --hidden "64;128,64"'],
    [['--random-seed', '3'], '--random-seed is what --random N draws from'],
    [['--resume', 'sweeps/a'], '--resume goes on with what sweeps/a was planned as; leave out --out, --data'],
    [['--model', 'vae,beta-vae', '--separation', '1'], 'training 1-model-vae: '],
  ])('%j: %s', (args, text) => {
    expect(() => planOf(...args)).toThrow(text);
  });
});
