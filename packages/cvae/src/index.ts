export { classMeanCvae, type ClassMeanCvaeOptions } from './classMeanCvae.js';
export { classMoments, type ClassMoments } from './classMoments.js';
export { type Classification, classify, type ClassifyOptions } from './classify.js';
export { classScores, type ClassScores, type ClassScoresOptions } from './classScores.js';
export { conditionalVae, type ConditionalVaeOptions } from './conditionalVae.js';
export { nearestMean } from './nearestMean.js';
export { type StationarityGap, stationarityGap } from './stationarityGap.js';
export { transform, type TransformOptions } from './transform.js';
