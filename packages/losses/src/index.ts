export { bernoulliNll } from './bernoulliNll.js';
export { type ClassPosterior, classPosterior, type ClassPosteriorOptions } from './classPosterior.js';
export { constant } from './constant.js';
export { cosineSchedule, type CosineScheduleOptions } from './cosineSchedule.js';
export { cyclicalSchedule, type CyclicalScheduleOptions } from './cyclicalSchedule.js';
export { exponentialDecay, type ExponentialDecayOptions } from './exponentialDecay.js';
export { gaussianNll, type GaussianNllOptions } from './gaussianNll.js';
export { importanceWeightedBound } from './importanceWeightedBound.js';
export { klClassMean } from './klClassMean.js';
export { klClassNormal } from './klClassNormal.js';
export { klDiagonalNormal } from './klDiagonalNormal.js';
export { klDiscrete, type Probabilities } from './klDiscrete.js';
export { klMeanPart, klStandardNormal, klVariancePart } from './klStandardNormal.js';
export { linearWarmup, type LinearWarmupOptions } from './linearWarmup.js';
export { negativeElbo, type NegativeElboOptions } from './negativeElbo.js';
export { normalLogDensity, standardNormalLogDensity } from './normalLogDensity.js';
export {
  type ConstantConfig,
  type CosineScheduleConfig,
  type CyclicalScheduleConfig,
  type ExponentialDecayConfig,
  type LinearWarmupConfig,
  type PiecewiseConstantConfig,
  type ScheduleConfig,
} from './scheduleConfig.js';
export { piecewiseConstant, type PiecewiseConstantOptions } from './piecewiseConstant.js';
export { scheduleFromJSON } from './scheduleFromJSON.js';
export { squaredError } from './squaredError.js';
export { type StepSchedule } from './stepSchedule.js';
