import { command, type Command } from '../command.js';
import { text, whole } from '../optionSpec.js';
import { checkRunData, type PictureOptions, pictureOptions, type RunDataOptions, runDataOptions } from './runOptions.js';

/** The options of `transform`. */
export interface TransformOptions extends PictureOptions, RunDataOptions {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly count: number | undefined;
  readonly seed: number | undefined;
}

/** `vaekit transform`. */
export const transform: Command = command<TransformOptions>({
  name: 'transform',
  operands: ['RUN'],
  summary: 'Carry examples over to other classes and keep their style (class models)',
  options: {
    from: text('the classes of the examples, by name or number', {
      fallback: undefined,
      placeholder: 'LIST',
      shown: 'all in turn',
    }),
    to: text('the classes to carry them over to', { fallback: undefined, placeholder: 'LIST', shown: 'all' }),
    count: whole('examples', { fallback: undefined, least: 1, shown: '10 in a picture, all rows of a table' }),
    seed: whole('draw the code from q(z|x) with this seed', { fallback: undefined, shown: 'take its mean' }),
    ...runDataOptions,
    ...pictureOptions('.png or .svg; .csv of a table', 'transform.png; rows of a table to standard output'),
  },
  examples: ['vaekit transform runs/digits --from 3 --to 8', 'vaekit transform runs/digits --count 5 --out styles.svg'],
  check: checkRunData,
});
