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
import type { Examples, TableEncoding } from '@vaekit/datasets';
import { type MixedColumn, mixedColumnWidth } from '@vaekit/losses';
import { type LikelihoodChoice, type SigmaChoice, sigmasOf } from '../commands/likelihoodOptions.js';
import type { OpenData } from '../data/openData.js';
import { UsageError } from '../usageError.js';

/** A likelihood, and what the decoder must give for it. */
export interface ChosenLikelihood {
  readonly likelihood: Likelihood;
  /** Outputs of the decoder, each of `shape`. */
  readonly parameters: 1 | 2;
  readonly shape: readonly number[];
}

/** The columns of a table as a likelihood of mixed columns takes them. */
function mixedColumnsOf(encoding: TableEncoding): MixedColumn[] {
  return encoding.columns.flatMap((column): MixedColumn[] => {
    switch (column.type) {
      case 'number':
      case 'integer':
        return [{ kind: 'gaussian' }];
      case 'boolean':
        return [{ kind: 'bernoulli' }];
      case 'category':
        return [{ kind: 'categorical', classes: column.width }];
      default:
        return [];
    }
  });
}

type Shared = 'learned' | 'perPixel' | 'predicted';

/** Logistic distributions in the mixture of a color pixel; Salimans et al. 2017 find five enough. */
const RGB_COMPONENTS = 5;

/** A likelihood by its name, for examples of a shape. */
export function chooseLikelihood(
  name: LikelihoodChoice,
  sigma: SigmaChoice | undefined,
  { shape, encoding }: { readonly shape: readonly number[]; readonly encoding?: TableEncoding | undefined },
): ChosenLikelihood {
  const chosen = sigma ?? (sigmasOf[name]?.[0] as SigmaChoice | undefined);
  const width = chosen === 'per-pixel' ? 'perPixel' : chosen;
  const parameters = chosen === 'predicted' ? 2 : 1;
  const of = (likelihood: Likelihood): ChosenLikelihood => ({ likelihood, parameters, shape });
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
      if (shape.at(-1) !== 3) throw new UsageError('--likelihood discretized-logistic-rgb is for color images');
      return {
        likelihood: discretizedLogisticRgb({ components: RGB_COMPONENTS }),
        parameters: 1,
        shape: [...shape.slice(0, -1), 10 * RGB_COMPONENTS],
      };
    case 'poisson':
      return of(poisson());
    case 'negative-binomial':
      return of(negativeBinomial({ dispersion: width as Shared }));
    case 'mixed-columns': {
      if (encoding === undefined) throw new UsageError('--likelihood mixed-columns is for tables');
      const columns = mixedColumnsOf(encoding);
      const total = columns.reduce((sum, column) => sum + mixedColumnWidth(column).parameters, 0);
      return { likelihood: mixedColumns({ columns }), parameters: 1, shape: [total] };
    }
  }
}

const some = ({ x }: Examples, wrong: (value: number) => boolean): boolean => (x.data as Float32Array).some(wrong);

/** The likelihood where none is asked for: by the columns of a table, bernoulli for values from 0 to 1, else gaussian. */
export function defaultLikelihood({ train, test, encoding }: OpenData): LikelihoodChoice {
  if (encoding !== undefined) return 'mixed-columns';
  const outside = (part: Examples): boolean =>
    !(part.x.data instanceof Uint8Array) && some(part, (value) => value < 0 || value > 1);
  return outside(train) || outside(test) ? 'gaussian' : 'bernoulli';
}

/** @throws UsageError when a likelihood does not describe values such as those of the data */
export function checkLikelihood(name: LikelihoodChoice, data: OpenData): void {
  const { train, test, encoding } = data;
  const parts = [train, test];
  const images = train.x.data instanceof Uint8Array;
  const refuse = (what: string, instead: string): never => {
    throw new UsageError(`--likelihood ${name} is for ${what}, but ${data.name} has others; take ${instead}`);
  };
  switch (name) {
    case 'bernoulli':
    case 'continuous-bernoulli':
      if (!images && parts.some((part) => some(part, (value) => value < 0 || value > 1)))
        refuse('values from 0 to 1', 'gaussian');
      return;
    case 'discretized-logistic':
      if (!images) refuse('images of 8 bits', 'gaussian');
      return;
    case 'discretized-logistic-rgb':
      if (!images) refuse('color images of 8 bits', 'gaussian');
      if (data.shape.at(-1) !== 3)
        throw new UsageError(
          `--likelihood ${name} is for color images, but those of ${data.name} are gray; take discretized-logistic`,
        );
      return;
    case 'poisson':
    case 'negative-binomial':
      if (images || encoding !== undefined || parts.some((part) => some(part, (value) => value < 0 || !Number.isInteger(value))))
        refuse('counts', encoding === undefined ? 'gaussian' : 'mixed-columns');
      return;
    case 'mixed-columns':
      if (encoding === undefined)
        throw new UsageError(`--likelihood mixed-columns is for tables, but ${data.name} is none; take gaussian`);
      return;
    default:
  }
}
