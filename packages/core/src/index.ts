// Parts: the index of each folder lists them one by one, and is also the registry from which saved models are rebuilt.
export * from './corruptions/index.js';
export * from './inputs/index.js';
export * from './likelihoods/index.js';
export * from './objectives/index.js';
export { type CodeSpace } from './codeSpace.js';
export * from './posteriors/index.js';
export * from './priors/index.js';

export type { PlainTensor, TypedArray } from '@vaekit-internal/base';
export type { Assembly } from './assembled.js';
export type {
  Batch,
  BatchShapes,
  Binarization,
  Engine,
  EvaluationSums,
  ForwardInput,
  KnowsExamples,
  Mode,
  Noise,
  NoiseEntry,
  NoiseSpec,
  Outcome,
  PlainStep,
  Player,
  PreparedEvaluation,
  PreparedFunction,
  Schedule,
  StepOptions,
  StepReport,
  Trainable,
  TrainStep,
} from './contract.js';
export { eager, type EagerOptions } from './engines/eager.js';
export { hostSums } from './engines/hostSums.js';
export type { ElementNumbers } from './elementNumbers.js';
export { NonFiniteError } from './engines/nonFiniteError.js';
export { type CountedPlayer, type StepLedger, stepLedger, type StepTotals, type SumKeeper } from './engines/stepLedger.js';
export { drawCodes, type DrawnCodes } from './drawCodes.js';
export { evaluationSums } from './evaluationSums.js';
export { diagonalMoments, type DiagonalMoments, type Families, type Family, momentsIfDiagonal } from './family.js';
export { fitPrior, type FitPriorOptions, type FittedPrior, priorOnCodes, startPrior } from './fitPrior.js';
export { frozen, type FrozenSide } from './frozen.js';
export { withGradientMends } from './gradients/withGradientMends.js';
export { judgedBy } from './judgedBy.js';
export { decode, type DecodeOptions } from './latent/decode.js';
export { encode, type EncodeOptions, posteriorMoments } from './latent/encode.js';
export { type Imputation, impute, type ImputeOptions } from './latent/impute.js';
export { interpolate, interpolateGrid, type InterpolateOptions } from './latent/interpolate.js';
export type { Labels } from './latent/labels.js';
export { reconstruct } from './latent/reconstruct.js';
export { sample, type SampleOptions, samplePrior } from './latent/sample.js';
export { traverse, type TraverseOptions } from './latent/traverse.js';
export { type WeighedDraws, weighedDraws, weighedDrawsNoise } from './latent/weighedDraws.js';
export type { ChosenData, ChosenWidth, LikelihoodChoice, LikelihoodFacts } from './likelihoods/likelihoodChoice.js';
export { likelihoodByName, likelihoodFacts } from './likelihoods/likelihoodChoices.js';
export { type Outside, outsideSupport } from './likelihoods/outsideSupport.js';
export type { Support, SupportDetails } from './likelihoods/support.js';
export { lossOf } from './lossOf.js';
export { conv, type ConvRecipeOptions } from './networks/conv.js';
export {
  convDecoder,
  type ConvDecoderOptions,
  convEncoder,
  type ConvEncoderOptions,
  type ConvOptions,
} from './networks/convNetworks.js';
export { experts, type ExpertsRecipeOptions } from './networks/experts.js';
export { groupNormalization, type GroupNormalizationOptions } from './networks/groupNormalization.js';
export { lowerLayer } from './networks/lowerLayer.js';
export {
  mlp,
  mlpDecoder,
  type MlpDecoderOptions,
  mlpEncoder,
  type MlpEncoderOptions,
  type MlpOptions,
  type MlpRecipeOptions,
} from './networks/mlp.js';
export { network, type Network, type NetworkContext, type NetworkOutput } from './networks/network.js';
export { passThrough } from './networks/passThrough.js';
export type { NetworkRequest, Recipe } from './networks/recipe.js';
export { resnet, type ResnetRecipeOptions } from './networks/resnet.js';
export {
  resnetDecoder,
  type ResnetDecoderOptions,
  resnetEncoder,
  type ResnetEncoderOptions,
  type ResnetOptions,
} from './networks/resnetNetworks.js';
export { SpectralNormalization, spectralNormalization } from './networks/spectralNormalization.js';
export { adam } from './optimizers/adam.js';
export { adamax } from './optimizers/adamax.js';
export { adamw } from './optimizers/adamw.js';
export type {
  AdamaxConfig,
  AdamConfig,
  AdamwConfig,
  CommonOptimizerOptions,
  OptimizerConfig,
  RmspropConfig,
  SgdConfig,
} from './optimizers/optimizerConfig.js';
export { optimizerFromJSON } from './optimizers/optimizerFromJSON.js';
export { rmsprop } from './optimizers/rmsprop.js';
export { sgd } from './optimizers/sgd.js';
export type { BuiltParts, OpenPass } from './openPass.js';
export { contextFor } from './ownScalars.js';
export {
  type AnyPartFactory,
  type PartDefinition,
  type PartExample,
  partFactory,
  type PartFactory,
  type PartMaker,
  type PartOf,
  type PartRole,
  type Remake,
} from './partFactory.js';
export type {
  AveragedMean,
  BuiltCorruption,
  BuiltInputTransform,
  BuiltLikelihood,
  BuiltPart,
  BuiltPosterior,
  BuiltPrior,
  ClassShift,
  Context,
  Corrupted,
  Corruption,
  Draw,
  InputTransform,
  Json,
  KeptMetric,
  Likelihood,
  LikelihoodName,
  Parameter,
  Part,
  PartConfig,
  Peers,
  Posterior,
  Prior,
  PriorFitting,
  Shapes,
} from './parts.js';
export type { BuiltObjective, Groups, Judgment, Objective, Owner, Pass } from './pass.js';
export { checkedPlayers, learningRateName } from './players.js';
export { nearestCodes } from './posteriors/codebook.js';
export { codePerplexity } from './posteriors/codePerplexity.js';
export { preflight, type PreflightOptions, type PreflightProblem, type PreflightReport } from './preflight.js';
export { drawNoise, fillNoise } from './random/drawNoise.js';
export { seedOf } from './random/freshSeed.js';
export { type HamiltonianDraws, type HamiltonianEnd, hamiltonianStep, type WalkTarget } from './random/hamiltonianStep.js';
export { type RandomState, type RandomStream, randomStream } from './random/randomStream.js';
export { partFactories } from './registry.js';
export {
  type BoltzmannMachine,
  type BoltzmannOptions,
  type BoltzmannVariables,
  restrictedBoltzmannMachine,
  type UnitKind,
} from './restrictedBoltzmannMachine.js';
export { importWeights, type ImportWeightsOptions } from './saving/importWeights.js';
export { countParameters, type CountParametersOptions } from './saving/parameterCount.js';
export { type NamedArray, readSafetensors, type SafeTensors, writeSafetensors } from './saving/safetensors.js';
export { describeVae, deserialize, serialize, type VaeDescription, vaeFromDescription } from './saving/serialize.js';
export { type BackendName, selectBackend, type SelectBackendOptions, type WasmModule } from './selectBackend.js';
export { stopGradient } from './stopGradient.js';
export { trainable, type TrainableParts } from './trainable.js';
export { averagedWeights } from './training/averagedWeights.js';
export type { ExampleBatch, ExampleBatches } from './training/batchExamples.js';
export { batches, type BatchesOptions } from './training/batches.js';
export { batchTensors } from './training/batchTensors.js';
export type { Callbacks, Control } from './training/callbacks.js';
export type { PlainConditions } from './training/conditions.js';
export { evaluate, type EvaluateOptions, type Evaluation, openSource } from './training/evaluate.js';
export type { BatchSource, Examples, ExamplesInMemory, PlainBatch, TrainingData } from './training/examples.js';
export { type EarlyStopping, fit, type FitOptions, type FitResult } from './training/fit.js';
export type { Logs } from './training/logs.js';
export { readWeights, writeWeights } from './training/modelWeights.js';
export type { TensorDataset } from './training/tensorDataset.js';
export type { BestEpoch, TrainingState } from './training/trainingState.js';
export { yieldToHost } from './training/yieldToHost.js';
export { underPrior } from './underPrior.js';
export { type Condition, vae, type Vae, type VaeConfig, type VaeOptions } from './vae.js';
