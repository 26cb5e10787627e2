export { bernoulliNll } from './bernoulliNll.js';
export { capacityPenalty, type CapacityPenaltyOptions } from './capacityPenalty.js';
export { categoricalNll } from './categoricalNll.js';
export { cholesky } from './cholesky.js';
export { type ClassPosterior, classPosterior, type ClassPosteriorOptions } from './classPosterior.js';
export { constant } from './constant.js';
export { continuousBernoulliMean, continuousBernoulliNll } from './continuousBernoulliNll.js';
export { cosineSchedule, type CosineScheduleOptions } from './cosineSchedule.js';
export { covariancePenalty, type CovariancePenaltyOptions } from './covariancePenalty.js';
export { cyclicalSchedule, type CyclicalScheduleOptions } from './cyclicalSchedule.js';
export { digamma } from './digamma.js';
export { type DiscretizedOptions } from './discretizedLogistic.js';
export { discretizedLogisticMixtureNll } from './discretizedLogisticMixtureNll.js';
export { discretizedLogisticNll } from './discretizedLogisticNll.js';
export { discretizedLogisticRgbNll } from './discretizedLogisticRgbNll.js';
export { exponentialDecay, type ExponentialDecayOptions } from './exponentialDecay.js';
export { freeBits, type FreeBitsOptions } from './freeBits.js';
export { gaussianNll, type GaussianNllOptions } from './gaussianNll.js';
export { gaussianOptimalSigmaNll, type GaussianOptimalSigmaOptions } from './gaussianOptimalSigmaNll.js';
export { geco, type GecoOptions, type GecoOutcome, gecoStart, type GecoState } from './geco.js';
export { geometricJensenShannon, type GeometricJensenShannonOptions } from './geometricJensenShannon.js';
export { importanceWeightedBound } from './importanceWeightedBound.js';
export { inverseLowerTriangular } from './inverseLowerTriangular.js';
export { jensenShannonDiscrete } from './jensenShannonDiscrete.js';
export { klBernoulli } from './klBernoulli.js';
export { klBeta } from './klBeta.js';
export { klByDimension } from './klByDimension.js';
export { klCategorical } from './klCategorical.js';
export { klClassMean } from './klClassMean.js';
export { klClassNormal } from './klClassNormal.js';
export { klDiagonalNormal } from './klDiagonalNormal.js';
export { klDirichlet } from './klDirichlet.js';
export { klDiscrete, type Probabilities } from './klDiscrete.js';
export { klGamma } from './klGamma.js';
export { klLaplace } from './klLaplace.js';
export { type CovarianceForm, klMultivariateNormal, type KlMultivariateNormalOptions } from './klMultivariateNormal.js';
export { klMeanPart, klStandardNormal, klVariancePart } from './klStandardNormal.js';
export { klVonMisesFisherUniform } from './klVonMisesFisherUniform.js';
export { laplaceNll, type LaplaceNllOptions } from './laplaceNll.js';
export { leeRegularizer } from './leeRegularizer.js';
export { linearWarmup, type LinearWarmupOptions } from './linearWarmup.js';
export { log1mExp } from './log1mExp.js';
export { besselIRatio, logBesselI } from './logBesselI.js';
export { logGamma } from './logGamma.js';
export { logSphereArea } from './logSphereArea.js';
export { type MaskOptions } from './mask.js';
export {
  type ColumnWidth,
  type MixedColumn,
  mixedColumnsNll,
  type MixedColumnsOptions,
  mixedColumnWidth,
} from './mixedColumnsNll.js';
export { msSsim, type MsSsimOptions } from './msSsim.js';
export {
  jensenShannonMonteCarlo,
  type JensenShannonMonteCarloOptions,
  klMonteCarlo,
  type KlMonteCarloOptions,
  type MonteCarloEstimate,
} from './monteCarlo.js';
export { negativeBinomialNll } from './negativeBinomialNll.js';
export { negativeElbo, type NegativeElboOptions } from './negativeElbo.js';
export { normalLogDensity, standardNormalLogDensity } from './normalLogDensity.js';
export { piecewiseConstant, type PiecewiseConstantOptions } from './piecewiseConstant.js';
export { poincareBall, type PoincareBall } from './poincareBall.js';
export { poissonNll } from './poissonNll.js';
export { polygamma } from './polygamma.js';
export {
  type ConstantConfig,
  type CosineScheduleConfig,
  type CyclicalScheduleConfig,
  type ExponentialDecayConfig,
  type LinearWarmupConfig,
  type PiecewiseConstantConfig,
  type ScheduleConfig,
} from './scheduleConfig.js';
export { scheduleFromJSON } from './scheduleFromJSON.js';
export { squaredError } from './squaredError.js';
export { type StepSchedule } from './stepSchedule.js';
export { studentTNll, type StudentTNllOptions } from './studentTNll.js';
export { symmetricKlDiagonalNormal, symmetricKlDiscrete } from './symmetricKl.js';
export { vonMisesFisherLogDensity } from './vonMisesFisherLogDensity.js';
export { vonMisesFisherSlope } from './vonMisesFisherSlope.js';
