export { buildModel } from './buildModel.js';
export {
  aboutOption,
  type Catalog,
  catalog,
  type CommonOptionName,
  findModel,
  type ModelName,
  type ModelOptions,
  modelsThatCan,
  optionOwners,
  type OptionOwners,
  valuesOf,
} from './catalog.js';
export type { Ability, DataShape, Model, ModelEntry, Need, Paper } from './entry.js';
export { buildPrior, fittablePriors, type PriorName, priorOptionOwners } from './fittablePriors.js';
export {
  fitPhases,
  type FitPhasesOptions,
  type PhasedCallbacks,
  type PhasedControl,
  type PhasedResult,
  type PhasedState,
  phasesOf,
} from './fitPhases.js';
export {
  fallbackOf,
  inRange,
  type Option,
  type Options,
  type OptionValue,
  type OptionValues,
  placeholderOf,
  type Range,
  rangeText,
} from './option.js';
export {
  type DegreesChoice,
  type LikelihoodChoice,
  type LikelihoodEntry,
  likelihoodOptions,
  likelihoods,
  type SigmaChoice,
} from './options/likelihoodOptions.js';
export type { ClosedPhase, FitPhase, Phase, PhaseData, WholeData } from './phase.js';
export type { PriorEntry } from './priorEntry.js';
export { modelTable, optionTable } from './tables.js';
