import {
  accuracyCurve,
  encodePng,
  formatNumber,
  klByDimension,
  lossCurves,
  type ReportFigure,
  type ReportRow,
  type ReportRun,
  type ReportSection,
  type Series,
} from '@vaekit/viz';
import type { Vae } from '@vaekit/core';
import { exampleArrays } from '../data/exampleArrays.js';
import type { OpenData } from '../data/openData.js';
import { codesOf } from '../pictures/codes.js';
import { type Drawing, isImage, rowsOf } from '../pictures/drawing.js';
import { drawInterpolation } from '../pictures/interpolation.js';
import { drawManifold, extentOf } from '../pictures/manifold.js';
import { pairPaths } from '../pictures/pairPaths.js';
import { drawReconstructions } from '../pictures/reconstructions.js';
import { drawSamples } from '../pictures/samples.js';
import { drawScatter } from '../pictures/scatter.js';
import { rowsByClass } from '../pictures/rowsByClass.js';
import { topDimensions } from '../pictures/topDimensions.js';
import { traversalStart } from '../pictures/traversalStart.js';
import { drawTransformation } from '../pictures/transformation.js';
import { drawTraversal } from '../pictures/traversal.js';
import type { EpochMetrics } from '../run/metrics.js';
import type { Run } from '../run/loadRun.js';

/** A picture of a report, also written as files of its own. */
export interface RunPicture {
  /** The name of the files, without ending. */
  readonly name: string;
  readonly svg: string;
  readonly png?: Uint8Array;
  readonly gif?: Uint8Array;
}

/** The part of a report that belongs to one run, and its pictures. */
export interface RunReport {
  readonly run: ReportRun;
  readonly pictures: readonly RunPicture[];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const termNames: Readonly<Record<string, string>> = {
  loss: 'Loss',
  reconstruction: 'Reconstruction',
  kl: 'KL divergence',
  separation: 'Separation',
};

function summaryOf({ config, state, result }: Run): ReportRow[] {
  const { options, data } = config;
  const gray = config.quantity === 'pseudoNll';
  const test = Object.entries(result?.test ?? {}).map(([name, value]): ReportRow => {
    if (name === 'accuracy')
      return {
        label: 'Test accuracy',
        value: percent(value),
        note: config.options.model === 'cvae' ? 'every label tried, one draw of the code' : 'from p(y|z), 16 draws of the code',
      };
    if (name === 'nearestMeanAccuracy') return { label: 'Test accuracy, nearest mean', value: percent(value) };
    return {
      label: `Test ${(termNames[name] ?? name).toLowerCase().replace('kl', 'KL')}`,
      value: value.toFixed(2),
      unit: 'nats',
      ...(name === 'reconstruction' && gray ? { note: 'pseudo-likelihood of gray pixels' } : {}),
    };
  });
  const networks =
    options.arch === 'conv'
      ? 'convolutional'
      : options.arch === 'resnet'
        ? 'residual'
        : `dense, ${(options.hidden ?? [400]).join(', ')}`;
  return [
    ...test,
    { label: 'Model', value: options.model, note: `${networks}; code of ${options.latent}` },
    { label: 'Parameters', value: config.parameters },
    {
      label: 'Data',
      value: data.name,
      note: `${data.examples.train.toLocaleString('en')} training, ${data.examples.validation.toLocaleString('en')} validation, ${data.examples.test.toLocaleString('en')} test`,
    },
    { label: 'Binarization', value: options.binarize },
    {
      label: 'Likelihood',
      value: `${options.likelihood}${options.sigma === undefined ? '' : `, sigma ${options.sigma}`}`,
      note: gray
        ? 'pseudoNll: a cross-entropy on gray pixels, not comparable with a likelihood'
        : 'nll: a negative log-likelihood',
    },
    {
      label: 'Epochs',
      value: `${state.epoch} of ${options.epochs}`,
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
      value: `${config.engine.name}, ${config.backend}`,
      note: `${config.engine.threads === undefined ? '' : `${config.engine.threads} threads of ONNX Runtime, `}vaekit ${config.versions.vaekit}, TensorFlow.js ${config.versions.tfjs}`,
    },
  ];
}

function curves(metrics: readonly EpochMetrics[]): { losses: Series[]; accuracies: Series[] } {
  const first = metrics[0];
  const heldName = (name: string): readonly number[] | undefined =>
    metrics.every(({ validation }) => validation?.[name] !== undefined)
      ? metrics.map(({ validation }) => validation![name]!)
      : undefined;
  const losses = Object.keys(first?.training ?? {}).map((name): Series => {
    const validation = heldName(name);
    return {
      name: termNames[name] ?? name,
      values: metrics.map(({ training }) => training[name]!),
      ...(validation === undefined ? {} : { validation }),
    };
  });
  const accuracies = [
    ['accuracy', 'E p(y|z)'],
    ['nearestMeanAccuracy', 'nearest mean'],
  ].flatMap(([name, title]): Series[] => {
    const values = heldName(name!);
    return values === undefined ? [] : [{ name: title!, values }];
  });
  return { losses, accuracies };
}

/** Everything there is to see of a run. */
export async function runReport(run: Run, data: OpenData, title: string): Promise<RunReport> {
  const { model, config, metrics } = run;
  const seed = config.options.seed;
  const pictures: RunPicture[] = [];
  const add = (name: string, drawing: Drawing, wide = false): ReportFigure[] => {
    const svg = drawing.svg();
    const raster = drawing.raster?.(3);
    const png = raster === undefined ? undefined : encodePng(raster);
    const gif = drawing.gif?.(3);
    pictures.push({ name, svg, ...(png === undefined ? {} : { png }), ...(gif === undefined ? {} : { gif }) });
    const figure: ReportFigure = { svg, caption: drawing.caption, alt: drawing.alt, wide };
    if (gif === undefined) return [figure];
    return [
      figure,
      {
        gif,
        ...(png === undefined ? {} : { png }),
        caption: 'The same paths as a film, forwards and backwards.',
        alt: drawing.alt,
        wide,
      },
    ];
  };
  const chart = (name: string, svg: string, caption: string, wide = false): ReportFigure => {
    pictures.push({ name, svg });
    return { svg, caption, alt: caption, wide };
  };

  const test = exampleArrays(data.test, { count: Math.min(2000, data.test.x.shape[0]!), seed });
  const classNames = data.classes;
  const conditional = model.classes !== undefined;
  const codes = await codesOf(model, test);
  const images = isImage(model.event);
  const sections: ReportSection[] = [];

  if (images || model.event.join() === '2') {
    const perClass = 10;
    const samples = await drawSamples(model, {
      count: conditional ? (images ? perClass : 200) : images ? 100 : 400,
      ...(conditional ? { classes: Array.from({ length: model.classes! }, (_, i) => i) } : {}),
      ...(classNames === undefined ? {} : { classNames }),
      seed,
    });
    sections.push({ heading: 'Samples', figures: add('samples', samples, true) });
  }
  if (images) {
    const some = {
      x: rowsOf(test.x, rowsByClass(test.y, 20)),
      ...(test.y === undefined ? {} : { y: Int32Array.from(rowsByClass(test.y, 20), (row) => test.y![row]!) }),
    };
    sections.push({ heading: 'Reconstructions', figures: add('reconstructions', await drawReconstructions(model, some), true) });
    if (conditional && test.y !== undefined)
      sections.push({
        heading: 'Transformations',
        figures: add('transformations', await transformations(model, test.x, test.y, classNames), true),
      });
  }

  const latentFigures: ReportFigure[] = [];
  if (images && codes.width === 2) {
    const manifold = await drawManifold(model, { extent: extentOf(codes.mean) });
    latentFigures.push(...add('manifold', manifold, true));
  }
  const scatter = await drawScatter(model, codes, test.y, classNames);
  if (scatter !== undefined) latentFigures.push(...add('latent-scatter', scatter));
  latentFigures.push(
    chart(
      'kl-by-dimension',
      klByDimension({ kl: codes.klByDimension }),
      'The mean KL divergence from the prior of each dimension of the code, over test examples: a dimension at 0 carries nothing.',
    ),
  );
  sections.push({ heading: 'Latent space', figures: latentFigures });

  if (images) {
    const start = await traversalStart(model, classNames);
    const dimensions = topDimensions(codes, 10);
    sections.push({
      heading: 'Traversals',
      figures: add('traversals', await drawTraversal(model, { ...start, dimensions, relative: conditional }), true),
    });
    sections.push({
      heading: 'Interpolations',
      figures: add(
        'interpolations',
        await drawInterpolation(
          model,
          pairPaths(codes, test.y, classNames, { paths: 5, withinClass: model.decoder.inputShapes.length > 1 }),
        ),
        true,
      ),
    });
  }

  const { losses, accuracies } = curves(metrics);
  if (losses.length > 0) {
    const figures = [
      chart(
        'loss-curves',
        lossCurves({ series: losses }),
        'Means over each epoch; training values while the weights still moved, held-out values at its end.',
      ),
    ];
    if (accuracies.length > 0)
      figures.push(
        chart(
          'accuracy-curve',
          accuracyCurve({ series: accuracies }),
          'The share of held-out examples whose class the model itself finds.',
        ),
      );
    sections.push({ heading: 'Training', figures, table: epochTable(metrics) });
  }
  return {
    run: { title, subtitle: `${config.options.model} on ${config.data.name}`, summary: summaryOf(run), sections },
    pictures,
  };
}

function epochTable(metrics: readonly EpochMetrics[]): NonNullable<ReportSection['table']> {
  const training = Object.keys(metrics[0]?.training ?? {});
  const held = Object.keys(metrics[0]?.validation ?? {});
  // Of long runs, an even selection that holds the first and the last epoch.
  const most = 20;
  const chosen =
    metrics.length <= most
      ? metrics
      : Array.from({ length: most }, (_, i) => metrics[Math.round((i * (metrics.length - 1)) / (most - 1))]!);
  const shown = (name: string, value: number | undefined): string | null =>
    value === undefined ? null : /ccuracy/.test(name) ? percent(value) : value.toFixed(2);
  return {
    columns: [
      'Epoch',
      ...training.map((name) => ({ title: name, unit: 'nats' })),
      ...held.map((name) => `held-out ${name}`),
      { title: 'time', unit: 's' },
    ],
    rows: chosen.map((line) => [
      String(line.epoch),
      ...training.map((name) => shown(name, line.training[name])),
      ...held.map((name) => shown(name, line.validation?.[name])),
      formatNumber(line.seconds),
    ]),
  };
}

async function transformations(
  model: Vae,
  x: Parameters<typeof rowsOf>[0],
  labels: Int32Array,
  classNames: readonly string[] | undefined,
): Promise<Drawing> {
  const classes = Array.from({ length: model.classes! }, (_, label) => label);
  const rows = classes.flatMap((label) => {
    const row = labels.indexOf(label);
    return row < 0 ? [] : [row];
  });
  const y = Int32Array.from(rows, (row) => labels[row]!);
  return drawTransformation(
    model,
    { x: rowsOf(x, rows) as never, y },
    { to: classes, classNames: classNames ?? classes.map(String) },
  );
}
