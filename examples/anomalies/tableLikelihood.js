import { mixedColumnsNll, mixedColumnWidth } from '@vaekit/losses';
import * as tf from '@tensorflow/tfjs';

/** What each column of an encoded table is: a number, yes or no, or one of some categories. Columns without numbers (text, constants) are left out. */
export const columnsOf = (encoding) =>
  encoding.columns
    .filter(({ width }) => width > 0)
    .map(({ type, width }) => {
      if (type === 'category') return { kind: 'categorical', classes: width };
      return { kind: type === 'boolean' ? 'bernoulli' : 'gaussian' };
    });

/** How many numbers the decoder gives for such columns: mean and log-variance, a logit, a logit for each category. */
export const parameterCount = (columns) => columns.reduce((sum, column) => sum + mixedColumnWidth(column).parameters, 0);

/**
 * The likelihood of rows that know what they lack: an example is `[values, present]`, the numbers of its columns and then, for each column, 1 where there
 * is a value. A missing value costs nothing.
 *
 * @returns {import('@vaekit/core').Likelihood}
 */
export function tableLikelihood(columns) {
  const widths = columns.map(mixedColumnWidth);
  const values = widths.reduce((sum, width) => sum + width.values, 0);
  return {
    config: { kind: 'table', columns },
    build: () => {
      const mean = ([parameters]) => {
        let at = 0;
        const means = columns.map(({ kind }, i) => {
          const own = tf.slice(parameters, [0, at], [-1, widths[i].parameters]);
          at += widths[i].parameters;
          if (kind === 'categorical') return tf.softmax(own);
          return kind === 'bernoulli' ? tf.sigmoid(own) : tf.slice(own, [0, 0], [-1, 1]);
        });
        return tf.concat([...means, tf.ones([parameters.shape[0], columns.length])], 1);
      };
      return {
        support: 'columns',
        parameters: [{ name: 'parameters', shape: [parameterCount(columns)] }],
        negativeLogDensity: ([parameters], x) =>
          mixedColumnsNll(parameters, tf.slice(x, [0, 0], [-1, values]), columns, {
            mask: tf.slice(x, [0, values], [-1, columns.length]),
          }),
        mean,
        noise: () => ({}),
        draw: mean,
        reportedAs: () => 'nll',
      };
    },
  };
}
