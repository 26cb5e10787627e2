import { command, type Command } from '../command.js';
import { flag, real, text, whole } from '../optionSpec.js';
import { type PictureOptions, pictureOptions, seedOption } from './runOptions.js';

/** The options of `sample`. */
export interface SampleOptions extends PictureOptions {
  readonly count: number | undefined;
  readonly classes: string | undefined;
  readonly condition: string | undefined;
  readonly temperature: number;
  readonly draw: boolean | undefined;
  readonly columns: number | undefined;
  readonly seed: number;
}

/** `vaekit sample`. */
export const sample: Command = command<SampleOptions>({
  name: 'sample',
  operands: ['RUN'],
  summary: 'Draw new examples from a trained model',
  options: {
    count: whole('samples; of each class where the model has classes', {
      fallback: undefined,
      least: 1,
      most: 100_000,
      shown: '10 of each class, else 64',
    }),
    classes: text('class models: the classes to draw, by name or, where names are words, by number from 0, such as 0-4,7', {
      fallback: undefined,
      placeholder: 'LIST',
      shown: 'all',
    }),
    condition: text(
      'models of train --condition: a value for each of its columns, spelled as in the file (dates also as 2024-02-29)',
      {
        fallback: undefined,
        placeholder: 'NAME=VALUE,NAME=VALUE',
        shown: '',
      },
    ),
    temperature: real('factor of the standard deviation of the prior', {
      fallback: 1,
      accepts: (value) => value >= 0,
      expected: 'a finite number of at least 0',
    }),
    draw: {
      ...flag('draw the values from p(x|z) too, instead of taking their mean'),
      fallback: undefined,
      shown: 'tables only; --draw=false for means',
    },
    columns: whole('images in a row, without classes', { fallback: undefined, least: 1, shown: 'as square as can be' }),
    seed: seedOption,
    ...pictureOptions('.png, .svg, or .csv for the numbers', 'sample.png; rows of a table to standard output'),
  },
  examples: [
    'vaekit sample runs/patients --count 1000 --out patients.csv',
    'vaekit sample runs/doses --condition age=40,dose=2 --count 100',
    'vaekit sample runs/digits --classes 0-9 --count 10',
    'vaekit sample runs/digits --temperature 0.7 --seed 3 --out samples.svg',
  ],
});
