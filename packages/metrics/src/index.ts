export type { PlainTensor } from '@vaekit-internal/base';
export { isolationForest } from './baselines/isolationForest.js';
export { bernoulliMixture, gaussianMixture, type MixtureOptions } from './baselines/mixture.js';
export { type Baseline, probabilisticPca } from './baselines/probabilisticPca.js';
export { type Calibration, calibrationError } from './calibrationError.js';
export { type ClassSamples, classSamples } from './classSamples.js';
export { kolmogorovSmirnov } from './columns/kolmogorovSmirnov.js';
export { spearmanCorrelations } from './columns/spearmanCorrelations.js';
export { totalVariation } from './columns/totalVariation.js';
export { densityCoverage, type DensityCoverageOptions } from './densityCoverage.js';
export { type DigitFeatures, digitFeatures } from './digitFeatures.js';
export { attributePredictability } from './disentanglement/attributePredictability.js';
export { betaVaeScore } from './disentanglement/betaVaeScore.js';
export { completenessOf, type Dci, dci, disentanglementOf } from './disentanglement/dci.js';
export { explicitness } from './disentanglement/explicitness.js';
export type { FactorCodes } from './disentanglement/factorCodes.js';
export { factorVaeScore, type VotingOptions } from './disentanglement/factorVaeScore.js';
export { interventionalRobustness } from './disentanglement/interventionalRobustness.js';
export { modularity, modularityOf } from './disentanglement/modularity.js';
export { mutualInformationGap } from './disentanglement/mutualInformationGap.js';
export { type UnsupervisedScores, unsupervisedScores } from './disentanglement/unsupervisedScores.js';
export type { CodeStatistics } from './doctor/codeStatistics.js';
export type { CodeTotalCorrelation } from './doctor/codeTotalCorrelation.js';
export type { DeadUnits } from './doctor/deadUnits.js';
export { diagnose, type Diagnosis } from './doctor/diagnose.js';
export type { DoctorData } from './doctor/doctorData.js';
export type { Examination } from './doctor/examination.js';
export { examine, type ExamineOptions } from './doctor/examine.js';
export { type Finding, findings } from './doctor/findings.js';
export { fewestHeldOut, type FindingCode, signals } from './doctor/signals.js';
export { isFound, type Threshold, THRESHOLDS } from './doctor/thresholds.js';
export { frechetDistance } from './frechetDistance.js';
export { psnr } from './images/psnr.js';
export { ssim } from './images/ssim.js';
export { kernelDistance } from './kernelDistance.js';
export {
  annealedImportanceSampling,
  type AnnealedEstimate,
  type AnnealingOptions,
} from './likelihood/annealedImportanceSampling.js';
export { bidirectionalCheck, type BidirectionalCheck } from './likelihood/bidirectionalCheck.js';
export { bitsPerDimension, type BitsPerDimensionOptions } from './likelihood/bitsPerDimension.js';
export { compareLikelihoods, type LikelihoodDifference } from './likelihood/compareLikelihoods.js';
export { compareRates, type RateDifference } from './likelihood/compareRates.js';
export { type InferenceGaps, inferenceGaps } from './likelihood/inferenceGaps.js';
export type { LikelihoodEstimate } from './likelihood/likelihoodEstimate.js';
export { logLikelihood, type LogLikelihoodOptions } from './likelihood/logLikelihood.js';
export { measureOf } from './likelihood/measureOf.js';
export type { FittingOptions } from './likelihood/fittedPosteriors.js';
export type { Compile } from './likelihood/logWeights.js';
export type { LikelihoodProtocol } from './likelihood/protocol.js';
export {
  distortionAt,
  type FittedRatePoint,
  rateDistortion,
  type RateDistortion,
  type RateDistortionOptions,
  type RatePoint,
  type RateValues,
} from './likelihood/rateDistortion.js';
export { type Interval, meanInterval } from './meanInterval.js';
export { pairedInterval } from './pairedInterval.js';
export { precisionRecall, type PrecisionRecallOptions } from './precisionRecall.js';
export { type SampleDistance, sampleDistance, type SampleDistanceOptions } from './sampleDistance.js';
export { shareInterval } from './shareInterval.js';
export { aucInterval } from './outliers/aucInterval.js';
export { averagePrecision } from './outliers/averagePrecision.js';
export { averagePrecisionInterval } from './outliers/averagePrecisionInterval.js';
export { type OutlierScores, outlierScores, type OutlierScoresOptions } from './outliers/outlierScores.js';
export { rocAuc } from './outliers/rocAuc.js';
export { twoSampleAuc } from './twoSampleAuc.js';
