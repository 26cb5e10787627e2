import type { PlainTensor } from '@vaekit-internal/base';
import { arrayExamples } from '../arrayExamples.js';
import { DataError } from '../dataError.js';
import type { Examples } from '../examples.js';
import type { Parts } from './readExamplesOptions.js';

/** Names of arrays that belong together: inputs, labels. */
export const pairs = {
  train: [
    ['x_train', 'y_train'],
    ['X_train', 'y_train'],
    ['train_images', 'train_labels'],
    ['train_x', 'train_y'],
  ],
  test: [
    ['x_test', 'y_test'],
    ['X_test', 'y_test'],
    ['test_images', 'test_labels'],
    ['test_x', 'test_y'],
  ],
  whole: [
    ['x', 'y'],
    ['X', 'y'],
    ['images', 'labels'],
    ['data', 'labels'],
    ['data', 'target'],
  ],
} as const;

/** Arrays by their names, each read when its turn has come. */
export type Arrays = ReadonlyMap<string, () => PlainTensor | Promise<PlainTensor>>;

/** The arrays of an archive or a folder, by the names they go by. */
export async function namedArrays(messages: string, arrays: Arrays): Promise<Parts> {
  const names = [...arrays.keys()];
  const find = async (kind: keyof typeof pairs): Promise<Examples<'none'> | undefined> => {
    const pair = pairs[kind].find(([inputs]) => names.includes(inputs));
    if (pair === undefined) return undefined;
    const [inputs, labels] = pair;
    const x = await arrays.get(inputs)?.();
    return x === undefined ? undefined : arrayExamples(x, await arrays.get(labels)?.(), { name: `${messages}, ${inputs}` });
  };
  const [only, ...others] = names;
  const single = only !== undefined && others.length === 0 ? await arrays.get(only)?.() : undefined;
  const train =
    (await find('train')) ??
    (await find('whole')) ??
    (single === undefined ? undefined : arrayExamples(single, undefined, { name: messages }));
  if (train === undefined) {
    throw new DataError(
      'unsupported',
      `${messages} holds the arrays ${names.join(', ') || '(none)'}; x_train, y_train, x_test, y_test, or x and y, or one array alone was expected`,
    );
  }
  const test = await find('test');
  return { train, ...(test === undefined ? {} : { test }) };
}
