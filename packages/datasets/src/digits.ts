import type { PlainTensor } from '@vaekit-internal/base';
import { digitClasses } from './classNames.js';
import { dataSetOf } from './dataSetOf.js';
import type { DataSet } from './examples.js';
import { readIdx } from './idx.js';
import { subset } from './subset.js';

const testPerClass = 200;

/**
 * The first 10,000 training digits of MNIST, embedded: 28 × 28 gray pixels in 8 bits, ten classes, 8,000 for training and 2,000 for test. No network.
 *
 * The split is fixed: of each class, the last 200 in the order of the MNIST file are test, those before are training. Either part is ordered so
 * that its beginning, however long, holds the classes in their proportions. They load when the function is first called (a dynamic
 * `import()`), so that a bundle carries them as a chunk of its own. Source: LeCun, Cortes and Burges, "The MNIST database of handwritten
 * digits", CC BY-SA 3.0.
 */
export async function digits(): Promise<DataSet<'none'>> {
  const { archive, perClass } = await import('../assets/digits.js');
  const images = await readIdx(decodeBase64(archive), { name: 'digits' });
  const all = {
    x: { data: images.data, shape: [...images.shape, 1] } as PlainTensor,
    y: {
      data: Int32Array.from(perClass.flatMap((count, label) => Array.from({ length: count }, () => label))),
      shape: images.shape.slice(0, 1),
    },
    binarization: 'none' as const,
    classes: digitClasses,
  };
  const about = {
    name: 'digits',
    description:
      'Handwritten digits: the first 10,000 training examples of MNIST, 28 × 28 gray pixels, 8,000 for training and 2,000 for test',
    source:
      'The MNIST database of handwritten digits, by Yann LeCun, Corinna Cortes and Christopher J. C. Burges; the first 10,000 training examples',
    license: 'CC-BY-SA-3.0',
  };
  const train = interleave(perClass, (count) => [0, count - testPerClass]);
  const test = interleave(perClass, (count) => [count - testPerClass, count]);
  return dataSetOf(about, subset(all, train), subset(all, test));
}

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** The rows of one range of each class, ordered by how far along its own range each is, `(k + ½) / length`. */
function interleave(perClass: readonly number[], range: (count: number) => readonly [start: number, end: number]): number[] {
  let first = 0;
  const rows = perClass.flatMap((count) => {
    const [start, end] = range(count);
    const offset = first + start;
    first += count;
    return Array.from({ length: end - start }, (_, k) => ({ row: offset + k, place: (k + 0.5) / (end - start) }));
  });
  return rows.sort((a, b) => a.place - b.place || a.row - b.row).map(({ row }) => row);
}
