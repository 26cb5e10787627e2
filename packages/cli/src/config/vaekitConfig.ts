import type { ClassifyOptions } from '../commands/classify.js';
import type { CompareOptions } from '../commands/compare.js';
import type { EncodeOptions } from '../commands/encode.js';
import type { EvaluateOptions } from '../commands/evaluate.js';
import type { ExperimentOptions } from '../commands/experiment.js';
import type { ExportOptions } from '../commands/export.js';
import type { FitPriorOptions } from '../commands/fitPrior.js';
import type { ImputeOptions } from '../commands/impute.js';
import type { InterpolateOptions } from '../commands/interpolate.js';
import type { ModelsOptions } from '../commands/models.js';
import type { ReconstructOptions } from '../commands/reconstruct.js';
import type { ReportOptions } from '../commands/report.js';
import type { SampleOptions } from '../commands/sample.js';
import type { ScoreOptions } from '../commands/score.js';
import type { TrainOptions } from '../commands/trainOptions.js';
import type { TransformOptions } from '../commands/transform.js';
import type { TraverseOptions } from '../commands/traverse.js';

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Name;

/** Options of a command, each under its own name or that in camel case. */
type Settings<Options> = {
  readonly [Name in keyof Options & string as CamelCase<Name> | Name]?: Options[Name] | undefined;
};

/** What a configuration file exports: options by command, which stand in for the defaults of the command line. */
export interface VaekitConfig {
  readonly train?: Settings<Omit<TrainOptions, 'resume'>>;
  readonly evaluate?: Settings<EvaluateOptions>;
  readonly experiment?: Settings<ExperimentOptions>;
  readonly sample?: Settings<SampleOptions>;
  readonly reconstruct?: Settings<ReconstructOptions>;
  readonly interpolate?: Settings<InterpolateOptions>;
  readonly traverse?: Settings<TraverseOptions>;
  readonly transform?: Settings<TransformOptions>;
  readonly encode?: Settings<EncodeOptions>;
  readonly impute?: Settings<ImputeOptions>;
  readonly classify?: Settings<ClassifyOptions>;
  readonly score?: Settings<ScoreOptions>;
  readonly 'fit-prior'?: Settings<FitPriorOptions>;
  readonly report?: Settings<ReportOptions>;
  readonly compare?: Settings<CompareOptions>;
  readonly export?: Settings<ExportOptions>;
  readonly models?: Settings<ModelsOptions>;
}
