import type { Vae } from '@vaekit/core';
import type { TableEncoding } from '@vaekit/datasets';
import type { Scaling } from '../data/scaling.js';
import type { Run } from '../run/openRun.js';
import { version } from '../version.js';

/** An input or output of an exported model. */
export interface ExportedValue {
  readonly name: string;
  readonly dtype: string;
  /** `'batch'` is open. */
  readonly shape: readonly (number | string)[];
  /** What it is, in a few words. */
  readonly about: string;
}

/** A model of an export: a function from its inputs to its outputs. */
export interface ExportedModel {
  /** Relative to the export's folder. */
  readonly file: string;
  readonly inputs: readonly ExportedValue[];
  readonly outputs: readonly ExportedValue[];
}

/** The prior where it is a diagonal normal: mean and log-variance, a row for each class where it has classes. */
export interface PriorMoments {
  readonly mean: readonly (readonly number[])[];
  readonly logVar: readonly (readonly number[])[];
}

/** `manifest.json` of an export. */
export interface ExportManifest {
  readonly format: 'vaekit-export';
  readonly version: 1;
  readonly kind: 'onnx' | 'safetensors' | 'tfjs';
  readonly versions: { readonly vaekit: string; readonly tfjs: string };
  /** Where the model comes from. */
  readonly run: {
    readonly model: string;
    readonly data: string;
    /** The epoch whose weights these are, counted from 1. */
    readonly epoch: number;
    readonly parameters: number;
  };
  /** An example's shape. */
  readonly event: readonly number[];
  /** A code's shape. */
  readonly latent: readonly number[];
  readonly classes?: readonly string[] | undefined;
  /** What the numbers of an example are. */
  readonly examples: string;
  /** Tables: how rows become the numbers of an example, column by column. */
  readonly encoding?: TableEncoding | undefined;
  /** Standardized numbers: what is subtracted from each, and what it is divided by. */
  readonly scaling?: Scaling | undefined;
  readonly parts: Vae['config'];
  readonly models?: Readonly<Record<string, ExportedModel>>;
  /** The mean of p(x|z) from the decoder's outputs, where the decoder does not give it itself. */
  readonly mean?: string;
  readonly prior?: PriorMoments;
  /** Variables outside the networks, as `tf.io.decodeWeights` reads them. */
  readonly weights?: { readonly file: string; readonly specs: readonly object[] };
  readonly tensors?: Readonly<Record<string, { readonly dtype: string; readonly shape: readonly number[] }>>;
  /** Every other file. */
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

/** What the numbers of a run's examples are. */
function examplesOf({ config }: Run): string {
  const { binarize } = config.options;
  if (config.data.encoding !== undefined) return 'rows of a table, encoded column by column as `encoding` in manifest.json says';
  if (config.data.scaling !== undefined) return 'numbers, standardized as `scaling` in manifest.json says';
  if (binarize !== 'none') return `bits, 0 or 1, drawn from intensities from 0 to 1 (${binarize} binarization)`;
  return config.data.shape.length === 3 ? 'intensities from 0 to 1: bytes divided by 255' : 'the numbers of the data as they are';
}

/** What every export says of its run. */
export function aboutRun(run: Run): Omit<ExportManifest, 'files' | 'kind' | 'models'> {
  const { config, model, state } = run;
  return {
    format: 'vaekit-export',
    version: 1,
    versions: { vaekit: version, tfjs: config.versions.tfjs },
    run: {
      model: config.options.model,
      data: config.data.name,
      epoch: state.best === undefined ? state.epoch : state.best.epoch + 1,
      parameters: config.parameters,
    },
    event: model.event,
    latent: model.latent,
    ...(model.classes === undefined ? {} : { classes: config.data.classes ?? numbered(model.classes) }),
    examples: examplesOf(run),
    ...(config.data.encoding === undefined ? {} : { encoding: config.data.encoding }),
    ...(config.data.scaling === undefined ? {} : { scaling: config.data.scaling }),
    parts: model.config,
  };
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));
