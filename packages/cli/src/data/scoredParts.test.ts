import { type Examples } from '@vaekit/datasets';
import { describe, expect, it } from 'vitest';
import type { LoadedData } from './loadData.js';
import { scoredParts } from './scoredParts.js';

const examples = (size: number, labels?: (row: number) => number): Examples<'none'> => ({
  x: { data: new Float32Array(size), shape: [size, 1] },
  ...(labels === undefined ? {} : { y: { data: Int32Array.from({ length: size }, (_, row) => labels(row)), shape: [size] } }),
  binarization: 'none',
});
const half = (row: number): number => row % 2;
const base = { name: 'd', description: '', source: '', license: '', sha256: '' };
const train = examples(20, half);
const from = { data: 'd', seed: 0, binarize: 'none', validation: 0.1, 'test-fraction': 0.25 } as const;

describe('the parts of a class model have labels', () => {
  // Sizes of the parts for training, validation and test, and how many notes say that they are others than the data have.
  it.each<[string, string, Partial<LoadedData>, (number | undefined)[], number]>([
    ['labels in all', 'cvae', { validation: examples(4, half), test: examples(6, half) }, [20, 4, 6], 0],
    ['no labels in the test part', 'cvae', { test: examples(6) }, [15, undefined, 5], 1],
    ['some labels in the test part', 'class-mean-cvae', { test: examples(6, (row) => row - 1) }, [15, undefined, 5], 1],
    ['no labels in the validation part', 'cvae', { validation: examples(4), test: examples(6, half) }, [20, undefined, 6], 1],
    ['no labels in either', 'cvae', { validation: examples(4), test: examples(6) }, [15, undefined, 5], 2],
    ['another model', 'vae', { validation: examples(4), test: examples(6) }, [20, 4, 6], 0],
    ['no labels at all', 'cvae', { train: examples(20), test: examples(6) }, [20, undefined, 6], 0],
  ])('%s, %s', (_, model, parts, sizes, notes) => {
    const found = scoredParts({ ...base, train, ...parts }, { ...from, model });
    expect([found.train, found.validation, found.test].map((part) => part?.x.shape[0])).toEqual(sizes);
    expect(found.notes?.length ?? 0).toBe(notes);
  });
});
