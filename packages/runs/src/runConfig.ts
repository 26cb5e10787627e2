import type { StandardSchemaV1 } from '@standard-schema/spec';
import { type FitOptions, type LikelihoodName, type OptimizerConfig, optimizerFromJSON, type VaeDescription } from '@vaekit/core';
import type { DataSchema, TableEncoding } from '@vaekit/datasets';
import * as v from 'valibot';
import { RunDamage } from './runDamage.js';
import { placeOf, readText, type RunStore } from './runStore.js';
import { sealed, unsealed } from './sealed.js';

/** The file of a run that says everything needed to make its model again and to read more data. */
export const CONFIG_FILE = 'config.json';

/** Options that a program was given, in its own words. */
export type RunOptionsRecord = Readonly<Record<string, unknown>>;

/** How a run is trained, in the words of `fit`. */
export interface RunTraining {
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  /** An {@link OptimizerConfig} as JSON. */
  readonly optimizer: OptimizerConfig | (Readonly<Record<string, unknown>> & { readonly kind: string });
  readonly averageWeights?: number | undefined;
  /** Present: the epoch with the lowest validation loss is the model; with `patience`, training ends that many epochs after it. */
  readonly selection?: { readonly patience?: number | undefined } | undefined;
  /** Present where fitting is more than one training: every phase in order, of gradient steps or computed at once. */
  readonly phases?: readonly { readonly name: string; readonly kind: 'closed' | 'fit' }[] | undefined;
}

/** `config.json`: the options, the model, the training and the data of a run. */
export interface RunConfig<Options extends object = RunOptionsRecord> {
  readonly format: 'vaekit-run';
  readonly version: 2;
  /** Versions of what wrote it. */
  readonly versions: { readonly vaekit: string; readonly tfjs: string };
  readonly options: Options;
  readonly training: RunTraining;
  readonly backend: 'cpu' | 'wasm' | 'webgl' | 'webgpu';
  /** How its steps are computed, and on how many threads where that is compiled; with the seed, what its bits depend on. */
  readonly engine: { readonly name: 'compiled' | 'eager'; readonly threads?: number | undefined };
  /** The number of trained numbers. */
  readonly parameters: number;
  /** What the reconstruction term is: a negative log-likelihood, or a cross-entropy on gray pixels. */
  readonly quantity: LikelihoodName;
  readonly data: {
    readonly name: string;
    readonly description: string;
    readonly source: string;
    readonly license: string;
    readonly shape: readonly number[];
    readonly classes?: readonly string[] | undefined;
    /** How many training examples each class has. */
    readonly classCounts?: readonly number[] | undefined;
    readonly examples: { readonly train: number; readonly validation: number; readonly test: number };
    /** Of the bytes of its files, or of the arrays of a set that the program makes. */
    readonly sha256: string;
    /** Tables: how rows became numbers. */
    readonly encoding?: TableEncoding | undefined;
    /** What was understood of a file or a folder. */
    readonly schema?: DataSchema | undefined;
    /** Other standardized numbers: what was subtracted and divided by. */
    readonly scaling?: { readonly mean: readonly number[]; readonly deviation: readonly number[] } | undefined;
  };
  readonly model: VaeDescription;
  /**
   * The run that this one comes from, by name. With `prior`, the kind of that run's prior: the model was not trained here, but is that run's with a prior that was
   * fitted afterward. Without: the training began with that run's weights.
   */
  readonly parent?: { readonly run: string; readonly prior?: string | undefined } | undefined;
}

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

const schema = v.object({
  versions: v.object({ vaekit: v.string(), tfjs: v.string() }),
  options: v.looseObject({}),
  training: v.object({
    epochs: count,
    batchSize: positive,
    seed: count,
    optimizer: v.looseObject({ kind: v.string() }),
    averageWeights: v.optional(finite),
    selection: v.optional(v.object({ patience: v.optional(positive) })),
    phases: v.optional(v.array(v.object({ name: v.string(), kind: v.picklist(['closed', 'fit']) }))),
  }),
  backend: v.picklist(['cpu', 'wasm', 'webgl', 'webgpu']),
  engine: v.object({ name: v.picklist(['compiled', 'eager']), threads: v.optional(count) }),
  parameters: count,
  quantity: v.picklist(['nll', 'pseudoNll']),
  data: v.object({
    name: v.string(),
    description: v.string(),
    source: v.string(),
    license: v.string(),
    shape: v.array(positive),
    classes: v.optional(v.array(v.string())),
    classCounts: v.optional(v.array(count)),
    examples: v.object({ train: count, validation: count, test: count }),
    sha256: v.string(),
    encoding: v.optional(v.looseObject({ version: v.picklist([1, 2]) })),
    schema: v.optional(v.looseObject({ version: v.literal(1) })),
    scaling: v.optional(v.object({ mean: v.array(finite), deviation: v.array(finite) })),
  }),
  model: v.looseObject({
    format: v.literal('vaekit-vae'),
    version: v.literal(1),
    parts: v.looseObject({}),
    encoder: v.unknown(),
    decoder: v.unknown(),
  }),
  parent: v.optional(v.object({ run: v.string(), prior: v.optional(v.string()) })),
});

/** Writes `config.json`. */
export async function writeConfig(store: RunStore, config: RunConfig<object>): Promise<void> {
  await store.write(CONFIG_FILE, await sealed(config));
}

/**
 * Reads `config.json`.
 *
 * @param options checks the options that a program kept there; any record is taken unless given
 * @throws RunDamage that names the file when it is missing, damaged or of another version
 */
export async function readConfig<Options extends object = RunOptionsRecord>(
  store: RunStore,
  options?: StandardSchemaV1<unknown, Options>,
): Promise<RunConfig<Options>> {
  const place = placeOf(store, CONFIG_FILE);
  const text = await readText(store, CONFIG_FILE);
  if (text === undefined) throw new RunDamage(`cannot read ${place}; is ${store.name} a run folder written by \`vaekit train\`?`);
  const record = await unsealed(place, text);
  const { format, version, versions } = record;
  if (format === 'vaekit-run' && version === 1) {
    const writer = (versions as { vaekit?: unknown } | undefined)?.vaekit;
    throw new RunDamage(
      `${place} was written by an earlier version (format 1, this vaekit reads 2); train again, or open it with vaekit ${String(writer)}`,
    );
  }
  if (format !== 'vaekit-run' || version !== 2) {
    throw new RunDamage(
      `${place} has format ${String(format)}, version ${String(version)}; this vaekit reads vaekit-run, version 2`,
    );
  }
  const wrong = (path: string, what: string): never => {
    throw new RunDamage(`${place} does not describe a run: ${path}: ${what}`);
  };
  const result = v.safeParse(schema, record);
  if (!result.success) {
    const [issue] = result.issues;
    wrong(v.getDotPath(issue) ?? 'it', `expected ${issue.expected ?? 'something else'}, got ${issue.received}`);
  }
  const checked = await options?.['~standard'].validate(record['options']);
  const [issue] = checked?.issues ?? [];
  if (issue !== undefined) {
    const path = (issue.path ?? []).map((key) => String(typeof key === 'object' ? key.key : key));
    wrong(['options', ...path].join('.'), issue.message);
  }
  // The record itself, in the order of its entries, so that writing it again gives the same text.
  return record as unknown as RunConfig<Options>;
}

/** Whether a file `config.json` is that of a run, be it damaged or of another version. */
export async function hasRunConfig(store: RunStore): Promise<boolean> {
  const text = await readText(store, CONFIG_FILE);
  if (text === undefined) return false;
  try {
    return (JSON.parse(text) as { format?: unknown } | null)?.format === 'vaekit-run';
  } catch {
    return true;
  }
}

/**
 * The options of `fit` that a run is trained with; `initial`, data and callbacks are added to them.
 *
 * @throws Error for a run that is computed at once, with which `fit` has nothing to do
 */
export function fitOptions({ training }: Pick<RunConfig<object>, 'training'>): FitOptions {
  const last = training.phases?.at(-1);
  if (last?.kind === 'closed')
    throw new Error(
      `fitOptions: the run is computed at once ('${last.name}'), so there is no training to go on with; make a new run`,
    );
  const { optimizer, selection, epochs, batchSize, seed, averageWeights } = training;
  return {
    epochs,
    batchSize,
    seed,
    optimizer: optimizerFromJSON({ ...optimizer }),
    averageWeights,
    ...(selection === undefined ? {} : { earlyStopping: { patience: selection.patience ?? Number.MAX_SAFE_INTEGER } }),
  };
}
