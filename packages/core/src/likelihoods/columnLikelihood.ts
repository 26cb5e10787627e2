import * as tf from '@tensorflow/tfjs';
import type { MixedColumn } from '@vaekit/losses';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import { bernoulli } from './bernoulli.js';
import { categorical } from './categorical.js';
import { continuousBernoulli } from './continuousBernoulli.js';
import { gaussian } from './gaussian.js';
import { laplace } from './laplace.js';
import { negativeBinomial } from './negativeBinomial.js';
import { poisson } from './poisson.js';
import { studentT } from './studentT.js';

/** The likelihood of one column, built, and the value to expect of it. */
export interface ColumnLikelihood {
  readonly built: BuiltLikelihood;
  /** The mean; of a class given as an index, the most probable class. */
  readonly center: (parameters: tf.Tensor[]) => tf.Tensor;
  /** What of it is averaged over codes, `[rows, width]`, and the value to expect from that: of a class given as an index, its probabilities. */
  readonly averaged: AveragedColumn;
}

interface AveragedColumn {
  readonly width: number;
  readonly of: (parameters: tf.Tensor[]) => tf.Tensor;
  readonly center: (average: tf.Tensor) => tf.Tensor;
}

/** The likelihood of one column of `mixedColumns`, as that of an event of one value, or of one row of classes. */
export function columnLikelihood(column: MixedColumn): ColumnLikelihood {
  const event = [column.kind === 'categorical' && column.encoding !== 'index' ? column.classes : 1];
  const built = likelihoodOf(column).build({ event });
  if (column.kind !== 'categorical' || column.encoding !== 'index') {
    const [center, width] = [built.mean, event[0]!];
    return { built, center, averaged: { width, of: center, center: (average) => average } };
  }
  const { classes } = column;
  const mostProbable = (scores: tf.Tensor): tf.Tensor => tf.reshape(tf.cast(tf.argMax(scores, -1), 'float32'), [-1, 1]);
  const of = ([logits]: tf.Tensor[]): tf.Tensor => tf.reshape(tf.softmax(logits!), [-1, classes]);
  return { built, center: ([logits]) => mostProbable(logits!), averaged: { width: classes, of, center: mostProbable } };
}

// Every width comes from the decoder or is fixed, so that none of these has a variable.
function likelihoodOf(column: MixedColumn): Likelihood {
  switch (column.kind) {
    case 'gaussian':
      return gaussian({ sigma: column.sigma ?? 'predicted' });
    case 'laplace':
      return laplace({ scale: 'predicted' });
    case 'studentT':
      return studentT({ scale: 'predicted', degrees: column.degrees });
    case 'bernoulli':
      return bernoulli();
    case 'continuousBernoulli':
      return continuousBernoulli();
    case 'categorical':
      return categorical({ classes: column.classes, encoding: column.encoding ?? 'oneHot' });
    case 'poisson':
      return poisson();
    case 'negativeBinomial':
      return negativeBinomial({ dispersion: 'predicted' });
  }
}
