import type { ByteSource } from './byteSource.js';
import { faults } from './faults.js';
import { emnistClasses, type EmnistSplit } from './classNames.js';
import type { NamedBytes } from './idxExamples.js';
import { readZipDirectory, readZipEntry } from './zipArchive.js';

/** The names of the four files of a split in the folder `gzip` of EMNIST's archive. */
export function emnistFileNames(split: EmnistSplit = 'balanced'): readonly string[] {
  if (!Object.hasOwn(emnistClasses, split))
    throw faults.option`emnist: \`split\` is '${String(split)}'; one of ${Object.keys(emnistClasses).join(', ')} was expected`;
  return ['train-images-idx3', 'train-labels-idx1', 'test-images-idx3', 'test-labels-idx1'].map(
    (file) => `emnist-${split}-${file}-ubyte.gz`,
  );
}

// The largest file, the training images of `byclass`, has 548 million bytes inflated.
const largestFile = 2 ** 30;

/** The four files of a split in EMNIST's archive. */
export async function emnistFiles(archive: ByteSource, split: EmnistSplit): Promise<readonly NamedBytes[]> {
  const directory = await readZipDirectory(archive);
  return emnistFileNames(split).map((name) => {
    const entry = directory.find((file) => file.name === name || file.name.endsWith(`/${name}`));
    if (entry === undefined)
      throw faults.fileMissing`${archive.name}: the archive holds no '${name}'; EMNIST in the format of MNIST was expected`;
    return { name: `${archive.name}, '${entry.name}'`, bytes: () => readZipEntry(archive, entry, largestFile) };
  });
}
