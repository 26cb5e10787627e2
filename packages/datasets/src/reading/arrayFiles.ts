import { arrayExamples } from '../arrayExamples.js';
import { readCifar10, readCifar100 } from '../cifar.js';
import type { Examples } from '../examples.js';
import { readIdx } from '../idx.js';
import { joinExamples } from '../joinExamples.js';
import { type NpyText, readNpy } from '../npy.js';
import { readNpz } from '../npz.js';
import { denseArray, isSparse } from '../sparseArray.js';
import type { FileTree, TreeFile } from './fileTree.js';
import { labelNames, type NamedArray, namedArrays, numbersOf } from './namedArrays.js';
import { caller, mostBytes, type Parts, type ReadExamples, type ReadExamplesOptions } from './readExamplesOptions.js';
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
  const messages = `${caller}, '${file.name}'`;
  switch (format) {
    case 'cifar10':
      return { train: readCifar10(bytes, { maxBytes, name: messages }) };
    case 'cifar100':
      return { train: readCifar100(bytes, { maxBytes, name: messages, labels: cifarLabels }) };
    case 'npz': {
      const members = readNpz(bytes, { maxBytes, name: messages, text: true });
      const arrays = isSparse(members) ? { x: denseArray(messages, members, maxBytes) } : members;
      return namedArrays(messages, new Map(Object.entries(arrays).map(([key, array]) => [key, () => array])), options);
    }
    default: {
      const x = numbersOf(messages, await readArray(file, format, bytes, maxBytes));
      const labels = await labelsBeside(tree, file, options);
      return { train: arrayExamples(x, labels, { ...layoutOf(options), name: messages }) };
    }
  }
}

type AnyArray = NamedArray | NpyText;

const layoutOf = ({ channels }: ReadExamplesOptions): Pick<ReadExamplesOptions, 'channels'> =>
  channels === undefined ? {} : { channels };

async function readArray(file: TreeFile, format: 'idx' | 'npy', bytes: Uint8Array, maxBytes: number): Promise<AnyArray> {
  const name = `${caller}, '${file.name}'`;
  return format === 'npy' ? readNpy(bytes, { maxBytes, name, text: true }) : readIdx(bytes, { maxBytes, name });
}

/** The labels that lie beside a file of images under the name that belongs to it. */
async function labelsBeside(tree: FileTree, file: TreeFile, options: ReadExamplesOptions): Promise<AnyArray | undefined> {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.gz$/i, '');
  const expected = name.endsWith('.npy')
    ? labelNames(name.slice(0, -4)).map((label) => `${label}.npy`)
    : [name.replace('images', 'labels').replace(/idx\d/, 'idx1')].filter((candidate) => candidate !== name);
  const files = new Map((await tree.beside?.())?.map((one) => [name.endsWith('.npy') ? one.path.toLowerCase() : one.path, one]));
  const found = expected.flatMap((candidate) => [files.get(candidate) ?? files.get(`${candidate}.gz`) ?? []]).flat()[0];
  if (found === undefined) return undefined;
  const bytes = await readInflated(found, options);
  return readArray(found, name.endsWith('.npy') ? 'npy' : 'idx', bytes, options.maxBytes ?? mostBytes);
}

/** A folder of IDX files by MNIST's names, of batches of CIFAR or of NPY files; `undefined` where it is none. */
export async function readArrayFolder(
  tree: FileTree,
  options: ReadExamplesOptions,
): Promise<{ readonly format: ReadExamples['format']; readonly parts: Parts } | undefined> {
  const top = new Map(tree.files.filter(({ path }) => !path.includes('/')).map((file) => [file.path, file]));
  return (
    (await readIdxFolder(tree, top, options)) ??
    (await readCifarFolder(top, options)) ??
    (await readNpyFolder(tree, top, options))
  );
}

type Top = ReadonlyMap<string, TreeFile>;
type Found = Promise<{ readonly format: ReadExamples['format']; readonly parts: Parts } | undefined>;

async function readIdxFolder(tree: FileTree, top: Top, options: ReadExamplesOptions): Found {
  const idx = (stem: string, rank: number): TreeFile | undefined =>
    [`${stem}-idx${rank}-ubyte`, `${stem}.idx${rank}-ubyte`].flatMap((name) => top.get(name) ?? top.get(`${name}.gz`) ?? [])[0];
  const read = async (file: TreeFile): Promise<NamedArray> =>
    readIdx(await readInflated(file, options), { maxBytes: options.maxBytes ?? mostBytes, name: `${caller}, '${file.name}'` });
  const found = new Map<string, NamedArray>();
  for (const [stem, part] of [
    ['train', 'train'],
    ['t10k', 'test'],
  ] as const) {
    const images = idx(`${stem}-images`, 3);
    if (images === undefined && part === 'train') return undefined;
    const labels = idx(`${stem}-labels`, 1);
    if (images !== undefined) found.set(`x_${part}`, await read(images));
    if (images !== undefined && labels !== undefined) found.set(`y_${part}`, await read(labels));
  }
  const arrays = new Map([...found].map(([name, array]) => [name, () => array]));
  return { format: 'idx', parts: await namedArrays(`${caller}, '${tree.name}'`, arrays, options) };
}

async function readCifarFolder(top: Top, options: ReadExamplesOptions): Found {
  const { maxBytes = mostBytes, cifarLabels = 'fine' } = options;
  const batches = [...top.values()].filter(({ path }) => /^data_batch_\d+\.bin$/.test(path));
  const format = batches.length > 0 ? 'cifar10' : 'cifar100';
  const read = async (files: readonly (TreeFile | undefined)[]): Promise<Examples<'none'> | undefined> => {
    const parts: Examples<'none'>[] = [];
    for (const file of files) {
      if (file === undefined) continue;
      const bytes = await readWhole(file, options);
      const name = `${caller}, '${file.name}'`;
      parts.push(
        format === 'cifar10'
          ? readCifar10(bytes, { maxBytes, name })
          : readCifar100(bytes, { maxBytes, name, labels: cifarLabels }),
      );
    }
    return joinExamples(parts);
  };
  const train = await read(format === 'cifar10' ? batches : [top.get('train.bin')]);
  if (train === undefined) return undefined;
  const test = await read([top.get(format === 'cifar10' ? 'test_batch.bin' : 'test.bin')]);
  return { format, parts: { train, ...(test === undefined ? {} : { test }) } };
}

async function readNpyFolder(tree: FileTree, top: Top, options: ReadExamplesOptions): Found {
  const arrays = [...top.values()].filter(({ path }) => path.endsWith('.npy'));
  if (arrays.length === 0) return undefined;
  const read = async (file: TreeFile): Promise<AnyArray> =>
    readArray(file, 'npy', await readWhole(file, options), options.maxBytes ?? mostBytes);
  const named = new Map(arrays.map((file) => [file.path.slice(0, -4), () => read(file)]));
  return { format: 'npy', parts: await namedArrays(`${caller}, '${tree.name}'`, named, options) };
}
