import type { Likelihood, PartConfig } from '../parts.js';
import { bernoulli } from './bernoulli.js';
import { categorical, type CategoricalOptions } from './categorical.js';
import { continuousBernoulli } from './continuousBernoulli.js';
import { discretizedLogistic, type DiscretizedLogisticOptions } from './discretizedLogistic.js';
import { discretizedLogisticRgb, type DiscretizedLogisticRgbOptions } from './discretizedLogisticRgb.js';
import { gaussian, type GaussianOptions } from './gaussian.js';
import { laplace, type LaplaceOptions } from './laplace.js';
import { mixedColumns, type MixedColumnsLikelihoodOptions } from './mixedColumns.js';
import { negativeBinomial, type NegativeBinomialOptions } from './negativeBinomial.js';
import { poisson, type PoissonOptions } from './poisson.js';
import { studentT, type StudentTOptions } from './studentT.js';

const options = <T>({ kind: _, ...rest }: PartConfig): T => rest as unknown as T;

/** Every likelihood of this package from its plain description, by kind. */
export const likelihoodFactories: Readonly<Record<string, (config: PartConfig) => Likelihood>> = {
  bernoulli: () => bernoulli(),
  categorical: (config) => categorical(options<CategoricalOptions>(config)),
  continuousBernoulli: () => continuousBernoulli(),
  discretizedLogistic: (config) => discretizedLogistic(options<DiscretizedLogisticOptions>(config)),
  discretizedLogisticRgb: (config) => discretizedLogisticRgb(options<DiscretizedLogisticRgbOptions>(config)),
  gaussian: (config) => gaussian(options<GaussianOptions>(config)),
  laplace: (config) => laplace(options<LaplaceOptions>(config)),
  mixedColumns: (config) => mixedColumns(options<MixedColumnsLikelihoodOptions>(config)),
  negativeBinomial: (config) => negativeBinomial(options<NegativeBinomialOptions>(config)),
  poisson: (config) => poisson(options<PoissonOptions>(config)),
  studentT: (config) => studentT(options<StudentTOptions>(config)),
};
