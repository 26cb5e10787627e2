import { command, type Command } from '../command.js';
import { choice, flag, whole, wholes } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import { checkRunData, type PictureOptions, pictureOptions, type RunDataOptions, runDataOptions } from './runOptions.js';

/** The options of `interpolate`. */
export interface InterpolateOptions extends PictureOptions, RunDataOptions {
  readonly between: readonly number[] | undefined;
  readonly grid: boolean;
  readonly paths: number;
  readonly steps: number;
  readonly method: 'linear' | 'spherical';
}

/** `vaekit interpolate`. */
export const interpolate: Command = command<InterpolateOptions>({
  name: 'interpolate',
  operands: ['RUN'],
  summary: 'Decode the path from one example to another: strips, an animation, or a grid between four',
  options: {
    between: wholes('pairs of examples by number in the split, counted from 0; four with --grid', {
      fallback: undefined,
      placeholder: 'A,B',
      shown: 'pairs of neighboring classes',
    }),
    grid: flag('a grid with four examples at its corners instead of paths'),
    paths: whole('pairs to choose without --between', { fallback: 5, least: 1, most: 100 }),
    steps: whole('images on a path, both ends included', { fallback: 9, least: 2, most: 1000 }),
    method: choice('spherical stays on the shell where a high-dimensional prior has its mass', ['linear', 'spherical'], {
      fallback: 'linear',
    }),
    ...runDataOptions,
    ...pictureOptions('.png, .svg or .gif; .csv of a table', 'interpolate.png; rows of a table to standard output'),
  },
  examples: [
    'vaekit interpolate runs/digits --out ways.gif',
    'vaekit interpolate runs/digits --between 3,17 --steps 15 --method spherical',
  ],
  check(options, context) {
    const { between, grid } = options;
    checkRunData(options, context);
    if (grid && between !== undefined && between.length !== 4)
      throw new UsageError(`--between has ${between.length} examples; --grid needs four, such as 3,17,40,8`);
    if (between !== undefined && between.length % 2 !== 0)
      throw new UsageError(`--between has ${between.length} examples; expected pairs, such as 3,17`);
  },
});
