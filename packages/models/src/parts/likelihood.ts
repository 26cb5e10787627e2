import {
  bernoulli,
  continuousBernoulli,
  discretizedLogistic,
  discretizedLogisticRgb,
  gaussian,
  laplace,
  type Likelihood,
  mixedColumns,
  negativeBinomial,
  poisson,
  studentT,
} from '@vaekit/core';
import { type MixedColumn, mixedColumnWidth } from '@vaekit/losses';
import type { DataShape } from '../entry.js';
import type { OptionValues } from '../option.js';
import { type likelihoodOptions, sigmasOf } from '../options/likelihoodOptions.js';

/** A likelihood, and what the decoder must give for it. */
export interface ChosenLikelihood {
  readonly likelihood: Likelihood;
  /** Outputs of the decoder, each of `shape`. */
  readonly parameters: 1 | 2;
  readonly shape: readonly number[];
}

/** The columns of a table as a likelihood of mixed columns takes them. */
function mixedColumnsOf(columns: NonNullable<DataShape['columns']>): MixedColumn[] {
  return columns.flatMap(({ type, width }): MixedColumn[] => {
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
  });
}

type Shared = 'learned' | 'perPixel' | 'predicted';

/** Logistic distributions in the mixture of a color pixel; Salimans et al. 2017 find five enough. */
const RGB_COMPONENTS = 5;

/**
 * The likelihood that the options ask for; unless they say, that of mixed columns for tables, else Bernoulli.
 *
 * @throws Error when the likelihood does not describe examples of this shape
 */
export function likelihoodOf(values: OptionValues<typeof likelihoodOptions>, { event, columns }: DataShape): ChosenLikelihood {
  const name = values.likelihood ?? (columns === undefined ? 'bernoulli' : 'mixed-columns');
  const chosen = values.sigma ?? sigmasOf[name]?.[0];
  const width = chosen === 'per-pixel' ? 'perPixel' : chosen;
  const of = (likelihood: Likelihood): ChosenLikelihood => ({
    likelihood,
    parameters: chosen === 'predicted' ? 2 : 1,
    shape: event,
  });
  switch (name) {
    case 'bernoulli':
      return of(bernoulli());
    case 'continuous-bernoulli':
      return of(continuousBernoulli());
    case 'gaussian':
      return of(gaussian({ sigma: width! }));
    case 'laplace':
      return of(laplace({ scale: width as number | Shared }));
    case 'student-t':
      return of(studentT({ scale: width as number | Shared }));
    case 'discretized-logistic':
      return of(discretizedLogistic({ scale: width as Shared }));
    case 'discretized-logistic-rgb':
      if (event.at(-1) !== 3)
        throw new Error(
          `the likelihood ${name} is for color images, [height,width,3], but examples have shape [${event.join(',')}]`,
        );
      return {
        likelihood: discretizedLogisticRgb({ components: RGB_COMPONENTS }),
        parameters: 1,
        shape: [...event.slice(0, -1), 10 * RGB_COMPONENTS],
      };
    case 'poisson':
      return of(poisson());
    case 'negative-binomial':
      return of(negativeBinomial({ dispersion: width as Shared }));
    case 'mixed-columns': {
      if (columns === undefined) throw new Error(`the likelihood ${name} is for tables, but the data have no columns`);
      const mixed = mixedColumnsOf(columns);
      const total = mixed.reduce((sum, column) => sum + mixedColumnWidth(column).parameters, 0);
      return { likelihood: mixedColumns({ columns: mixed }), parameters: 1, shape: [total] };
    }
  }
}
