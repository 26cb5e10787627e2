import { type ByteSource, readAll, sourceStream } from './byteSource.js';
import { readCifar10 } from './cifar.js';
import { counted, faults } from './faults.js';
import { dataSetOf } from './dataSetOf.js';
import { readDsprites } from './dsprites.js';
import { emnistFileNames, emnistFiles } from './emnist.js';
import { emnistClasses, type EmnistSplit } from './classNames.js';
import type { DataSet, Examples } from './examples.js';
import { drawFromGrid } from './factorGrid.js';
import { idxExamples, type IdxExamplesOptions, type NamedBytes } from './idxExamples.js';
import { joinExamples } from './joinExamples.js';
import { type NamedSet, namedSet, type NamedSetName } from './namedSets.js';
import { streamReader } from './streamReader.js';
import { walkTar } from './tarArchive.js';

export interface NamedSetOptions {
  /** How EMNIST is cut; `'balanced'` unless said. */
  readonly split?: EmnistSplit;
  /** How many of the combinations of dSprites are drawn, training and test together; 60,000 unless said. */
  readonly size?: number;
  readonly seed?: number;
}

/** The names by which `readNamedSet` takes the files of a set, one list for each way the set can lie in a folder. */
export function namedSetLayouts(name: NamedSetName, options: NamedSetOptions = {}): readonly (readonly string[])[] {
  const whole = namedSet(name).files.map((file) => file.name);
  if (name === 'cifar10') return [whole, cifarFiles];
  if (name === 'emnist') return [whole, emnistFileNames(options.split)];
  return [whole];
}

const cifarFiles: readonly string[] = [...[1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`), 'test_batch.bin'];

/**
 * Reads a named set from its files, by name as in `namedSets`; IDX files and those of EMNIST may be inflated already, whatever their name.
 *
 * EMNIST is also read from the four inflated or compressed files of the split, and CIFAR-10 from the six files of its archive. The images of EMNIST,
 * which its files hold mirrored along the diagonal, come out upright, and the labels of its letters from 0. Throws a `DataError` of kind
 * `'file-missing'` with the names that were looked for, and whatever the readers of the formats throw, with the file's name.
 */
export async function readNamedSet(
  name: NamedSetName,
  files: Readonly<Record<string, ByteSource>>,
  options: NamedSetOptions = {},
): Promise<DataSet<'none'>> {
  const set = namedSet(name, 'readNamedSet');
  const layout = namedSetLayouts(name, options).find((names) => names.every((file) => files[file] !== undefined));
  if (layout === undefined) {
    const wanted = namedSetLayouts(name, options)
      .map((names) => names.join(', '))
      .join('; or ');
    throw faults.fileMissing`readNamedSet: ${name} needs ${wanted}; there is ${Object.keys(files).join(', ') || 'nothing'}`;
  }
  const sources = layout.flatMap((file) => files[file] ?? []);
  switch (name) {
    case 'dsprites': {
      const [source] = sources;
      if (source === undefined) break;
      const { size = set.train + set.test, seed = 0 } = options;
      const drawn = drawFromGrid(await readDsprites(source), { size, seed, testFraction: set.test / (set.train + set.test) });
      return { ...drawn, description: set.description };
    }
    case 'cifar10':
      return dataSetOf(set, ...(await readCifar(sources)));
    case 'emnist': {
      const { split = 'balanced' } = options;
      const [archive] = sources;
      const files = sources.length === 1 && archive !== undefined ? await emnistFiles(archive, split) : sources.map(wholeOf);
      // The letters are numbered from 1 in the file, where 0 would be "no letter".
      const lowest = split === 'letters' ? 1 : 0;
      return idxSet(set, files, { classes: emnistClasses[split], lowest, mirrored: true });
    }
    case 'mnist':
    case 'fashion-mnist':
    case 'kmnist':
      return idxSet(set, sources.map(wholeOf), { classes: set.classes });
  }
  throw faults.fileMissing`readNamedSet: the files of ${name} are not complete`;
}

const wholeOf = (source: ByteSource): NamedBytes => ({ name: source.name, bytes: () => readAll(source) });

/** A set of four IDX files: images and labels for training, then those for test. */
async function idxSet(
  set: NamedSet,
  [images, labels, testImages, testLabels]: readonly NamedBytes[],
  options: Omit<IdxExamplesOptions, 'name'>,
): Promise<DataSet<'none'>> {
  if (images === undefined || labels === undefined || testImages === undefined || testLabels === undefined)
    throw faults.fileMissing`readNamedSet: the four files of ${set.name} were expected`;
  const train = await idxExamples(images, labels, { ...options, name: `${set.name}, training` });
  const test = await idxExamples(testImages, testLabels, { ...options, name: `${set.name}, test` });
  if (train.x.shape.slice(1).join() !== test.x.shape.slice(1).join())
    throw faults.shape`readNamedSet: training images have shape [${train.x.shape}] but test images [${test.x.shape}]; beyond the count they must agree`;
  return dataSetOf(set, train, test);
}

// One file of CIFAR-10 holds 10,000 records of 3073 bytes.
const largestCifarFile = 2 ** 26;

async function readCifar(sources: readonly ByteSource[]): Promise<[train: Examples<'none'>, test: Examples<'none'>]> {
  const parts = new Map<string, Examples<'none'>>();
  const [archive] = sources;
  if (sources.length === 1 && archive !== undefined) {
    const { name } = archive;
    const reader = streamReader(
      sourceStream(archive).pipeThrough(new DecompressionStream('gzip')),
      (error, offset) =>
        faults.gzip`${name}: the gzip file is damaged or cut off after ${offset} inflated bytes (${error}); fetch it again`,
    );
    try {
      await walkTar(name, reader, async (path, size) => {
        const file = path.slice(path.lastIndexOf('/') + 1);
        if (!cifarFiles.includes(file)) return true;
        if (size > largestCifarFile)
          throw faults.tooLarge`${name}, '${path}': ${counted(size, 'byte')}; at most ${largestCifarFile} are read`;
        const bytes = await reader.take(size);
        if (bytes.length < size)
          throw faults.truncated`${name}, '${path}': ends after ${bytes.length} of ${counted(size, 'byte')}`;
        parts.set(file, readCifar10(bytes, { name: `${name}, '${path}'` }));
        return parts.size < cifarFiles.length;
      });
    } finally {
      await reader.cancel();
    }
    const missing = cifarFiles.filter((file) => !parts.has(file));
    if (missing.length > 0)
      throw faults.fileMissing`${name}: the archive holds no ${missing.join(', ')}; the binary version of CIFAR-10 was expected`;
  } else {
    for (const [i, source] of sources.entries())
      parts.set(cifarFiles[i] ?? '', readCifar10(await readAll(source), { name: source.name }));
  }
  const [test, ...batches] = cifarFiles.toReversed().flatMap((file) => parts.get(file) ?? []);
  const train = joinExamples(batches.toReversed());
  if (test === undefined || train === undefined) throw faults.fileMissing`readNamedSet: the files of cifar10 are not complete`;
  return [train, test];
}
