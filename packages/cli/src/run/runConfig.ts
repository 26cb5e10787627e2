import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LikelihoodName, VaeDescription } from '@vaekit/core';
import type { TableEncoding } from '@vaekit/datasets';
import type { CommonOptionName, LikelihoodChoice, ModelOptions } from '@vaekit/models';
import { modelOptionsSchema } from '@vaekit/models/schema';
import * as v from 'valibot';
import type { Scaling } from '../data/scaling.js';
import type { EngineRecord } from '../model/engine.js';
import type { TrainOptions } from '../commands/train.js';

/** The file of a run that says everything needed to make its model again. */
export const CONFIG_FILE = 'config.json';

/** The options of `train` that make a run what it is: all but those of display and place, and those of other models. */
export interface RunOptions
  extends
    Omit<
      TrainOptions,
      keyof ModelOptions | 'backend' | 'data' | 'data-dir' | 'engine' | 'force' | 'json' | 'no-preview' | 'out' | 'resume'
    >,
    Pick<ModelOptions, Exclude<CommonOptionName, 'likelihood'>>,
    Partial<Omit<ModelOptions, CommonOptionName>> {
  /** The name of a data set, or an absolute path. */
  readonly data: string;
  /** An absolute path. */
  readonly 'data-dir': string | undefined;
  readonly likelihood: LikelihoodChoice;
}

/** `config.json`: the options, the model and the data of a run. */
export interface RunConfig {
  readonly format: 'vaekit-run';
  readonly version: 1;
  /** Versions of what wrote it. */
  readonly versions: { readonly vaekit: string; readonly tfjs: string };
  readonly options: RunOptions;
  readonly backend: 'cpu' | 'wasm';
  readonly engine: EngineRecord;
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
    readonly examples: { readonly train: number; readonly validation: number; readonly test: number };
    /** Of the whole data set as it was read. */
    readonly sha256: string;
    /** Tables: how rows became numbers. */
    readonly encoding?: TableEncoding | undefined;
    /** Other standardized numbers: what was subtracted and divided by. */
    readonly scaling?: Scaling | undefined;
  };
  readonly model: VaeDescription;
}

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const widths = v.array(v.pipe(v.number(), v.integer(), v.minValue(1)));

const schema = v.object({
  format: v.literal('vaekit-run'),
  version: v.literal(1),
  versions: v.object({ vaekit: v.string(), tfjs: v.string() }),
  options: v.object({
    ...modelOptionsSchema().entries,
    data: v.string(),
    label: v.optional(v.string()),
    exclude: v.optional(v.array(v.string())),
    standardize: v.optional(v.boolean()),
    'test-fraction': v.optional(finite),
    'data-dir': v.optional(v.string()),
    limit: v.optional(count),
    epochs: count,
    'batch-size': count,
    optimizer: v.picklist(['adam', 'adamw', 'adamax', 'rmsprop', 'sgd']),
    lr: finite,
    'lr-schedule': v.picklist(['constant', 'cosine']),
    'average-weights': v.optional(finite),
    binarize: v.picklist(['none', 'static', 'dynamic']),
    validation: v.union([finite, v.picklist(['test', 'none'])]),
    'early-stopping': v.optional(count),
  }),
  backend: v.picklist(['cpu', 'wasm']),
  engine: v.object({ name: v.picklist(['compiled', 'eager']), threads: v.optional(count) }),
  parameters: count,
  quantity: v.picklist(['nll', 'pseudoNll']),
  data: v.object({
    name: v.string(),
    description: v.string(),
    source: v.string(),
    license: v.string(),
    shape: widths,
    classes: v.optional(v.array(v.string())),
    examples: v.object({ train: count, validation: count, test: count }),
    sha256: v.string(),
    encoding: v.optional(v.looseObject({ version: v.literal(1) })),
    scaling: v.optional(v.object({ mean: v.array(finite), deviation: v.array(finite) })),
  }),
  model: v.looseObject({
    format: v.literal('vaekit-vae'),
    version: v.literal(1),
    parts: v.looseObject({}),
    encoder: v.unknown(),
    decoder: v.unknown(),
  }),
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The text of a JSON file that carries its own checksum. */
export function sealed(record: object): string {
  return `${JSON.stringify({ ...record, checksum: sha256(JSON.stringify(record)) }, undefined, 2)}\n`;
}

/** Reads what `sealed` wrote. @throws Error that names the file when it is missing or damaged */
export async function readSealed(path: string, hint: string): Promise<Record<string, unknown>> {
  const damaged = (what: string): never => {
    throw new Error(`${path} is damaged (${what}); restore it from a copy, or train again`);
  };
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`cannot read ${path}; ${hint}`, { cause });
  });
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    return damaged('it is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return damaged('it is not a JSON object');
  const { checksum, ...record } = parsed as Record<string, unknown>;
  if (checksum !== sha256(JSON.stringify(record))) damaged('its checksum does not fit');
  return record;
}

/** The configuration of a run. @throws Error that names the file when it is missing, damaged or of another version */
export async function readRunConfig(folder: string): Promise<RunConfig> {
  const path = join(folder, CONFIG_FILE);
  const record = await readSealed(path, `is ${folder} a run folder, as \`vaekit train\` writes it?`);
  if (record['format'] !== 'vaekit-run' || record['version'] !== 1) {
    throw new Error(
      `${path} is of format ${String(record['format'])}, version ${String(record['version'])}; this vaekit reads vaekit-run, version 1`,
    );
  }
  const result = v.safeParse(schema, record);
  // The record itself, in the order of its entries, so that writing it again gives the same text.
  if (result.success) return record as unknown as RunConfig;
  const [issue] = result.issues;
  throw new Error(
    `${path} does not describe a run: ${v.getDotPath(issue) ?? 'it'}: expected ${issue.expected ?? 'something else'}, got ${issue.received}`,
  );
}
