import { type Examples, split } from '@vaekit/datasets';
import { findModel } from '@vaekit/models';
import type { LoadedData } from './loadData.js';

const hasLabels = ({ y }: Examples): boolean => y?.data.every((label: number) => label >= 0) === true;

/**
 * Parts that a class model can be scored on: where the labels of the test part are kept back, as competitions do, a part of the training examples
 * takes its place, and a validation part without labels is left out. The notes say so.
 */
export function scoredParts(
  loaded: LoadedData,
  options: {
    readonly model?: string | undefined;
    readonly data: string;
    readonly seed: number;
    readonly 'test-fraction'?: number | undefined;
  },
): LoadedData {
  const { model = '', data, seed, 'test-fraction': fraction = 0.1 } = options;
  if (findModel(model)?.needs.includes('labels') !== true || loaded.train.y === undefined) return loaded;
  const { validation, ...parts } = loaded;
  const notes = [...(loaded.notes ?? [])];
  const kept = validation !== undefined && hasLabels(validation) ? { validation } : {};
  if (validation !== undefined && kept.validation === undefined)
    notes.push(`the validation part of ${data} has no labels, which a ${model} is scored by, and is left out`);
  if (parts.test === undefined || hasLabels(parts.test)) return { ...parts, ...kept, notes };
  const { train, validation: test } = split(parts.train, { fraction, seed });
  notes.push(
    `the test part of ${data} has no labels, which a ${model} is scored by; ${fraction} of the training part takes its place`,
  );
  return { ...parts, ...kept, train, test, notes };
}
