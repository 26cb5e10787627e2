import { writeNpy } from '@vaekit/datasets';
import type { Codes } from '@vaekit/pictures';
import { zipSync } from 'fflate';
import type { ChosenExamples } from '../data/examplesFor.js';
import { npyTable, npyTexts } from './npy.js';

/** A time of the members that says nothing: equal codes are equal files. */
const mtime = new Date(1980, 0, 1);

/** Codes as an NPY file: `[examples, ...latent]`, float32. */
export const codesNpy = ({ mean }: Codes, latent: readonly number[]): Uint8Array<ArrayBuffer> => arrayOf(mean, latent);

function arrayOf(data: Float32Array | Int32Array, inner: readonly number[]): Uint8Array<ArrayBuffer> {
  const width = inner.reduce((product, size) => product * size, 1);
  return writeNpy({ data, shape: [data.length / width, ...inner] });
}

/**
 * Codes and what is known of each example as an NPZ file: `codes`, and where there are any `logVar`, `labels` (numbers of classes, −1 where the
 * label is not known), `classes` (their names) and `ids` (a field for each column that names rows).
 */
export function codesNpz({ examples, classes }: ChosenExamples, codes: Codes, latent: readonly number[]): Uint8Array {
  const { ids, y } = examples;
  const members = {
    codes: codesNpy(codes, latent),
    ...(codes.logVar === undefined ? {} : { logVar: arrayOf(codes.logVar, latent) }),
    ...(y === undefined ? {} : { labels: arrayOf(Int32Array.from(y.data), []), classes: npyTexts(classes) }),
    ...(ids === undefined ? {} : { ids: npyTable(ids) }),
  };
  return zipSync(Object.fromEntries(Object.entries(members).map(([name, bytes]) => [`${name}.npy`, bytes])), { mtime });
}
