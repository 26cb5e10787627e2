import { describe, expect, it } from 'vitest';
import { readCommandLine } from './commandLine.js';
import { commands } from './commands/commands.js';
import { UsageError } from './usageError.js';

const read = (...args: string[]) => readCommandLine(commands, args);
const run = (...args: string[]) => {
  const request = read(...args);
  if (request.kind !== 'run') throw new Error(`expected a run, got ${request.kind}`);
  return request;
};
const refusal = (...args: string[]): string => {
  try {
    const request = run(...args);
    request.command.check(request.values, { terminal: undefined as never, operands: request.operands, given: request.given });
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('readCommandLine', () => {
  it('reads options in both forms, in any order, and keeps defaults', () => {
    const { command, values, given } = run('train', '--data=digits', '--latent', '2', '--hidden', '400,200', '--json');
    expect(command.name).toBe('train');
    expect(values).toMatchObject({
      data: 'digits',
      latent: 2,
      hidden: [400, 200],
      json: true,
      epochs: 20,
      lr: 1e-3,
      validation: 0.1,
      'no-preview': false,
    });
    expect([...given].sort()).toEqual(['data', 'hidden', 'json', 'latent']);
  });

  it('takes values as they were typed', () => {
    expect(run('train', '--data', 'digits', '--out', '007').values['out']).toBe('007');
    expect(run('sample', '--json', '007').operands).toEqual(['007']);
    expect(run('sample', '--', '--odd-name').operands).toEqual(['--odd-name']);
    expect(run('train', '--data', 'digits', '--no-preview').values['no-preview']).toBe(true);
    expect(run('traverse', 'run', '--from', '-2').values['from']).toBe(-2);
  });

  it('finds commands of two words', () => {
    const { command, operands } = run('data', 'info', 'digits');
    expect([command.name, operands]).toEqual(['data info', ['digits']]);
  });

  it('knows help and version anywhere', () => {
    expect(read()).toEqual({ kind: 'help' });
    expect(read('--help')).toEqual({ kind: 'help' });
    expect(read('--version')).toEqual({ kind: 'version' });
    for (const line of [
      ['train', '-h'],
      ['help', 'train'],
      ['train', '--data', 'digits', '--help'],
    ]) {
      expect(read(...line)).toMatchObject({ kind: 'help', command: { name: 'train' } });
    }
  });

  it.each([
    [['trian'], 'unknown command trian (did you mean train?); expected one of train, evaluate,'],
    [['data'], 'data needs a second word; expected data list or data fetch NAME or data info NAME|PATH'],
    [['data', 'inof', 'digits'], 'data inof is unknown; expected data list or'],
    [['data', 'info', 'digit'], 'NAME|PATH is digit; expected a data set, a file or a folder (did you mean digits?)'],
    [['train', '--latnet', '3'], 'unknown option --latnet (did you mean --latent?); `vaekit train --help` lists them'],
    [['train', '-latent', '3'], 'unknown option -latent; options have two dashes'],
    [['train', '--data'], '--data needs a value: --data NAME'],
    [['train', '--data', '--json'], '--data needs a value'],
    [['train', '--json=yes'], '--json takes no value but got yes'],
    [['train', '--seed', '1', '--seed', '2'], '--seed is given twice'],
    [['train', 'digits', '--data', 'digits'], 'digits is one word too many; expected `vaekit train` with options only'],
    [['sample'], 'RUN is missing; expected `vaekit sample RUN`'],
    [['report'], 'RUN is missing; expected `vaekit report RUN…`'],
    [['train'], '--data is missing; expected a data set (`vaekit data list` names them), a file or a folder'],
    [
      ['train', '--data', 'mnit'],
      '--data is mnit; expected a data set, a file or a folder (did you mean mnist?); `vaekit data list` names the data sets',
    ],
    [['train', '--data', './x.csv', '--data-dir', 'x'], '--data-dir has no meaning beside the path ./x.csv; leave it out'],
    [['train', '--data', 'digits', '--label', 'x'], '--label has no meaning for digits; it belongs to a file or a folder'],
    [['train', '--data', './x.csv', '--exclude', 'a,,b'], '--exclude is a,,b; expected names of columns, joined by commas'],
    [['data', 'fetch', 'digits'], 'digits comes with the program; there is nothing to fetch'],
    [['data', 'fetch', 'mnits'], 'unknown data set mnits (did you mean mnist?); expected one of mnist, fashion-mnist,'],
    [['score', 'run', '--data', 'x.csv', '--split', 'train'], '--split is for the data of the run; leave it out beside --data'],
    [['train', '--data', 'digits', '--data-dir', 'x'], '--data-dir has no meaning for digits'],
    [['train', '--data', 'digits', '--model', 'gan'], '--model is gan; expected one of class-mean-cvae, cvae, iwae, vae'],
    [['train', '--data', 'digits', '--backend', 'webgl'], '--backend is webgl; expected one of auto, wasm, cpu'],
    [['train', '--data', 'digits', '--latent', '0'], '--latent is 0; expected a whole number of at least 1'],
    [['train', '--data', 'digits', '--latent', '2.5'], '--latent is 2.5; expected a whole number of at least 1'],
    [['train', '--data', 'digits', '--epochs', '-1'], '--epochs is -1; expected a whole number of at least 1'],
    [['train', '--data', 'digits', '--epochs', 'abc'], '--epochs is abc; expected a whole number of at least 1'],
    [['train', '--data', 'digits', '--lr', 'NaN'], '--lr is NaN; expected a finite number above 0'],
    [['train', '--data', 'digits', '--lr', '-Infinity'], '--lr needs a value'],
    [
      ['train', '--data', 'digits', '--validation', '1.5'],
      '--validation is 1.5; expected a part between 0 and 1 such as 0.1, test or none',
    ],
    [['train', '--data', 'digits', '--binarize', 'all'], '--binarize is all; expected one of none, static, dynamic'],
    [['train', '--data', 'digits', '--engine', 'fast'], '--engine is fast; expected one of auto, compiled, eager'],
    [['train', '--data', 'digits', '--prior', 'standard'], '--prior belongs to --model cvae, but the model is vae'],
    [
      ['train', '--data', 'digits', '--validation', 'test', '--early-stopping', '3'],
      '--early-stopping watches a validation part, but --validation is test',
    ],
    [
      ['train', '--data', 'moons', '--binarize', 'static'],
      '--binarize static makes bits, which a gaussian likelihood does not describe',
    ],
    [['train', '--data', 'moons', '--likelihood', 'bernoulli'], '--likelihood bernoulli is for values from 0 to 1'],
    [['train', '--resume', 'run', '--latent', '3'], '--resume goes on with the options the run began with; leave out --latent'],
    [['interpolate', 'run', '--between', '1,2,3'], '--between has 3 examples; expected pairs'],
    [['traverse', 'run', '--class', '1', '--example', '2'], '--class and --example both say where to start'],
  ])('%j: %s', (line, message) => expect(refusal(...line)).toContain(message));

  it('names an option that exists in every `did you mean`', () => {
    const message = refusal('train', '--epoch', '3');
    expect(message).toContain('did you mean --epochs?');
  });
});
