import { catalog } from '@vaekit/models';
import { describe, expect, it } from 'vitest';
import { command } from './command.js';
import { readCommandLine, type RunRequest } from './commandLine.js';
import { commands } from './commands/commands.js';
import { applyConfig } from './config/applyConfig.js';
import { custom, whole, wholes } from './optionSpec.js';
import { UsageError } from './usageError.js';

const modelNames = catalog.map(({ name }) => name);

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
      epochs: undefined,
      lr: undefined,
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
    expect(run('traverse', 'run', '--from=-2', '--to', '-.5').values).toMatchObject({ from: -2, to: -0.5 });
    expect(run('sample', '-12').operands).toEqual(['-12']);
    expect(run('sample', '-1-2').operands).toEqual(['-1-2']);
    expect(run('compare', '-', 'b', '--', '-h', '--', '-1').operands).toEqual(['-', 'b', '-h', '--', '-1']);
    expect(run('report', 'a', '--title', 'x=y', '--out=--json=1').values).toMatchObject({ title: 'x=y', out: '--json=1' });
    expect(run('report', 'a', '--title', 'word', '--out', 'a b').values).toMatchObject({ title: 'word', out: 'a b' });
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
    [['trian'], 'unknown command trian (did you mean train?); expected one of train, sweep, evaluate,'],
    [['data'], 'data needs a second word; expected data list or data fetch NAME or data info NAME|PATH'],
    [['data', 'inof', 'digits'], 'data inof is unknown; expected data list or'],
    [['data', 'info', 'digit'], 'NAME|PATH is digit; expected a data set, a file or a folder (did you mean digits?)'],
    [['train', '--latnet', '3'], 'unknown option --latnet (did you mean --latent?); `vaekit train --help` lists them'],
    [['train', '--no-previw'], 'unknown option --no-previw (did you mean --no-preview?)'],
    [['train', '--no-json'], 'unknown option --no-json'],
    [['train', '--constructor'], 'unknown option --constructor'],
    [['train', '--__proto__=1'], 'unknown option --__proto__'],
    [['train', '---json'], 'unknown option ---json'],
    [['train', '-j'], 'unknown option -j; options start with two dashes'],
    [['train', '-hv'], 'unknown option -hv; options start with two dashes'],
    [['train', '--data', '--'], '--data needs a value'],
    [['train', '--data', '-h'], '--data needs a value'],
    [['train', '--json='], '--json takes no value but got an empty one'],
    [['train', '--debug=true'], '--debug takes no value but got true'],
    [['train', '--debug', '--debug'], '--debug is given twice; once is enough'],
    [['train', '--data', 'digits', '--', '--latent'], 'unexpected argument --latent'],
    [['train', '-latent', '3'], 'unknown option -latent; options start with two dashes'],
    [['train', '--data'], '--data needs a value: --data NAME'],
    [['train', '--data', '--json'], '--data needs a value'],
    [['train', '--json=yes'], '--json takes no value but got yes'],
    [['train', '--seed', '1', '--seed', '2'], '--seed is given twice'],
    [['train', 'digits', '--data', 'digits'], 'unexpected argument digits; expected `vaekit train` with options only'],
    [['sample'], 'RUN is missing; expected `vaekit sample RUN`'],
    [['report'], 'RUN is missing; expected `vaekit report RUN…`'],
    [['train'], '--data is missing; expected a data set (`vaekit data list` names them), a file or a folder'],
    [
      ['train', '--data', 'mnit'],
      '--data is mnit; expected a data set, a file or a folder (did you mean mnist?); `vaekit data list` names the data sets',
    ],
    [['train', '--data', './x.csv', '--data-dir', 'x'], '--data-dir does not apply to the path ./x.csv; leave it out'],
    [['train', '--data', 'digits', '--label', 'x'], '--label does not apply to digits; it belongs to a file or a folder'],
    [['train', '--data', './x.csv', '--exclude', 'a,,b'], '--exclude is a,,b; expected names of columns, joined by commas'],
    [['data', 'fetch', 'digits'], 'digits comes with the program; there is nothing to fetch'],
    [['data', 'fetch', 'mnits'], 'unknown data set mnits (did you mean mnist?); expected one of mnist, fashion-mnist,'],
    [['score', 'run', '--data', 'x.csv', '--split', 'train'], '--split is for the data of the run; leave it out beside --data'],
    [['train', '--data', 'digits', '--data-dir', 'x'], '--data-dir does not apply to digits'],
    [['train', '--data', 'digits', '--model', 'flow'], `--model is flow; expected one of ${modelNames.join(', ')}`],
    [['train', '--data', 'digits', '--backend', 'webgl'], '--backend is webgl; expected one of auto, wasm, cpu'],
    [['train', '--data', 'digits', '--latent', '0'], '--latent is 0; expected a whole number of at least 1'],
    [['train', '--data', 'digits', '--latent', '2.5'], '--latent is 2.5; expected a whole number of at least 1'],
    [['train', '--data', 'digits', '--epochs', '-1'], '--epochs is -1; expected a whole number of at least 1'],
    [['train', '--data', 'digits', '--epochs', 'abc'], '--epochs is abc; expected a whole number of at least 1'],
    [
      ['train', '--data', 'digits', '--weight-decay', '0.1'],
      '--weight-decay belongs to --optimizer adamw, but the optimizer is adam; give --optimizer adamw too',
    ],
    [
      ['train', '--data', 'digits', '--optimizer', 'adamw', '--weight-decay', '-1'],
      '--weight-decay is -1; expected a finite number of at least 0, such as 0.01',
    ],
    [
      ['train', '--data', 'digits', '--arch', 'conv', '--filters', '8,0'],
      '--filters is 8,0; expected whole numbers of at least 1, joined by commas',
    ],
    [['train', '--data', 'digits', '--clip-norm', '0'], '--clip-norm is 0; expected a finite number above 0'],
    [
      ['train', '--data', 'digits', '--model', 'gan', '--clip-norm', '1'],
      '--clip-norm does not apply to gan, whose players have optimizers of their own; give --generator-lr and --discriminator-lr',
    ],
    [
      ['train', '--data', 'digits', '--model', 'gan', '--average-weights', '0.9'],
      '--average-weights is --game-average for gan, and has a default; give that',
    ],
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
      '--early-stopping needs a validation part, but --validation is test',
    ],
    [
      ['train', '--data', 'moons', '--binarize', 'static'],
      '--binarize static makes bits, which a gaussian likelihood does not describe',
    ],
    [['train', '--data', 'moons', '--likelihood', 'bernoulli'], '--likelihood bernoulli is for values from 0 to 1'],
    [['train', '--resume', 'run', '--latent', '3'], '--resume uses the options the run started with; leave out --latent'],
    [['interpolate', 'run', '--between', '1,2,3'], '--between has 3 examples; expected pairs'],
    [['traverse', 'run', '--class', '1', '--example', '2'], '--class and --example both say where to start'],
  ])('%j: %s', (line, message) => expect(refusal(...line)).toContain(message));

  it('gives an option that repeats as a list, in order', () => {
    const vary = custom<readonly string[]>('', { fallback: [], repeats: true, read: (text) => [text], expected: 'a text' });
    const seeds = { ...wholes('', { fallback: undefined, ranges: true }), repeats: true };
    const seed = whole('', { fallback: 0 });
    const sweep = command({ name: 'sweep', summary: '', options: { vary, seeds, seed }, examples: [] });
    const swept = (...args: string[]) => readCommandLine([sweep], ['sweep', ...args]) as RunRequest;
    expect(swept().values).toEqual({ vary: [], seeds: undefined, seed: 0 });
    const { values, given } = swept('--vary', 'latent=2', '--seeds=1', '--vary=beta=1', '--seeds', '3-5');
    expect(values).toEqual({ vary: ['latent=2', 'beta=1'], seeds: [1, 3, 4, 5], seed: 0 });
    expect([...given]).toEqual(['vary', 'seeds']);
    expect(() => swept('--seed', '1', '--seed=2')).toThrow('--seed is given twice; once is enough');
    expect(() => swept('--seeds', '1', '--seeds')).toThrow('--seeds needs a value: --seeds N,N');
    const file = (content: unknown) =>
      applyConfig(swept('--seed', '1'), { name: 'c.json', asked: true, folder: process.cwd(), content }, [sweep]);
    expect(file({ sweep: { vary: ['latent=2', 'beta=1'], seeds: '7' } })).toEqual({
      vary: ['latent=2', 'beta=1'],
      seeds: [7],
      seed: 1,
    });
    expect(() => file({ sweep: { vary: [true] } })).toThrow('c.json: sweep.vary is [true]; expected VALUE');
  });

  it('finds the command behind a configuration file', () => {
    expect(run('--config', 'my.json', 'train', '--latent', '3')).toMatchObject({ config: 'my.json', values: { latent: 3 } });
    expect(run('--debug', 'train', '--no-config')).toMatchObject({ config: false, command: { name: 'train' } });
    expect(run('train')).not.toHaveProperty('config');
  });

  it('turns switches of commands off and on', () => {
    expect(run('train', '--batch-norm=false').values['batch-norm']).toBe(false);
    expect([...run('train', '--batch-norm=false').given]).toEqual(['batch-norm']);
    expect(run('train', '--batch-norm=true', '--no-preview=false').values).toMatchObject({
      'batch-norm': true,
      'no-preview': false,
    });
  });

  it('names an option that exists in every `did you mean`', () => {
    const message = refusal('train', '--epoch', '3');
    expect(message).toContain('did you mean --epochs?');
  });
});
