import { command, type Command } from '../command.js';
import { real, text, whole, wholes } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import { checkRunData, type PictureOptions, pictureOptions, type RunDataOptions, runDataOptions } from './runOptions.js';

/** The options of `traverse`. */
export interface TraverseOptions extends PictureOptions, RunDataOptions {
  readonly dims: readonly number[] | undefined;
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly class: string | undefined;
  readonly example: number | undefined;
}

const finite = { expected: 'a finite number' };

/** `vaekit traverse`. */
export const traverse: Command = command<TraverseOptions>({
  name: 'traverse',
  operands: ['RUN'],
  summary: 'Decode while one dimension of the code moves at a time',
  options: {
    dims: wholes('dimensions, counted from 0, such as 0,3-5', {
      fallback: undefined,
      placeholder: 'LIST',
      shown: 'the ten with the largest KL',
      ranges: true,
    }),
    from: real('first value; of models whose codes follow no prior, in standard deviations of the codes', {
      fallback: -3,
      ...finite,
    }),
    to: real('last value', { fallback: 3, ...finite }),
    steps: whole('values, both ends included', { fallback: 9, least: 2, most: 1000 }),
    class: text('class models: start at the mean of this class', {
      fallback: undefined,
      placeholder: 'CLASS',
      shown: 'the third',
    }),
    example: whole('start at the code of this example of the split, counted from 0', { fallback: undefined }),
    ...runDataOptions,
    ...pictureOptions('.png or .svg', 'traverse.png'),
  },
  examples: [
    'vaekit traverse runs/digits --class 7',
    'vaekit traverse runs/digits --dims 0,1 --from -2 --to 2 --steps 15 --out z.svg',
  ],
  check(options, context) {
    checkRunData(options, context);
    if (options.class !== undefined && options.example !== undefined)
      throw new UsageError('--class and --example both say where to start; give one of them');
  },
});
