import type { ReportOptions } from '@vaekit/pictures';
import type { ReportRow } from '@vaekit/viz';
import { exampleArrays } from '../data/exampleArrays.js';
import type { OpenData } from '../data/openData.js';
import { isAble } from '../model/requireAbility.js';
import type { Run } from '../run/openRun.js';

/** Test examples in a report. */
const MOST = 2000;

/** A run as a report takes it. */
export function reportOptions(run: Run, data: OpenData, title: string): ReportOptions {
  const { model, config, metrics, result } = run;
  const { seed } = config.options;
  return {
    title,
    subtitle: `${config.options.model} on ${config.data.name}`,
    model,
    test: exampleArrays(data.test, { count: Math.min(MOST, data.test.x.shape[0]!), seed }),
    classNames: data.classes,
    epochs: metrics,
    scores: result?.test,
    quantity: config.quantity,
    summary: [...modelRows(run), ...trainingRows(run)],
    seed,
    can: { encode: isAble('encode', run), sample: isAble('sample', run), score: isAble('score', run) },
  };
}

function modelRows({ config, model }: Run): ReportRow[] {
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
    { label: 'Binarization', value: options.binarize },
    {
      label: 'Likelihood',
      value: `${options.likelihood}${options.sigma === undefined ? '' : `, sigma ${options.sigma}`}`,
      note:
        config.quantity === 'pseudoNll'
          ? 'pseudoNll: a cross-entropy on gray pixels, not comparable with a likelihood'
          : 'nll: a negative log-likelihood',
    },
  ];
}

function trainingRows({ config, state, result }: Run): ReportRow[] {
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
      note: `learning rate ${options.lr}${options['lr-schedule'] === 'cosine' ? ' falling to 0' : ''}, batches of ${options['batch-size']}${(options.beta ?? 1) === 1 ? '' : `, beta ${options.beta}`}${(options.warmup ?? 0) === 0 ? '' : `, warm-up over ${options.warmup} steps`}`,
    },
    { label: 'Seed', value: String(options.seed) },
    {
      label: 'Engine',
      value: `${engine.name}, ${config.backend}`,
      note: `${engine.threads === undefined ? '' : `${engine.threads} threads of ONNX Runtime, `}vaekit ${versions.vaekit}, TensorFlow.js ${versions.tfjs}`,
    },
  ];
}
