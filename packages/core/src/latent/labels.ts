import * as tf from '@tensorflow/tfjs';
import type { Context } from '../parts.js';
import type { Vae } from '../vae.js';

/** Labels of rows: whole numbers from 0, one a row; of a model that is conditioned on numbers, those of each row, row by row. */
export type Labels = ArrayLike<number> | tf.Tensor1D | tf.Tensor2D;

/** The context of `rows` rows with the given labels, checked. Called inside a tidy. */
export function labelContext(caller: string, model: Vae, labels: Labels | undefined, rows: number): Context {
  if (model.conditionWidth !== undefined) return numberContext(caller, model, labels, rows);
  if (model.classes === undefined) return model.context(undefined, rows);
  if (labels === undefined)
    throw new Error(`${caller}: the model is conditioned on ${model.classes} classes; give \`labels\`, one a row`);
  const values = labels instanceof tf.Tensor ? labels.dataSync() : Array.from(labels);
  if (values.length !== rows) throw new Error(`${caller}: got ${values.length} labels for ${rows} rows`);
  for (const [row, label] of values.entries()) {
    if (!Number.isInteger(label) || label < 0 || label >= model.classes) {
      throw new RangeError(
        `${caller}: label ${label} at row ${row} is out of range; expected whole numbers from 0 to ${model.classes - 1}`,
      );
    }
  }
  return model.context(tf.tensor1d(Array.from(values), 'int32'), rows);
}

/** The same of a model that is conditioned on numbers, `[rows, width]`. */
function numberContext(caller: string, model: Vae, numbers: Labels | undefined, rows: number): Context {
  const width = model.conditionWidth!;
  const values = numbers instanceof tf.Tensor ? numbers.dataSync() : Array.from(numbers ?? []);
  if (values.length !== rows * width)
    throw new Error(
      `${caller}: the model is conditioned on ${width} numbers a row, but \`labels\` has ${values.length} for ${rows} rows; expected ${rows * width}`,
    );
  return model.context(tf.tensor2d(Float32Array.from(values), [rows, width]), rows);
}

/** Throws unless `x` is rows of `event`. */
export function checkRows(caller: string, name: string, x: tf.Tensor, event: readonly number[]): number {
  if (!(x instanceof tf.Tensor))
    throw new Error(
      `${caller}: \`${name}\` is no tensor; give tf.tensor(data, [rows,${event.join(',')}]), and dispose it afterwards`,
    );
  if (x.rank !== event.length + 1 || event.some((extent, i) => x.shape[i + 1] !== extent)) {
    throw new Error(`${caller}: \`${name}\` has shape [${x.shape.join(',')}]; expected [rows,${event.join(',')}]`);
  }
  return x.shape[0]!;
}
