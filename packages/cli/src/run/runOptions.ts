import { resolve } from 'node:path';
import {
  type CommonOptionName,
  fallbackOf,
  findModel,
  type LikelihoodChoice,
  type ModelOptions,
  optionOwners,
} from '@vaekit/models';
import { modelOptionsSchema } from '@vaekit/models/schema';
import * as v from 'valibot';
import { isDataName } from '../commands/dataOptions.js';
import type { TrainOptions } from '../commands/trainOptions.js';
import type { OpenData } from '../data/openData.js';
import { defaultLikelihood } from '../model/likelihood.js';
import type { LateOption } from '../model/modelOptions.js';
import { defaultEpochs } from '../training/defaultEpochs.js';
import { isOptimizer } from '../training/optimizerChoice.js';
import { pointDefaults } from '../training/pointDefaults.js';
import { isRateSchedule, type RateSchedule } from '../training/rateSchedule.js';
import { tableLatent } from '../training/tableLatent.js';

const ofDisplayAndPlace = [
  'backend',
  'checkpoint-every',
  'engine',
  'force',
  'json',
  'no-preview',
  'out',
  'resume',
  'tracker',
] as const;

/** The options of `train` that make a run what it is: all but those of display and place, and those of other models. */
export interface RunOptions
  extends
    Omit<
      TrainOptions,
      | keyof ModelOptions
      | 'batch-size'
      | 'data'
      | 'data-dir'
      | 'epochs'
      | 'from'
      | 'lr'
      | 'lr-schedule'
      | (typeof ofDisplayAndPlace)[number]
    >,
    Pick<ModelOptions, Exclude<CommonOptionName, 'likelihood'>>,
    Partial<Omit<ModelOptions, CommonOptionName>> {
  /** The name of a data set, or an absolute path. */
  readonly data: string;
  /** An absolute path. */
  readonly 'data-dir': string | undefined;
  readonly epochs: number;
  readonly 'batch-size': number;
  readonly lr: number;
  readonly 'lr-schedule': RateSchedule;
  readonly likelihood: LikelihoodChoice;
  /** An absolute path. */
  readonly from?: string | undefined;
}

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const schema = v.object({
  ...modelOptionsSchema().entries,
  data: v.string(),
  label: v.optional(v.string()),
  exclude: v.optional(v.array(v.string())),
  header: v.optional(v.picklist(['auto', 'false', 'true'])),
  delimiter: v.optional(v.string()),
  decimal: v.optional(v.picklist(['comma', 'point'])),
  missing: v.optional(v.array(v.string())),
  id: v.optional(v.array(v.string())),
  weight: v.optional(v.string()),
  column: v.optional(v.array(v.string())),
  schema: v.optional(v.string()),
  standardize: v.optional(v.boolean()),
  condition: v.optional(v.array(v.string())),
  'labels-fraction': v.optional(finite),
  normal: v.optional(v.string()),
  from: v.optional(v.string()),
  freeze: v.optional(v.picklist(['encoder', 'decoder'])),
  'test-fraction': v.optional(finite),
  part: v.optional(v.picklist(['train', 'validation', 'test'])),
  labels: v.optional(v.string()),
  'max-bytes': v.optional(count),
  size: v.optional(v.string()),
  fit: v.optional(v.picklist(['crop', 'pad', 'stretch'])),
  grayscale: v.optional(v.boolean()),
  channels: v.optional(v.picklist(['first', 'last'])),
  image: v.optional(v.string()),
  'data-dir': v.optional(v.string()),
  limit: v.optional(count),
  epochs: count,
  'batch-size': count,
  optimizer: v.pipe(v.string(), v.check(isOptimizer, 'expected an optimizer, such as adam or adam:epsilon=1e-4')),
  lr: finite,
  'lr-schedule': v.pipe(v.string(), v.check(isRateSchedule, 'expected constant, cosine or steps, such as step:0.1@200,350')),
  'weight-decay': v.optional(finite),
  'clip-norm': v.optional(finite),
  'average-weights': v.optional(finite),
  binarize: v.picklist(['none', 'static', 'dynamic']),
  validation: v.union([finite, v.picklist(['test', 'none'])]),
  'early-stopping': v.optional(count),
});

/** What checks the options that `config.json` of a run has. */
export const runOptionsSchema = schema as unknown as v.GenericSchema<unknown, RunOptions>;

/** What of the options of `train` makes a run on some data what it is; options of other models are left out. */
export function runOptionsOf(given: TrainOptions, data: OpenData): RunOptions {
  const { data: source = '', 'data-dir': dataDir } = given;
  const { options: own, atOnce, likelihood: fixed = 'gaussian' } = findModel(given.model)!;
  const foreign = Object.keys(optionOwners()).filter((name) => !Object.hasOwn(own, name));
  const examples = data.train.x.shape[0]!;
  const batchSize = given['batch-size'] ?? Math.min(128, examples);
  const likelihood = Object.hasOwn(own, 'likelihood') ? (given.likelihood ?? defaultLikelihood(data, given.standardize)) : fixed;
  const late = Object.entries(own).filter(([name]) => name === 'latent' || name === 'warmup');
  const rows = given.model === 'vae' && data.encoding !== undefined;
  const left = new Set<string>([...ofDisplayAndPlace, ...foreign]);
  return {
    ...Object.fromEntries(Object.entries(given).filter(([name]) => !left.has(name))),
    data: isDataName(source) ? source : resolve(source),
    'data-dir': dataDir === undefined ? undefined : resolve(dataDir),
    labels: given.labels === undefined ? undefined : resolve(given.labels),
    from: given.from === undefined ? undefined : resolve(given.from),
    // A preset of the default `arch` is of convolutions: what checks or shows `arch` is to know.
    ...(given.preset !== undefined && given.arch === 'mlp' ? { arch: 'conv' } : {}),
    'batch-size': batchSize,
    lr: given.lr ?? 1e-3,
    'lr-schedule': given['lr-schedule'] ?? 'constant',
    ...Object.fromEntries(late.map(([name, option]) => [name, given[name as LateOption] ?? fallbackOf(option)])),
    ...(rows ? { latent: given.latent ?? tableLatent(data.shape) } : {}),
    likelihood,
    epochs: atOnce === true ? 1 : (given.epochs ?? defaultEpochs(data.shape, examples, batchSize)),
    ...pointDefaults(given, likelihood, data),
  } as RunOptions;
}
