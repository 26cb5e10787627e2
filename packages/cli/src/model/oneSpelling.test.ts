import { type Catalog, catalog, type Options, optionTable } from '@vaekit/models';
import { modelOptionsSchema } from '@vaekit/models/schema';
import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../commandLine.js';
import { completionScript } from '../completion/completionScript.js';
import { trainCommand } from '../commands/train.js';
import { commandHelp } from '../helpText.js';

/** A catalog in which no model has this option. */
const without = (option: string): Catalog =>
  catalog.map((entry) => ({
    ...entry,
    options: Object.fromEntries(Object.entries(entry.options).filter(([name]) => name !== option)) as Options,
  }));

/** Everything that tells of options, as text. */
const derived: readonly (readonly [what: string, text: (models: Catalog) => string])[] = [
  ['the help', (models) => commandHelp(trainCommand(models), { columns: 100, color: false }).split('Examples')[0]!],
  [
    'the schema of a run',
    (models) =>
      Object.keys(modelOptionsSchema(models).entries)
        .map((name) => `--${name}`)
        .join(' '),
  ],
  ...(['bash', 'zsh', 'fish'] as const).map(
    (shell) =>
      [
        `completion in ${shell}`,
        // fish names options without their dashes, behind -l.
        (models: Catalog) => completionScript(shell, [trainCommand(models)]).replaceAll(' -l ', ' --'),
      ] as const,
  ),
  ['the table of the documentation', optionTable],
];

const names = [...new Set(catalog.flatMap(({ options }) => Object.keys(options)))];
const mentions = (text: string, option: string): boolean => new RegExp(`--${option}(?![\\w-])`).test(text);

describe.each(derived)('%s', (_, text) => {
  const whole = text(catalog);

  it.each(names)('has --%s while the catalog does, and loses it with the catalog', (option) => {
    const rest = text(without(option));
    expect(mentions(whole, option)).toBe(true);
    expect(mentions(rest, option)).toBe(false);
    expect(names.filter((other) => !mentions(rest, other))).toEqual([option]);
  });
});

it('the command line loses an option with the catalog too', () => {
  const read = (models: Catalog) => () => readCommandLine([trainCommand(models)], ['train', '--data', 'moons', '--latent', '3']);
  expect(read(catalog)).not.toThrow();
  expect(read(without('latent'))).toThrow('unknown option --latent');
});
