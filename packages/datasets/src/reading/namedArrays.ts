import { arrayExamples } from '../arrayExamples.js';
import { labelClasses, type LabelArray } from '../arrayLabels.js';
import { DataError } from '../dataError.js';
import { defined } from '../defined.js';
import { faults } from '../faults.js';
import type { Examples } from '../examples.js';
import type { NpyTensor, NpyText } from '../npy.js';
import { chosenParts, partOf } from './dataParts.js';
import { type PartName, partNames, type Parts, type ReadExamplesOptions } from './readExamplesOptions.js';

/** What arrays of inputs and of labels are called; the first that is there counts. */
const roles = {
  x: ['x', 'images', 'image', 'imgs', 'img', 'data', 'inputs', 'input', 'features', 'samples', 'pixels', 'embeddings'],
  y: ['y', 'labels', 'label', 'targets', 'target'],
} as const;

/** Whose array a name is: inputs or labels, of which part (`x_train`, `trainX`, `val_images`, `train/x`; `x` of none). */
interface ArrayName {
  readonly part: PartName | undefined;
  readonly role: 'x' | 'y';
  /** The place of its word among those of the role. */
  readonly rank: number;
}

function arrayName(name: string): ArrayName | undefined {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[-_./ ]+/)
    .flatMap((word) => (/^[xy]/.test(word) && partOf(word.slice(1)) !== undefined ? [word.slice(0, 1), word.slice(1)] : [word]));
  const parts = words.flatMap((word) => partOf(word) ?? []);
  const [rest, ...more] = words.filter((word) => partOf(word) === undefined);
  if (parts.length > 1 || more.length > 0) return undefined;
  // An array that is called `train` and nothing else holds the inputs.
  if (rest === undefined) return { part: parts[0], role: 'x', rank: roles.x.length };
  for (const role of ['x', 'y'] as const) {
    const rank = roles[role].findIndex((word) => word === rest);
    if (rank >= 0) return { part: parts[0], role, rank };
  }
  return undefined;
}

/** The name among several that holds the labels of the inputs of that name. */
export function labelsOf(inputs: string, names: readonly string[]): string | undefined {
  const wanted = arrayName(inputs);
  if (wanted?.role !== 'x') return undefined;
  return find(names, wanted.part, 'y');
}

function find(names: readonly string[], part: PartName | undefined, role: 'x' | 'y'): string | undefined {
  const found = names.flatMap((name) => {
    const known = arrayName(name);
    return known?.role === role && known.part === part ? [{ name, rank: known.rank }] : [];
  });
  return found.sort((a, b) => a.rank - b.rank)[0]?.name;
}

export type NamedArray = Omit<NpyTensor, 'dtype'> & { readonly dtype?: string };

/** Arrays by their names, each read when its turn has come. */
export type Arrays = ReadonlyMap<string, () => NamedArray | NpyText | Promise<NamedArray | NpyText>>;

/** An array that holds numbers; throws a `DataError` of kind `'type'` for texts. */
export function numbersOf(name: string, array: NamedArray | NpyText | undefined): NamedArray {
  if (array === undefined || Array.isArray(array.data))
    throw faults.type`${name}: an array of texts (${array?.dtype}); numbers were expected`;
  return array as NamedArray;
}

/** The arrays of an archive or a folder, by the names they go by. */
export async function namedArrays(name: string, messages: string, all: Arrays, options: ReadExamplesOptions): Promise<Parts> {
  const arrays = ofSavez(all);
  const names = [...arrays.keys()];
  const inputs = new Map(
    partNames.flatMap((part) => {
      const found = find(names, part, 'x');
      return found === undefined ? [] : [[part, found] as const];
    }),
  );
  const whole = find(names, undefined, 'x') ?? (names.length === 1 ? names[0] : undefined);
  if (whole !== undefined && !inputs.has('train')) {
    if (inputs.size === 0) {
      chosenParts(name, [], options);
      const [train] = await readNamed(messages, arrays, [whole], options);
      return { train: await train!() };
    }
    // `x` beside `x_test`: what is of no part is for training.
    inputs.set('train', whole);
  }
  if (inputs.size === 0)
    throw faults.unsupported`${messages} holds the arrays ${names.join(', ') || '(none)'}; x_train, y_train, x_test, y_test, or x and y, or one array alone was expected`;
  const chosen = chosenParts(name, [...inputs.keys()], options);
  const read = await readNamed(
    messages,
    arrays,
    chosen.map((part) => inputs.get(part) as string),
    options,
  );
  return readParts(name, chosen, (part) => read[chosen.indexOf(part)]!());
}

function ofSavez(arrays: Arrays): Arrays {
  const [inputs, labels] = [arrays.get('arr_0'), arrays.get('arr_1')];
  if (arrays.size !== 2 || inputs === undefined || labels === undefined) return arrays;
  return new Map([
    ['x', inputs],
    ['y', labels],
  ]);
}

/** What reads the examples of each of these inputs; their labels, read first, have the same classes in all. */
async function readNamed(
  messages: string,
  arrays: Arrays,
  inputs: readonly string[],
  { channels }: ReadExamplesOptions,
): Promise<readonly (() => Promise<Examples<'none'>>)[]> {
  const names = [...arrays.keys()];
  const labelNames = inputs.map((one) => labelsOf(one, names));
  const labels: (LabelArray | undefined)[] = [];
  for (const one of labelNames) labels.push(await arrays.get(one ?? '')?.());
  const { classes, note } = classesOrNote(
    labelNames.flatMap((one) => one ?? []),
    labels.flatMap((one) => one ?? []),
  );
  return inputs.map((one, i) => async () => {
    const name = names.length === 1 ? messages : `${messages}, ${one}`;
    const x = numbersOf(name, await arrays.get(one)?.());
    const options = { name, ...defined({ channels }) };
    if (labels[i] === undefined || classes === undefined) return withNote(arrayExamples(x, undefined, options), note);
    return arrayExamples(x, labels[i], { ...options, classes });
  });
}

/** The classes of labels of all parts; a note where there are labels but they are no classes: fractions, several ones a row, images. */
export function classesOrNote(
  names: readonly string[],
  labels: readonly LabelArray[],
): { readonly classes?: readonly string[]; readonly note?: string } {
  if (labels.length === 0) return {};
  try {
    return { classes: labelClasses(`${names.join(', ')} left out, as they name no classes`, labels) };
  } catch (error) {
    if (error instanceof DataError) return { note: error.message };
    throw error;
  }
}

export const withNote = (examples: Examples<'none'>, note: string | undefined): Examples<'none'> =>
  note === undefined ? examples : { ...examples, notes: [...(examples.notes ?? []), note] };

/** Reads the parts one after the other; a part that was asked for alone is `train`. */
export async function readParts(
  name: string,
  parts: readonly PartName[],
  read: (part: PartName, train: Examples<'none'> | undefined) => Promise<Examples<'none'>>,
): Promise<Parts> {
  const [first, ...others] = parts;
  if (first === undefined) throw faults.empty`${name} has no parts`;
  const train = await read(first, undefined);
  const result: { -readonly [K in keyof Parts]: Parts[K] } = { train, parts };
  for (const part of others) {
    const examples = await read(part, train);
    if (examples.x.shape.slice(1).join() !== train.x.shape.slice(1).join())
      throw faults.shape`${name}: the examples of the part '${first}' have shape [${train.x.shape.slice(1)}], those of '${part}' [${examples.x.shape.slice(1)}]; they must agree`;
    result[part] = examples;
  }
  return result;
}
