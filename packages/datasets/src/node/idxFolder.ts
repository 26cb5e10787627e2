import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@vaekit-internal/base';
import { DataError } from '../dataError.js';
import type { DataSet } from '../examples.js';
import { fromIdx, type FromIdxOptions } from '../fromIdx.js';
import { errorCode } from './errorCode.js';

/** Everything `fromIdx` needs but the bytes. */
type Description = Required<Pick<FromIdxOptions, 'name' | 'description' | 'source' | 'license' | 'classes'>>;

/**
 * Reads a set from a folder that holds the four IDX files of MNIST under their usual names, `train-images-idx3-ubyte` or
 * `train-images.idx3-ubyte`, with or without `.gz`; where several are there, the one named first is read.
 */
export async function idxFolder(
  caller: string,
  folder: string,
  description: Description,
  hint: string = '',
): Promise<DataSet<'none'>> {
  if (typeof folder !== 'string' || folder === '') {
    throw new DataError(
      'option',
      `${caller}: \`dir\` is ${JSON.stringify(folder)}; the folder of the four IDX files was expected`,
    );
  }
  const names = await readdir(folder).catch((error: unknown) => {
    const code = errorCode(error);
    const problem =
      code === 'ENOENT'
        ? 'does not exist'
        : code === 'ENOTDIR'
          ? 'is a file, not a folder'
          : `cannot be read (${code ?? String(error)})`;
    throw new DataError(
      'folder-missing',
      `${caller}: the folder '${folder}' ${problem}; give the folder that holds the four IDX files${hint}`,
      {
        cause: error,
      },
    );
  });
  const files = {
    images: chooseFile(caller, folder, names, 'train-images', 3),
    labels: chooseFile(caller, folder, names, 'train-labels', 1),
    testImages: chooseFile(caller, folder, names, 't10k-images', 3),
    testLabels: chooseFile(caller, folder, names, 't10k-labels', 1),
  };
  return fromIdx({
    ...description,
    images: await readBytes(caller, files.images),
    labels: await readBytes(caller, files.labels),
    testImages: await readBytes(caller, files.testImages),
    testLabels: await readBytes(caller, files.testLabels),
    fileNames: files,
  });
}

function chooseFile(caller: string, folder: string, names: readonly string[], stem: string, rank: number): string {
  const candidates = [`${stem}-idx${rank}-ubyte`, `${stem}.idx${rank}-ubyte`].flatMap((name) => [name, `${name}.gz`]);
  const found = candidates.find((candidate) => names.includes(candidate));
  if (found === undefined) {
    throw new DataError('file-missing', `${caller}: '${folder}' holds none of ${candidates.join(', ')}; put one of them there`);
  }
  return join(folder, found);
}

async function readBytes(caller: string, path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw new DataError('file-unreadable', `${caller}: '${path}' cannot be read (${messageOf(error)})`, {
      cause: error,
    });
  });
}
