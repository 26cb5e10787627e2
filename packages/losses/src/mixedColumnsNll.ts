import * as tf from '@tensorflow/tfjs';
import { bernoulliNll } from './bernoulliNll.js';
import { categoricalNll } from './categoricalNll.js';
import { continuousBernoulliNll } from './continuousBernoulliNll.js';
import { gaussianNll } from './gaussianNll.js';
import { inFloat } from './inFloat.js';
import { laplaceNll } from './laplaceNll.js';
import { type MaskOptions, maskTogether } from './mask.js';
import { negativeBinomialNll } from './negativeBinomialNll.js';
import { poissonNll } from './poissonNll.js';
import { studentTNll } from './studentTNll.js';

/** What one column of a table holds, and so which likelihood it has. In brackets: the parameters it takes from the decoder, in order. */
export type MixedColumn =
  /** A real number [mean, log variance]; with a fixed `sigma` [mean]. */
  | { readonly kind: 'gaussian'; readonly sigma?: number }
  /** A real number with outliers [mean, log scale]. */
  | { readonly kind: 'laplace' }
  /** A real number with heavy tails [mean, log scale]; `degrees` of freedom are fixed. */
  | { readonly kind: 'studentT'; readonly degrees: number }
  /** 0 or 1 [logit]. */
  | { readonly kind: 'bernoulli' }
  /** A number in [0, 1] [logit]. */
  | { readonly kind: 'continuousBernoulli' }
  /** One of `classes` [a logit each]: `classes` one-hot numbers (default), or one number, the class's `'index'`. */
  | { readonly kind: 'categorical'; readonly classes: number; readonly encoding?: 'oneHot' | 'index' }
  /** A count [log rate]. */
  | { readonly kind: 'poisson' }
  /** A count that varies more [log mean, log dispersion]. */
  | { readonly kind: 'negativeBinomial' };

/** How many numbers a column takes in `x` and from the decoder. */
export interface ColumnWidth {
  readonly values: number;
  readonly parameters: number;
}

/** How many numbers a column takes in `x` and from the decoder. */
export function mixedColumnWidth(column: MixedColumn): ColumnWidth {
  switch (column.kind) {
    case 'gaussian':
      return { values: 1, parameters: column.sigma === undefined ? 2 : 1 };
    case 'laplace':
    case 'studentT':
    case 'negativeBinomial':
      return { values: 1, parameters: 2 };
    case 'bernoulli':
    case 'continuousBernoulli':
    case 'poisson':
      return { values: 1, parameters: 1 };
    case 'categorical':
      if (!Number.isSafeInteger(column.classes) || column.classes < 2)
        throw new RangeError(
          `mixedColumnsNll: a categorical column has ${column.classes} \`classes\`; it must be a whole number of at least 2`,
        );
      return { values: column.encoding === 'index' ? 1 : column.classes, parameters: column.classes };
    default:
      throw new RangeError(
        `mixedColumnsNll: a column has the kind ${JSON.stringify((column as { kind?: unknown }).kind)}; expected gaussian, laplace, studentT, ` +
          'bernoulli, continuousBernoulli, categorical, poisson or negativeBinomial',
      );
  }
}

/** Options of {@link mixedColumnsNll}. */
export interface MixedColumnsOptions {
  /**
   * 1 where a value was observed, 0 where it is missing: `[batch, columns]`, one for each column, however many numbers it takes; or the shape of `x`,
   * where a column counts if all of its numbers were observed. Missing ones cost nothing.
   */
  readonly mask?: tf.Tensor | undefined;
}

/**
 * The negative log-likelihood of the rows of a table whose columns are of different kinds: the sum of each column's own, all in nats and with their
 * constants, so that they can be added.
 *
 * `x` and `parameters` are laid out column by column, as {@link mixedColumnWidth} says. Neighboring columns of one kind are computed together. What
 * `x` holds where a value is missing does not matter; it may be NaN.
 *
 * @param parameters from the decoder, `[batch, Σ parameters]`
 * @param x observations, `[batch, Σ values]`
 * @param columns the table's columns, in order
 * @param options `mask`
 * @returns `[batch]`, in nats, summed over the columns
 * @throws when a width does not fit the columns, or a column makes no sense
 */
export function mixedColumnsNll(
  parameters: tf.Tensor,
  x: tf.Tensor,
  columns: readonly MixedColumn[],
  options: MixedColumnsOptions = {},
): tf.Tensor1D {
  const { mask } = options;
  if (columns.length === 0) throw new RangeError('mixedColumnsNll: `columns` is empty; a table has at least one');
  const widths = columns.map(mixedColumnWidth);
  const [batch] = x.shape as [number];
  const total = (key: keyof ColumnWidth) => widths.reduce((sum, width) => sum + width[key], 0);
  const expected = { parameters: [total('parameters')], x: [total('values')], mask: [columns.length, total('values')] };
  for (const [name, tensor] of Object.entries({ parameters, x, ...(mask ? { mask } : {}) })) {
    const wanted = expected[name as keyof typeof expected].map((width) => `[${[batch, width]}]`);
    if (!wanted.includes(`[${tensor.shape}]`))
      throw new Error(
        `mixedColumnsNll: \`${name}\` has shape [${tensor.shape}] but the ${columns.length} columns need ${[...new Set(wanted)].join(' or ')}`,
      );
  }
  const byColumn = mask?.shape[1] === columns.length;
  return inFloat([parameters, x], (parameters, x) => {
    const observed = x;
    const parts: tf.Tensor1D[] = [];
    let [value, parameter] = [0, 0];
    for (let start = 0; start < columns.length;) {
      const column = columns[start]!;
      const width = widths[start]!;
      const length = runLength(columns, start);
      const slice = (tensor: tf.Tensor, from: number, each: number) =>
        tf.reshape(tf.slice(tensor, [0, from], [batch, length * each]), [batch, length, each]) as tf.Tensor3D;
      const values = slice(observed, value, width.values);
      const given = slice(parameters, parameter, width.parameters);
      const seen = mask && maskTogether(byColumn ? slice(mask, start, 1) : slice(mask, value, width.values));
      parts.push(columnsNll(column, given, values, { mask: seen }));
      value += length * width.values;
      parameter += length * width.parameters;
      start += length;
    }
    return tf.addN(parts);
  });
}

// How many columns from `start` on have the same description.
function runLength(columns: readonly MixedColumn[], start: number): number {
  const same = JSON.stringify(columns[start]);
  let end = start + 1;
  while (end < columns.length && JSON.stringify(columns[end]) === same) end++;
  return end - start;
}

function columnsNll(column: MixedColumn, given: tf.Tensor3D, values: tf.Tensor3D, { mask }: MaskOptions): tf.Tensor1D {
  const [batch, length] = given.shape;
  const at = (i: number) => tf.reshape(tf.slice(given, [0, 0, i], [batch, length, 1]), [batch, length]);
  const oneHot = column.kind === 'categorical' && column.encoding !== 'index';
  const x = oneHot ? values : tf.reshape(values, [batch, length]);
  switch (column.kind) {
    case 'gaussian':
      return gaussianNll(at(0), x, { ...(column.sigma === undefined ? { logVar: at(1) } : { sigma: column.sigma }), mask });
    case 'laplace':
      return laplaceNll(at(0), x, { logScale: at(1), mask });
    case 'studentT':
      return studentTNll(at(0), x, { logScale: at(1), degrees: column.degrees, mask });
    case 'bernoulli':
      return bernoulliNll(at(0), x, { mask });
    case 'continuousBernoulli':
      return continuousBernoulliNll(at(0), x, { mask });
    case 'categorical':
      return categoricalNll(given, x, { mask: oneHot && mask ? tf.expandDims(mask, -1) : mask });
    case 'poisson':
      return poissonNll(at(0), x, { mask });
    case 'negativeBinomial':
      return negativeBinomialNll(at(0), at(1), x, { mask });
  }
}
