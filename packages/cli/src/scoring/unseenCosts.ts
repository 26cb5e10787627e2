import * as tf from '@tensorflow/tfjs';
import type { Vae } from '@vaekit/core';
import { type ColumnEncoding, type Examples, sizeOf, subset, type TableEncoding } from '@vaekit/datasets';

type Categories = ColumnEncoding & { readonly type: 'category' };

/** Rows that are decoded at once. */
const ROWS = 1024;

/**
 * What each example's values that training never saw cost, nats; `undefined` where there are none.
 *
 * A category costs `max(ln(n + 1), max_k −log p(k|z))`, with n the rows of the training and k the categories that it saw, under the decoder at the mean of q(z|x) (the encoder sees
 * the column as missing). Of a constant column without numbers another value costs `ln(n + 1)`; all others bring their cost with them.
 *
 * @param n the rows of the training
 */
export async function unseenCosts(
  model: Vae,
  examples: Examples,
  { encoding, n }: { readonly encoding: TableEncoding; readonly n: number },
): Promise<Float32Array | undefined> {
  const { unseen } = examples;
  if (unseen === undefined || unseen.length === 0) return undefined;
  const costs = new Float32Array(sizeOf(examples));
  const parts = new Map(encoding.columns.map((column) => [column.name, column]));
  const byColumn = new Map<Categories, number[]>();
  for (const { row, column, cost } of unseen) {
    const part = parts.get(column);
    if (cost === undefined && part?.type === 'category') byColumn.set(part, [...(byColumn.get(part) ?? []), row]);
    else costs[row]! += cost ?? Math.log(n + 1);
  }
  for (const [part, rows] of byColumn) {
    for (let start = 0; start < rows.length; start += ROWS) {
      const some = rows.slice(start, start + ROWS);
      const rarest = await rarestCosts(model, subset(examples, some), part);
      some.forEach((row, i) => (costs[row]! += Math.max(Math.log(n + 1), rarest[i]!)));
    }
  }
  return costs;
}

/** For each example the cost of the category that its decoder holds least likely. */
async function rarestCosts(model: Vae, { x, y, condition }: Examples, { offset, width }: Categories): Promise<ArrayLike<number>> {
  const [rows, columns] = x.shape as [number, number];
  const { classes } = model;
  const known = classes === undefined || y?.data.every((label) => label >= 0 && label < classes) === true;
  // Of rows whose class is not known, the class counts under which it costs most.
  const conditions = known ? [y?.data] : Array.from({ length: classes }, (_, label) => new Int32Array(rows).fill(label));
  const under = (given: Int32Array | undefined): tf.Tensor => {
    const labels = classes === undefined || given === undefined ? undefined : tf.tensor1d(given, 'int32');
    const numbers = condition && tf.tensor2d(condition.data, [rows, model.conditionWidth!]);
    const context = model.context(labels ?? numbers, rows);
    const rowsOfX = tf.tensor2d(Float32Array.from(x.data), [rows, columns]);
    const code = model.posterior.center(model.encodeParameters(rowsOfX, context.condition), context);
    const parameters = model.decodeParameters(code, context.condition);
    const here = tf.buffer([rows, columns]);
    for (let row = 0; row < rows; row++) here.values.fill(1, row * columns + offset, row * columns + offset + width);
    const mask = here.toTensor();
    const each = Array.from({ length: width }, (_, k) => {
      const one = tf.buffer([rows, columns]);
      for (let row = 0; row < rows; row++) one.set(1, row, offset + k);
      return model.likelihood.negativeLogDensity(parameters, one.toTensor(), mask);
    });
    return tf.max(tf.stack(each), 0);
  };
  const costs = tf.tidy(() => tf.max(tf.stack(conditions.map(under)), 0));
  const values = await costs.data();
  costs.dispose();
  return values;
}

/** What training never saw, with counts, in one line; `undefined` where there is nothing to say. */
export function unseenText({ unseen = [] }: Pick<Examples, 'unseen'>): string | undefined {
  if (unseen.length === 0) return undefined;
  const rows = new Set(unseen.map(({ row }) => row)).size;
  const columns = new Map<string, Map<number | string, number>>();
  for (const { column, value } of unseen) {
    const values = columns.get(column) ?? new Map<number | string, number>();
    columns.set(column, values.set(value, (values.get(value) ?? 0) + 1));
  }
  const texts = [...columns].map(([column, values]) => {
    const counts = [...values].sort(([, a], [, b]) => b - a);
    const shown = counts.slice(0, 5).map(([value, count]) => `${value} (${count})`);
    return `'${column}': ${shown.join(', ')}${counts.length > 5 ? `, and ${counts.length - 5} more` : ''}`;
  });
  return `${rows} ${rows === 1 ? 'row has a value' : 'rows have values'} that training never saw in ${texts.join('; ')}`;
}
