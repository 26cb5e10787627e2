import type { Vae } from '@vaekit/core';
import type { RunConfig } from '@vaekit/runs';

/** A run as far as an export reads it; `openRun` of `@vaekit/runs` gives such a one. */
export interface ExportedRun {
  readonly model: Vae;
  readonly config: Pick<RunConfig, 'parameters' | 'versions'> & {
    /** The name of the model, and how its data were made bits, if they were. */
    readonly options: { readonly model: string; readonly binarize?: string };
    readonly data: Pick<RunConfig['data'], 'classes' | 'encoding' | 'name' | 'scaling' | 'shape'>;
  };
  /** How many epochs are done, or which one, counted from 0, has the weights. */
  readonly state: { readonly epoch: number; readonly best?: { readonly epoch: number } | undefined };
}

/** The forms a model is exported in. */
export type ExportFormat = 'onnx' | 'safetensors' | 'tfjs';

/** How a run is exported. */
export interface ExportOptions {
  /** Whether codes drawn from the prior make samples, so that the export says how. Default: yes. */
  readonly sampled?: boolean;
  /** Whether the model has an encoder that means something. Default: yes. */
  readonly encoded?: boolean;
  /** The version of the program that writes, for the manifest. Default: that of the run. */
  readonly version?: string;
}

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
  readonly kind: ExportFormat;
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
  readonly encoding?: RunConfig['data']['encoding'];
  /** Standardized numbers: what is subtracted from each, and what it is divided by. */
  readonly scaling?: RunConfig['data']['scaling'];
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

/** An export before it is written: its files by path, what says what they are, and a page for people. */
export interface ExportContent {
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  readonly manifest: Omit<ExportManifest, 'files'>;
  readonly readme: string;
}

/** What the numbers of a run's examples are. */
function examplesOf({ config }: ExportedRun): string {
  const { binarize } = config.options;
  if (config.data.encoding !== undefined) return 'rows of a table, encoded column by column as `encoding` in manifest.json says';
  if (config.data.scaling !== undefined) return 'numbers, standardized as `scaling` in manifest.json says';
  if (binarize !== undefined && binarize !== 'none')
    return `bits, 0 or 1, drawn from intensities from 0 to 1 (${binarize} binarization)`;
  return config.data.shape.length === 3 ? 'intensities from 0 to 1: bytes divided by 255' : 'the numbers of the data as they are';
}

/** What every export says of its run. */
export function aboutRun(run: ExportedRun, { version }: ExportOptions): Omit<ExportManifest, 'files' | 'kind' | 'models'> {
  const { config, model, state } = run;
  return {
    format: 'vaekit-export',
    version: 1,
    versions: { vaekit: version ?? config.versions.vaekit, tfjs: config.versions.tfjs },
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
