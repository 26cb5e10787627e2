import type { Run } from '@vaekit/runs';
import { reportPage, type ReportRow, type ReportRun } from '@vaekit/viz';
import { isImage } from '../figure.js';
import { pseudoValues } from '../report/scores.js';
import type { ReportOptions } from '../report/reportOptions.js';

/** A run of `vaekit train`, as far as a report reads it; `openRun` of `@vaekit/runs` gives such a one. */
export type ReportedRun = Pick<Run<ReportedRunOptions>, 'config' | 'metrics' | 'model' | 'result' | 'state'>;

/** The options of `vaekit train` that a report names. */
export interface ReportedRunOptions {
  readonly model: string;
  readonly arch?: string | undefined;
  readonly hidden?: readonly number[] | undefined;
  readonly binarize: string;
  readonly likelihood: string;
  readonly sigma?: number | string | undefined;
  readonly optimizer: string;
  readonly lr: number;
  readonly 'lr-schedule': string;
  readonly 'batch-size': number;
  readonly beta?: number | undefined;
  readonly warmup?: number | undefined;
  readonly seed: number;
}

/** What a schedule such as `step:0.1@20,30` does to the learning rate, to stand behind it. */
function scheduleText(schedule: string): string {
  if (schedule === 'cosine') return ' falling to 0';
  const [, factor, epochs] = /^step:(.+)@(.+)$/.exec(schedule) ?? [];
  return factor === undefined ? '' : `, times ${factor} after epochs ${epochs!.replaceAll(',', ', ')}`;
}

/** A run as `report` and `reportPart` take it: its curves, scores and a table of how it was made. */
export function runReport(
  run: ReportedRun,
  more: Pick<ReportOptions, 'can' | 'columns' | 'conditions' | 'test' | 'title' | 'trust' | 'whole'>,
): ReportOptions {
  const { model, config, metrics, result } = run;
  return {
    subtitle: `${config.options.model} on ${config.data.name}`,
    model,
    classNames: config.data.classes,
    epochs: metrics,
    scores: result?.test,
    quantity: config.quantity,
    summary: [...modelRows(run), ...trainingRows(run)],
    seed: config.options.seed,
    ...more,
  };
}

/** One page for one or several runs. */
export function runReportPage(title: string, runs: readonly ReportRun[], { config, model }: ReportedRun): string {
  const summed = !isImage(model.event) ? 'its values' : model.event[2] === 3 ? 'the pixels and colors' : 'the pixels';
  const { source, license } = config.data;
  const data = license === 'not stated' ? source : `${source} (${license})`;
  const footer = `Losses are in nats per example, summed over ${summed}. Data: ${data}. Made with vaekit ${config.versions.vaekit}.`;
  const [only] = runs;
  return runs.length === 1 && only !== undefined ? reportPage({ ...only, title, footer }) : reportPage({ title, runs, footer });
}

function modelRows({ config, model }: ReportedRun): ReportRow[] {
  const { options, data } = config;
  const widths = model.encoder.model.layers.flatMap((layer) =>
    layer.name.startsWith('hidden') ? [layer.outputShape.at(-1)] : [],
  );
  const networks =
    options.arch === 'conv'
      ? 'convolutional'
      : options.arch === 'resnet'
        ? 'residual'
        : widths.length === 0
          ? 'linear'
          : `dense, ${(options.hidden ?? [400]).join(', ')}`;
  return [
    { label: 'Model', value: options.model, note: `${networks}; code of ${model.latent.join('×')}` },
    { label: 'Parameters', value: config.parameters },
    {
      label: 'Data',
      value: data.name,
      note: Object.entries({ training: data.examples.train, validation: data.examples.validation, test: data.examples.test })
        .flatMap(([part, count]) => (count === 0 ? [] : [`${count.toLocaleString('en')} ${part}`]))
        .join(', '),
    },
    ...(isImage(model.event) || options.binarize !== 'none' ? [{ label: 'Binarization', value: options.binarize }] : []),
    {
      label: 'Likelihood',
      value: `${options.likelihood}${options.sigma === undefined ? '' : `, sigma ${options.sigma}`}`,
      note:
        config.quantity === 'pseudoNll'
          ? `a cross-entropy on ${pseudoValues(model.event)}, not comparable with a likelihood`
          : 'scored as a negative log-likelihood',
    },
  ];
}

function trainingRows({ config, state, result }: ReportedRun): ReportRow[] {
  const { options, engine, versions } = config;
  return [
    {
      label: 'Epochs',
      value: `${state.epoch} of ${config.training.epochs}`,
      note:
        result === undefined
          ? 'not ended: the test split is not scored yet'
          : result.bestEpoch === undefined
            ? 'the last one is the model'
            : `the model is that of epoch ${result.bestEpoch}, the best on the validation part`,
    },
    ...(result?.stationarityGap === undefined
      ? []
      : [
          {
            label: 'Largest |μ^y − E[μ(x)|y]|',
            value: result.stationarityGap.toFixed(3),
            note: '0 at a minimum; over the training data',
          },
        ]),
    {
      label: 'Optimizer',
      value: options.optimizer,
      note: `learning rate ${options.lr}${scheduleText(options['lr-schedule'])}, batches of ${options['batch-size']}${(options.beta ?? 1) === 1 ? '' : `, beta ${options.beta}`}${(options.warmup ?? 0) === 0 ? '' : `, warm-up over ${options.warmup} steps`}`,
    },
    { label: 'Seed', value: String(options.seed) },
    {
      label: 'Engine',
      value: `${engine.name}, ${config.backend}`,
      note: `${engine.threads === undefined ? '' : `${engine.threads} threads of ONNX Runtime, `}vaekit ${versions.vaekit}, TensorFlow.js ${versions.tfjs}`,
    },
  ];
}
