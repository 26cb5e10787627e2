export type {
  Batch,
  BatchShapes,
  Binarization,
  Engine,
  ForwardInput,
  KnowsExamples,
  Mode,
  Noise,
  NoiseEntry,
  NoiseSpec,
  Outcome,
  Player,
  Schedule,
  StepOptions,
  StepReport,
  Trainable,
  TrainStep,
} from './contract.js';
export { eager, type EagerOptions } from './engines/eager.js';
export { hostSums } from './engines/hostSums.js';
export { NonFiniteError } from './engines/nonFiniteError.js';
export { type CountedPlayer, type StepLedger, stepLedger, type StepTotals, type SumKeeper } from './engines/stepLedger.js';
export { withGradientMends } from './gradients/withGradientMends.js';
export { decode, type DecodeOptions } from './latent/decode.js';
export { encode, type EncodeOptions, posteriorMoments } from './latent/encode.js';
export { interpolate, interpolateGrid, type InterpolateOptions } from './latent/interpolate.js';
export type { Labels } from './latent/labels.js';
export { reconstruct } from './latent/reconstruct.js';
export { sample, type SampleOptions, samplePrior } from './latent/sample.js';
export { traverse, type TraverseOptions } from './latent/traverse.js';
export { bernoulli } from './likelihoods/bernoulli.js';
export { categorical, type CategoricalOptions } from './likelihoods/categorical.js';
export { continuousBernoulli } from './likelihoods/continuousBernoulli.js';
export { discretizedLogistic, type DiscretizedLogisticOptions } from './likelihoods/discretizedLogistic.js';
export { discretizedLogisticRgb, type DiscretizedLogisticRgbOptions } from './likelihoods/discretizedLogisticRgb.js';
export { gaussian, type GaussianOptions } from './likelihoods/gaussian.js';
export { laplace, type LaplaceOptions } from './likelihoods/laplace.js';
export { mixedColumns, type MixedColumnsLikelihoodOptions } from './likelihoods/mixedColumns.js';
export { negativeBinomial, type NegativeBinomialOptions } from './likelihoods/negativeBinomial.js';
export { poisson, type PoissonOptions } from './likelihoods/poisson.js';
export { studentT, type StudentTOptions } from './likelihoods/studentT.js';
export { type Width } from './likelihoods/width.js';
export { lossOf } from './lossOf.js';
export { convDecoder, type ConvDecoderOptions, convEncoder, type ConvEncoderOptions, type ConvOptions } from './networks/conv.js';
export { initializeWeights } from './networks/initializeWeights.js';
export { mlpDecoder, type MlpDecoderOptions, mlpEncoder, type MlpEncoderOptions, type MlpOptions } from './networks/mlp.js';
export { network, type Network, type NetworkContext, type NetworkOutput } from './networks/network.js';
export {
  resnetDecoder,
  type ResnetDecoderOptions,
  resnetEncoder,
  type ResnetEncoderOptions,
  type ResnetOptions,
} from './networks/resnet.js';
export { elbo, type ElboOptions } from './objectives/elbo.js';
export { iwae } from './objectives/iwae.js';
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
export type {
  BoundInput,
  BoundOutput,
  BuiltLikelihood,
  BuiltPosterior,
  BuiltPrior,
  DiagonalMoments,
  Json,
  LatentContext,
  Likelihood,
  LikelihoodName,
  Objective,
  Part,
  PartConfig,
  Posterior,
  Prior,
} from './parts.js';
export { checkedPlayers, learningRateName } from './players.js';
export { diagonalNormal } from './posteriors/diagonalNormal.js';
export { preflight, type PreflightOptions, type PreflightProblem, type PreflightReport } from './preflight.js';
export { classMeans, type ClassMeansOptions } from './priors/classMeans.js';
export { standardNormal } from './priors/standardNormal.js';
export { drawNoise } from './random/drawNoise.js';
export { type RandomState, type RandomStream, randomStream } from './random/randomStream.js';
export { repeatRows } from './repeatRows.js';
export type { ByteStore } from './saving/byteStore.js';
export { importWeights, type ImportWeightsOptions } from './saving/importWeights.js';
export { indexedDbStore } from './saving/indexedDbStore.js';
export { opfsStore } from './saving/opfsStore.js';
export { type NamedArray, readSafetensors, type SafeTensors, writeSafetensors } from './saving/safetensors.js';
export {
  describeVae,
  deserialize,
  type PartFactories,
  type PartFactory,
  serialize,
  type VaeDescription,
  vaeFromDescription,
} from './saving/serialize.js';
export { deserializeTrainingState, serializeTrainingState } from './saving/trainingStateBytes.js';
export { type BackendName, selectBackend, type SelectBackendOptions, type WasmModule } from './selectBackend.js';
export { stopGradient } from './stopGradient.js';
export { trainable, type TrainableParts } from './trainable.js';
export { averagedWeights } from './training/averagedWeights.js';
export type { ExampleBatch, ExampleBatches } from './training/batchExamples.js';
export { batches, type BatchesOptions } from './training/batches.js';
export { batchTensors } from './training/batchTensors.js';
export type { Callbacks, Control } from './training/callbacks.js';
export type { PlainConditions } from './training/conditions.js';
export { evaluate, type EvaluateOptions, type Evaluation } from './training/evaluate.js';
export type { BatchSource, Examples, ExamplesInMemory, PlainBatch, TrainingData } from './training/examples.js';
export { type EarlyStopping, fit, type FitOptions, type FitResult } from './training/fit.js';
export type { Logs } from './training/logs.js';
export { readWeights, writeWeights } from './training/modelWeights.js';
export type { PlainTensor, TypedArray } from './training/plainTensor.js';
export type { TensorDataset } from './training/tensorDataset.js';
export type { BestEpoch, TrainingState } from './training/trainingState.js';
export { vae, type Vae, type VaeConfig, type VaeOptions } from './vae.js';
export { weightedMean } from './weightedMean.js';
