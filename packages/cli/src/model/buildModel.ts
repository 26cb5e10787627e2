import type { Vae } from '@vaekit/core';
import { columnParts } from '@vaekit/datasets';
import { buildModel as build, type DataShape, findModel, valuesOf } from '@vaekit/models';
import { learnedEncoding } from '../data/conditionColumns.js';
import type { OpenData } from '../data/openData.js';
import type { RunOptions } from '../run/runOptions.js';
import { checkParameters } from './checkParameters.js';

/** The model of a run on its data. @throws RangeError or Error when networks and data do not fit; UsageError when it does not fit into the memory */
export async function buildModel(options: RunOptions, data: OpenData): Promise<Vae> {
  const values = valuesOf(findModel(options.model)!, { ...options });
  // Of images the parts that are learned lie in a row of their own, and have no columns.
  const { condition } = options;
  const shape: DataShape = {
    event: data.shape,
    classes: data.classes?.length,
    binarization: data.binarization,
    conditionWidth: data.train.condition?.shape[1],
    columns: data.encoding && columnParts(condition === undefined ? data.encoding : learnedEncoding(data.encoding, condition)),
    scale: data.scale,
    size: data.train.x.shape[0]!,
  };
  const made = (): Promise<Vae> => build(options.model, values, shape);
  await checkParameters(options, made);
  return made();
}

/** The number of trainable parameters. */
export function countParameters(model: Vae): number {
  return Object.values(model.variables).reduce((sum, variable) => sum + variable.size, 0);
}
