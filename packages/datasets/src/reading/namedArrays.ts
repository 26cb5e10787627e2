import { arrayExamples } from '../arrayExamples.js';
import { labelClasses, type LabelArray } from '../arrayLabels.js';
import { DataError } from '../dataError.js';
import type { Examples } from '../examples.js';
import type { NpyTensor, NpyText } from '../npy.js';
import type { Parts, ReadExamplesOptions } from './readExamplesOptions.js';

/** An array of a file: numbers, or texts. */
export type NamedArray = Omit<NpyTensor, 'dtype'> & { readonly dtype?: string };

/** Arrays by their names, each read when its turn has come. */
export type Arrays = ReadonlyMap<string, () => NamedArray | NpyText | Promise<NamedArray | NpyText>>;

const inputWords = ['x', 'images', 'data'];
const labelWords = ['y', 'labels', 'label', 'targets', 'target'];
const partWords = {
  train: ['train', 'training'],
  validation: ['val', 'valid', 'validation', 'dev'],
  test: ['test', 'testing'],
} as const;

/** The names that the labels of an array of that name may have, in lower case: `y_train` for `X_train`, `labels` for `images`. */
export function labelNames(input: string): readonly string[] {
  const words = input.toLowerCase().split('_');
  const place = words.findIndex((word) => inputWords.includes(word));
  return place < 0 ? [] : labelWords.map((word) => words.with(place, word).join('_'));
}

/**
 * The arrays of an archive or a folder, by the names they go by in any case: `x_train` and `y_train`, `train_images` and `train_labels`, the same with
 * `val` and `test`; `x` and `y`, `images`, `data`; or one array alone.
 */
export async function namedArrays(
  messages: string,
  arrays: Arrays,
  { channels }: Pick<ReadExamplesOptions, 'channels'> = {},
): Promise<Parts> {
  const names = [...arrays.keys()];
  const named = (wanted: readonly string[]): string | undefined =>
    wanted.flatMap((word) => names.find((name) => name.toLowerCase() === word) ?? [])[0];
  const inputsOf = (words: readonly string[]): string | undefined =>
    named(words.flatMap((word) => inputWords.flatMap((input) => [`${input}_${word}`, `${word}_${input}`])));
  const inputs = {
    train: inputsOf(partWords.train) ?? named(inputWords) ?? (names.length === 1 ? names[0] : undefined),
    validation: inputsOf(partWords.validation),
    test: inputsOf(partWords.test),
  };
  if (inputs.train === undefined) {
    throw new DataError(
      'unsupported',
      `${messages} holds the arrays ${names.join(', ') || '(none)'}; x_train, y_train, x_test, y_test, or x and y, or one array alone was expected`,
    );
  }
  const labels = new Map<string, LabelArray>();
  for (const input of Object.values(inputs)) {
    const label = input === undefined ? undefined : named(labelNames(input));
    const array = label === undefined ? undefined : await arrays.get(label)?.();
    if (input !== undefined && array !== undefined) labels.set(input, array);
  }
  const classes = labels.size === 0 ? undefined : labelClasses(messages, [...labels.values()]);
  const part = async (input: string | undefined): Promise<Examples<'none'> | undefined> => {
    const x = input === undefined ? undefined : await arrays.get(input)?.();
    if (input === undefined || x === undefined) return undefined;
    const name = names.length === 1 ? messages : `${messages}, ${input}`;
    const y = labels.get(input);
    return arrayExamples(numbersOf(name, x), y, {
      name,
      ...(channels === undefined ? {} : { channels }),
      ...(y === undefined || classes === undefined ? {} : { classes }),
    });
  };
  const [train, validation, test] = [await part(inputs.train), await part(inputs.validation), await part(inputs.test)];
  if (train === undefined) throw new DataError('empty', `${messages} holds no array '${inputs.train}'`);
  return { train, ...(validation === undefined ? {} : { validation }), ...(test === undefined ? {} : { test }) };
}

/** An array that holds numbers; throws a `DataError` of kind `'type'` for texts. */
export function numbersOf(name: string, array: NamedArray | NpyText): NamedArray {
  if (Array.isArray(array.data)) {
    throw new DataError('type', `${name}: an array of texts (${array.dtype}); numbers were expected`);
  }
  return array as NamedArray;
}
