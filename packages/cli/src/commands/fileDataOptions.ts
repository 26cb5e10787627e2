import { choice, custom, type OptionSpecsOf, text } from '../optionSpec.js';

/** How a file or a folder is read. */
export interface FileDataOptions {
  readonly part: 'test' | 'train' | 'validation' | undefined;
  readonly labels: string | undefined;
  readonly 'max-bytes': number | undefined;
}

const units: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

function readBytes(value: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([KMGT]?)i?B?$/i.exec(value) ?? [];
  const bytes = Math.floor(Number(number) * (units[unit?.toUpperCase() ?? ''] ?? 1));
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** `--part`, `--labels` and `--max-bytes`. */
export const fileDataOptions: OptionSpecsOf<FileDataOptions> = {
  part: choice('data in parts: the one to work on', ['train', 'validation', 'test'], { fallback: undefined, shown: '' }),
  labels: text('arrays and images: a file of labels, one an example (NPY, IDX, CSV, lines of text)', {
    fallback: undefined,
    placeholder: 'FILE',
    completes: 'file',
    shown: '',
  }),
  'max-bytes': custom<number | undefined>('the most that is read of a file and comes out of a compressed one', {
    fallback: undefined,
    placeholder: 'SIZE',
    shown: 'half of the free memory',
    read: readBytes,
    expected: 'a number of bytes such as 500M or 8G',
  }),
};
