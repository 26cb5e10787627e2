import * as tf from '@tensorflow/tfjs';
import { type MixedColumn, mixedColumnsNll, mixedColumnWidth } from '@vaekit/losses';
import type { NoiseSpec } from '../contract.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Json, Likelihood } from '../parts.js';
import { columnLikelihood } from './columnLikelihood.js';
import type { ChosenData } from './likelihoodChoice.js';

/** Options of {@link mixedColumns}. */
export interface MixedColumnsLikelihoodOptions {
  /** What each column of the table holds, in order; `mixedColumnWidth(column)` of `@vaekit/losses` says how many numbers it takes. */
  readonly columns: readonly MixedColumn[];
}

/**
 * A likelihood of the rows of a table whose columns are of different kinds: real numbers, counts, classes, yes and no. `−log p(x|z)` is the sum over
 * the columns of each one's own, all in nats.
 *
 * An example is a row, `[Σ values]`; the decoder has one output, `[Σ parameters]`, laid out column by column. The mean of a class given as an index is
 * its most probable class, and over several codes (in `impute`) that under all of them together. A column that is missing in a row (the batch's `mask` is 0 at one of its numbers) adds nothing.
 *
 * @throws RangeError when there are no columns or one makes no sense; when it is built, Error unless the event is as wide as the columns
 */
export const mixedColumns: PartFactory<Likelihood, [options: MixedColumnsLikelihoodOptions]> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'mixedColumns',
  example: {
    event: [7],
    parts: {
      likelihood: {
        kind: 'mixedColumns',
        columns: [
          { kind: 'gaussian' },
          { kind: 'categorical', classes: 3 },
          { kind: 'categorical', classes: 3, encoding: 'index' },
          { kind: 'bernoulli' },
          { kind: 'poisson' },
        ],
      },
    },
  },
  choice: {
    support: 'columns',
    data: 'tables, each column by its kind',
    make({ columns }) {
      if (columns === undefined) throw new Error('mixedColumns: the data have no columns; this likelihood is for tables');
      return mixedColumnsLikelihood({ columns: columns.flatMap(columnsOf) });
    },
  },
  make: mixedColumnsLikelihood,
});

/** A column of a table, by its type, as this likelihood takes it; a column of text takes no numbers. */
function columnsOf({ type, width }: NonNullable<ChosenData['columns']>[number]): MixedColumn[] {
  switch (type) {
    case 'number':
    case 'integer':
      return [{ kind: 'gaussian' }];
    case 'boolean':
      return [{ kind: 'bernoulli' }];
    case 'category':
      return [{ kind: 'categorical', classes: width }];
    default:
      return [];
  }
}

function mixedColumnsLikelihood(options: MixedColumnsLikelihoodOptions): Likelihood {
  const { columns } = options;
  if (!Array.isArray(columns) || columns.length === 0)
    throw new RangeError('mixedColumns: `columns` is empty; a table has at least one');
  const widths = columns.map(mixedColumnWidth);
  const values = widths.reduce((sum, width) => sum + width.values, 0);
  const parameters = widths.reduce((sum, width) => sum + width.parameters, 0);
  return {
    config: { kind: 'mixedColumns', columns: columns.map((column) => ({ ...column })) as unknown as Json },
    build({ event }): BuiltLikelihood {
      if (event.length !== 1 || event[0] !== values)
        throw new Error(`mixedColumns: an example has shape [${event}] but the ${columns.length} columns need [${values}]`);
      const parts = columns.map((column) => columnLikelihood(column));
      let at = 0;
      const starts = widths.map((width) => (at += width.parameters) - width.parameters);
      // Each column's parameters as its own likelihood has them, an event of one value (or of one row of classes).
      const given = (all: tf.Tensor, i: number): tf.Tensor[] => {
        const rows = all.shape[0]!;
        const own = tf.slice(all, [0, starts[i]!], [rows, widths[i]!.parameters]);
        const column = columns[i]!;
        if (column.kind === 'categorical') return [column.encoding === 'index' ? tf.expandDims(own, 1) : own];
        return tf.split(own, widths[i]!.parameters, 1);
      };
      return {
        parameters: [{ name: 'parameters', shape: [parameters] }],
        negativeLogDensity: ([all], x, mask) => mixedColumnsNll(all!, x, columns, { mask }),
        mean: ([all]) =>
          tf.concat(
            parts.map(({ center }, i) => center(given(all!, i))),
            1,
          ),
        averaged: {
          of: ([all]) =>
            tf.concat(
              parts.map(({ averaged }, i) => averaged.of(given(all!, i))),
              1,
            ),
          mean(average) {
            const each = tf.split(
              average,
              parts.map(({ averaged }) => averaged.width),
              1,
            );
            return tf.concat(
              parts.map(({ averaged }, i) => averaged.center(each[i]!)),
              1,
            );
          },
        },
        noise: () =>
          Object.fromEntries(
            parts.flatMap(({ built }, i) => Object.entries(built.noise()).map(([name, entry]) => [`${i}/${name}`, entry])),
          ) satisfies NoiseSpec,
        draw: ([all], noise) =>
          tf.concat(
            parts.map(({ built }, i) => {
              const own = Object.keys(built.noise()).map((name) => [name, noise[`${i}/${name}`]!] as const);
              return built.draw(given(all!, i), Object.fromEntries(own));
            }),
            1,
          ),
        support: 'columns',
        reportedAs: () => 'nll',
      };
    },
  };
}
