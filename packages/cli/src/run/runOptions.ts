import { resolve } from 'node:path';
import * as v from 'valibot';
import { isDataName } from '../commands/dataOptions.js';
import { type LikelihoodChoice, likelihoodNames } from '../commands/likelihoodOptions.js';
import type { TrainOptions } from '../commands/train.js';
import type { OpenData } from '../data/openData.js';
import { defaultLikelihood } from '../model/likelihood.js';

/** The options of `train` that make a run what it is: all but those of display and place. */
export interface RunOptions extends Omit<
  TrainOptions,
  'backend' | 'data' | 'data-dir' | 'engine' | 'force' | 'json' | 'likelihood' | 'no-preview' | 'out' | 'resume'
> {
  /** The name of a data set, or an absolute path. */
  readonly data: string;
  /** An absolute path. */
  readonly 'data-dir': string | undefined;
  readonly likelihood: LikelihoodChoice;
}

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const widths = v.array(v.pipe(v.number(), v.integer(), v.minValue(1)));

const schema = v.object({
  model: v.picklist(['vae', 'class-mean-cvae', 'cvae']),
  data: v.string(),
  label: v.optional(v.string()),
  exclude: v.optional(v.array(v.string())),
  standardize: v.optional(v.boolean()),
  'test-fraction': v.optional(finite),
  'data-dir': v.optional(v.string()),
  limit: v.optional(count),
  arch: v.picklist(['mlp', 'conv', 'resnet']),
  hidden: v.optional(widths),
  latent: count,
  likelihood: v.picklist(likelihoodNames),
  sigma: v.optional(v.union([finite, v.picklist(['learned', 'per-pixel', 'predicted', 'optimal'])])),
  beta: finite,
  warmup: count,
  dropout: finite,
  'batch-norm': v.boolean(),
  'class-variance': v.boolean(),
  separation: finite,
  margin: finite,
  prior: v.picklist(['learned', 'standard']),
  epochs: count,
  'batch-size': count,
  optimizer: v.picklist(['adam', 'adamw', 'adamax', 'rmsprop', 'sgd']),
  lr: finite,
  'lr-schedule': v.picklist(['constant', 'cosine']),
  'average-weights': v.optional(finite),
  binarize: v.picklist(['none', 'static', 'dynamic']),
  validation: v.union([finite, v.picklist(['test', 'none'])]),
  'early-stopping': v.optional(count),
  seed: count,
});

/** What checks the options that `config.json` of a run has. */
export const runOptionsSchema = schema as unknown as v.GenericSchema<unknown, RunOptions>;

const ofDisplayAndPlace = ['backend', 'engine', 'force', 'json', 'no-preview', 'out', 'resume'];

/** What of the options of `train` makes a run on some data what it is. */
export function runOptionsOf(given: TrainOptions, data: OpenData): RunOptions {
  const { data: source = '', 'data-dir': dataDir } = given;
  return {
    ...Object.fromEntries(Object.entries(given).filter(([name]) => !ofDisplayAndPlace.includes(name))),
    data: isDataName(source) ? source : resolve(source),
    'data-dir': dataDir === undefined ? undefined : resolve(dataDir),
    likelihood: given.likelihood ?? defaultLikelihood(data),
  } as RunOptions;
}
