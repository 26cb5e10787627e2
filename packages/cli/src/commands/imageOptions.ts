import type { ReadExamplesOptions } from '@vaekit/datasets';
import { choice, custom, flag, type OptionSpecsOf } from '../optionSpec.js';

/** How images are read: of a folder, an array or a table. */
export interface ImageChoice {
  /** `WIDTHxHEIGHT`. */
  readonly size: string | undefined;
  readonly fit: 'crop' | 'pad' | 'stretch';
  readonly grayscale: boolean;
  readonly channels: 'first' | 'last' | undefined;
  /** `HEIGHTxWIDTHxCHANNELS`. */
  readonly image: string | undefined;
}

const sizes = (text: string): readonly number[] | undefined => {
  const sides = text.trim().toLowerCase().split('x');
  return sides.every((side) => /^[1-9]\d{0,4}$/.test(side)) ? sides.map(Number) : undefined;
};

/** The options by which images are read. */
export const imageOptions: OptionSpecsOf<ImageChoice> = {
  size: custom<string | undefined>('image files: the size they are brought to', {
    fallback: undefined,
    placeholder: 'N|WxH',
    shown: 'their own',
    read(text) {
      const [width = 0, height = width, ...rest] = sizes(text) ?? [];
      return width === 0 || rest.length > 0 ? undefined : `${width}x${height}`;
    },
    expected: 'a side such as 64, or width and height such as 64x48',
  }),
  fit: choice('image files of other proportions than --size: edges cut off, bars, or stretched', ['crop', 'pad', 'stretch'], {
    fallback: 'crop',
  }),
  grayscale: flag('image files: one channel, whatever their colors'),
  channels: choice('arrays of images: where the channels are', ['first', 'last'], {
    fallback: undefined,
    shown: 'told by the sizes',
  }),
  image: custom<string | undefined>('tables of numbers: rows are images of this height and width, perhaps of 3 channels', {
    fallback: undefined,
    placeholder: 'HxW|HxWx3',
    shown: 'told by the names of columns',
    read(text) {
      const [height = 0, width = 0, channels = 1, ...rest] = sizes(text) ?? [];
      const fits = width > 0 && rest.length === 0 && (channels === 1 || channels === 3);
      return fits ? `${height}x${width}x${channels}` : undefined;
    },
    expected: 'height and width such as 28x28, or 32x32x3',
  }),
};

/** Of the options of a run those by which its images were read. */
export function imageChoiceOf(options: Partial<ImageChoice>): Partial<ImageChoice> {
  const names = Object.keys(imageOptions) as (keyof ImageChoice)[];
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

/** Those options as the readers take them; those of a run that knew none of them say nothing. */
export function imageReading(choice: Partial<ImageChoice>): Pick<ReadExamplesOptions, 'channels' | 'image' | 'images'> {
  const [width, height] = sizes(choice.size ?? '') ?? [];
  const [rows, columns, planes] = sizes(choice.image ?? '') ?? [];
  return {
    ...(choice.channels === undefined ? {} : { channels: choice.channels }),
    ...(rows === undefined ? {} : { image: { height: rows, width: columns!, channels: planes! } }),
    images: {
      fit: choice.fit ?? 'crop',
      ...(choice.grayscale === true ? { color: 'gray' } : {}),
      ...(width === undefined ? {} : { size: { width, height: height! } }),
    },
  };
}
