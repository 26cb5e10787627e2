import { defined } from '../defined.js';
import { arrayExamples } from '../arrayExamples.js';
import { readCifar10, readCifar100 } from '../cifar.js';
import type { DataError } from '../dataError.js';
import type { Examples } from '../examples.js';
import { readIdx } from '../idx.js';
import { joinExamples } from '../joinExamples.js';
import { type NpyText, readNpy } from '../npy.js';
import { readNpz } from '../npz.js';
import { denseArray, isSparse } from '../sparseArray.js';
import { chosenParts, folderParts } from './dataParts.js';
import { baseName, type FileTree, type TreeFile } from './fileTree.js';
import { classesOrNote, labelsOf, type NamedArray, namedArrays, numbersOf, readParts, withNote } from './namedArrays.js';
import {
  caller,
  mostBytes,
  type PartName,
  type Parts,
  type ReadExamples,
  type ReadExamplesOptions,
} from './readExamplesOptions.js';
import { readInflated, readWhole } from './readTreeFile.js';

/** Examples of one file of arrays; its labels may lie beside it. */
export async function readArrayFile(
  tree: FileTree,
  file: TreeFile,
  format: 'cifar10' | 'cifar100' | 'idx' | 'npy' | 'npz',
  bytes: Uint8Array,
  options: ReadExamplesOptions,
): Promise<Parts> {
  const { maxBytes = mostBytes, cifarLabels = 'fine' } = options;
  if (format !== 'npz') chosenParts(file.name, [], options);
  const messages = `${caller}, '${file.name}'`;
  switch (format) {
    case 'cifar10':
      return { train: readCifar10(bytes, { maxBytes, name: messages }) };
    case 'cifar100':
      return { train: readCifar100(bytes, { maxBytes, name: messages, labels: cifarLabels }) };
    case 'npz': {
      const others: DataError[] = [];
      const onOtherType = (_: string, error: DataError): number => others.push(error);
      const members = await readNpz(bytes, { maxBytes, name: messages, text: true, onOtherType });
      const arrays = isSparse(members) ? { x: denseArray(messages, members, maxBytes) } : members;
      const named = new Map(Object.entries(arrays).map(([key, array]) => [key, () => array]));
      const parts = await namedArrays(tree.name, messages, named, options).catch((error: unknown) => {
        // What is missing may be what could not be read.
        throw others[0] ?? error;
      });
      const notes = [...(parts.notes ?? []), ...others.map(({ message }) => `left out: ${message}`)];
      return notes.length === 0 ? parts : { ...parts, notes };
    }
    default: {
      const x = numbersOf(messages, await readArray(file, format, bytes, maxBytes));
      const { channels, labels: given } = options;
      // Labels that are given come later.
      const beside = given === undefined ? await labelsBeside(tree, file, options) : undefined;
      const { classes, note } = classesOrNote([beside?.name ?? ''], beside === undefined ? [] : [beside.labels]);
      const rest = { name: messages, ...defined({ channels }) };
      if (beside === undefined || classes === undefined) return { train: withNote(arrayExamples(x, undefined, rest), note) };
      return { train: arrayExamples(x, beside.labels, { ...rest, classes }) };
    }
  }
}

type AnyArray = NamedArray | NpyText;

async function readArray(file: TreeFile, format: 'idx' | 'npy', bytes: Uint8Array, maxBytes: number): Promise<AnyArray> {
  const name = `${caller}, '${file.name}'`;
  return format === 'npy' ? readNpy(bytes, { maxBytes, name, text: true }) : readIdx(bytes, { maxBytes, name });
}

async function labelsBeside(
  tree: FileTree,
  file: TreeFile,
  options: ReadExamplesOptions,
): Promise<{ readonly name: string; readonly labels: AnyArray } | undefined> {
  const name = baseName(file.path).replace(/\.gz$/i, '');
  const files = new Map((await tree.beside?.())?.map((one) => [one.path, one]));
  let labels: string | undefined;
  if (name.endsWith('.npy')) {
    const stems = [...files.keys()].flatMap((path) =>
      /\.npy(?:\.gz)?$/.test(path) ? [path.replace(/\.npy(?:\.gz)?$/, '')] : [],
    );
    const stem = labelsOf(name.slice(0, -4), stems);
    labels = stem === undefined ? undefined : `${stem}.npy`;
  } else {
    const other = name.replace('images', 'labels').replace(/idx\d/, 'idx1');
    labels = other === name ? undefined : other;
  }
  const found = labels === undefined ? undefined : (files.get(labels) ?? files.get(`${labels}.gz`));
  if (found === undefined) return undefined;
  const bytes = await readInflated(found, options);
  const format = name.endsWith('.npy') ? 'npy' : 'idx';
  return { name: found.name, labels: await readArray(found, format, bytes, options.maxBytes ?? mostBytes) };
}

/** What a folder holds that is all arrays. */
export type FoundArrays = { readonly format: ReadExamples['format']; readonly parts: Parts } | undefined;

/** A folder of IDX files by MNIST's names, of batches of CIFAR or of NPY files; `undefined` where it is none. */
export async function readArrayFolder(tree: FileTree, options: ReadExamplesOptions): Promise<FoundArrays> {
  const top = new Map(tree.files.filter(({ path }) => !path.includes('/')).map((file) => [file.path, file]));
  const { maxBytes = mostBytes } = options;
  const messages = `${caller}, '${tree.name}'`;
  const named = new Map(
    (['train', 'test'] as const).flatMap((part) =>
      (['images', 'labels'] as const).flatMap((of) => {
        const file = idxFile(top, part, of);
        if (file === undefined) return [];
        return [[`${part}_${of}`, async () => readArray(file, 'idx', await readInflated(file, options), maxBytes)] as const];
      }),
    ),
  );
  if (named.has('train_images') || named.has('test_images'))
    return { format: 'idx', parts: await namedArrays(tree.name, messages, named, options) };
  const arrays = tree.files.filter(({ path }) => /^(?:[^/]+\/)?[^/]+\.npy$/.test(path));
  if (arrays.some(({ path }) => !path.includes('/')) || folderParts(arrays.map(({ path }) => path)) !== undefined) {
    const read = async (file: TreeFile): Promise<AnyArray> => readArray(file, 'npy', await readWhole(file, options), maxBytes);
    const named = new Map(arrays.map((file) => [file.path.slice(0, -4), () => read(file)]));
    return { format: 'npy', parts: await namedArrays(tree.name, messages, named, options) };
  }
  return readCifarFolder(tree, [...top.values()], options);
}

function idxFile(top: ReadonlyMap<string, TreeFile>, part: PartName, of: 'images' | 'labels'): TreeFile | undefined {
  const stem = `${part === 'test' ? 't10k' : part}-${of}`;
  return ['-', '.']
    .map((mark) => `${stem}${mark}idx${of === 'images' ? 3 : 1}-ubyte`)
    .flatMap((name) => top.get(name) ?? top.get(`${name}.gz`) ?? [])[0];
}

async function readCifarFolder(tree: FileTree, top: readonly TreeFile[], options: ReadExamplesOptions): Promise<FoundArrays> {
  const { maxBytes = mostBytes, cifarLabels = 'fine' } = options;
  const filesOf = (pattern: RegExp): TreeFile[] => top.filter(({ path }) => pattern.test(path));
  const batches = filesOf(/^data_batch_\d+\.bin$/);
  const format = batches.length > 0 ? 'cifar10' : 'cifar100';
  const files = {
    train: format === 'cifar10' ? batches : filesOf(/^train\.bin$/),
    test: filesOf(format === 'cifar10' ? /^test_batch\.bin$/ : /^test\.bin$/),
    validation: [],
  };
  if (files.train.length === 0) return undefined;
  const there = (['train', 'test'] as const).filter((part) => files[part].length > 0);
  const parts = await readParts(`${caller}, '${tree.name}'`, chosenParts(tree.name, there, options), async (part) => {
    const examples: Examples<'none'>[] = [];
    for (const file of files[part]) {
      const bytes = await readWhole(file, options);
      const name = `${caller}, '${file.name}'`;
      examples.push(
        format === 'cifar10'
          ? readCifar10(bytes, { maxBytes, name })
          : readCifar100(bytes, { maxBytes, name, labels: cifarLabels }),
      );
    }
    return joinExamples(examples) as Examples<'none'>;
  });
  return { format, parts };
}
