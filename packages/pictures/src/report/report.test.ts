import * as tf from '@tensorflow/tfjs';
import { adam, fit, type Vae } from '@vaekit/core';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { epochsOf, report, type ReportOptions, reportPart } from '../index.js';
import { termName } from './scores.js';
import { images, labeledVae, leftOver, meansVae, plainVae } from '../tiny.test-helper.js';

const makers = { plain: plainVae, means: meansVae, labeled: labeledVae, points: () => plainVae(2, [2]) };
const models = {} as Record<keyof typeof makers, Vae>;
beforeEach(async () => {
  await tf.setBackend('cpu');
  for (const [name, make] of Object.entries(makers)) models[name as keyof typeof makers] ??= make();
});
afterAll(() => Object.values(models).forEach((model) => model.dispose()));

const headings = async (options: Omit<ReportOptions, 'title'>): Promise<string[]> =>
  (await reportPart({ title: 't', ...options })).run.sections.map(({ heading }) => heading);
const names = async (options: Omit<ReportOptions, 'title'>): Promise<string[]> =>
  (await reportPart({ title: 't', ...options })).figures.map(({ name }) => name);

const all = ['Samples', 'Reconstructions', 'Transformations', 'Latent space', 'Traversals', 'Interpolations'];
const lines = [
  { epoch: 1, training: { loss: 12.346, kl: 1 }, validation: { loss: 13, accuracy: 0.5 }, seconds: 2.5 },
  { epoch: 2, training: { loss: 11, kl: 2 }, validation: { loss: 12, accuracy: 0.75 }, seconds: 2.5 },
];

describe('report', () => {
  it('is a page of a trained model: the same bytes each time, no tensor left', async () => {
    const model = meansVae();
    const { history } = await fit(
      model,
      { x: images.x, y: { data: images.y, shape: [30] } },
      { epochs: 2, batchSize: 10, optimizer: adam(), validationSplit: 0.2 },
    );
    const options: ReportOptions = {
      title: 'Stripes',
      subtitle: 'three <kinds>',
      model,
      test: images,
      classNames: ['left', 'middle', 'right'],
      epochs: epochsOf(history),
      scores: { loss: 9.876, reconstruction: 9, accuracy: 0.5 },
      quantity: 'pseudoNll',
      summary: [{ label: 'Data', value: 'stripes' }],
      footer: 'The end.',
    };
    let page = '';
    expect(await leftOver(async () => (page = await report(options)))).toBe(0);
    for (const heading of [...all, 'Training']) expect(page).toContain(`>${heading}</h2>`);
    for (const text of ['three &lt;kinds&gt;', '9.88', '50.0 %', 'pseudo-likelihood', 'The end.', 'left'])
      expect(page).toContain(text);
    expect(await report(options)).toBe(page);
    model.dispose();
  });

  it.each([
    ['class means', 'means', all],
    ['labels at both networks', 'labeled', all],
    ['no classes', 'plain', all.filter((heading) => heading !== 'Transformations')],
  ] as const)('has what there is: %s', async (_, which, wanted) => {
    expect(await headings({ model: models[which], test: images })).toEqual(wanted);
  });

  it('leaves out what the model cannot do', async () => {
    const without = (can: ReportOptions['can']): Promise<string[]> => names({ model: models.plain, test: images, can });
    expect(await without({})).toEqual([
      'samples',
      'reconstructions',
      'manifold',
      'latent-scatter',
      'kl-by-dimension',
      'traversals',
      'interpolations',
    ]);
    expect(await without({ sample: false, score: false })).toEqual([
      'reconstructions',
      'manifold',
      'latent-scatter',
      'traversals',
      'interpolations',
    ]);
    expect(await without({ encode: false, score: false })).toEqual(['samples', 'manifold', 'traversals']);
  });

  it('never calls what the model cannot do', async () => {
    const never = (): never => {
      throw new Error('called');
    };
    const { plain } = models;
    const noEncoder = { ...plain, encodeParameters: never, posterior: { ...plain.posterior, center: never, family: never } };
    expect(await headings({ model: noEncoder, can: { encode: false }, test: images })).toEqual([
      'Samples',
      'Latent space',
      'Traversals',
    ]);
    const { family: _, ...posterior } = plain.posterior;
    const noPrior = { ...plain, posterior, prior: { ...plain.prior, draw: never, logDensity: never } };
    expect(await names({ model: noPrior, can: { sample: false, score: false }, test: images })).toEqual([
      'reconstructions',
      'manifold',
      'latent-scatter',
      'traversals',
      'interpolations',
    ]);
  });

  it('calls every term by a name in words', async () => {
    const scores = { loss: 1, reconstruction: 2, kl: 3, mmd: 4, totalCorrelation: 5, dimensionWise: 6, loss_discriminator: 7 };
    const { summary } = (await reportPart({ title: 't', model: models.points, scores })).run;
    expect(summary!.map(({ label }) => label)).toEqual([
      'Test loss',
      'Test reconstruction',
      'Test KL divergence',
      'Test MMD',
      'Test total correlation',
      'Test dimension-wise KL',
      'Test loss discriminator',
    ]);
  });

  it('does with a model alone, and with points', async () => {
    expect(await headings({ model: models.plain })).toEqual(['Samples', 'Latent space', 'Traversals']);
    const test = { x: { data: Float32Array.from({ length: 20 }, (_, i) => Math.sin(i)), shape: [10, 2] } };
    expect(await names({ model: models.points, test })).toEqual(['samples', 'latent-scatter', 'kl-by-dimension']);
  });

  it('tabulates the epochs, a long training in twenty rows with the first and the last', async () => {
    const { sections } = (await reportPart({ title: 't', model: models.points, epochs: lines })).run;
    expect(sections.at(-1)!.table).toEqual({
      columns: [
        'Epoch',
        { title: 'loss', unit: 'nats' },
        { title: 'KL divergence', unit: 'nats' },
        { title: 'validation loss', unit: 'nats' },
        { title: 'validation accuracy', unit: '%' },
        { title: 'time', unit: 's' },
      ],
      rows: [
        ['1', 12.35, 1, 13, 50, 2.5],
        ['2', 11, 2, 12, 75, 2.5],
      ],
    });
    const long = Array.from({ length: 50 }, (_, i) => ({ epoch: i + 1, training: { loss: 50 - i } }));
    const rows = (await reportPart({ title: 't', model: models.points, epochs: long })).run.sections.at(-1)!.table!.rows;
    expect([rows.length, rows[0]![0], rows[19]![0]]).toEqual([20, '1', '50']);
  });

  it.each([
    ['a lone term that is the whole loss but for rounding', [{ loss: 3, reconstruction: 3.000001 }], ['loss']],
    [
      'nothing of several terms, if one is 0',
      [{ loss: 3, reconstruction: 3, kl: 0 }],
      ['loss', 'reconstruction', 'KL divergence'],
    ],
    ['no lone term with a weight', [{ loss: 3, reconstruction: 1.5 }], ['loss', 'reconstruction']],
    [
      'no lone term that differs once',
      [
        { loss: 3, mmd: 3 },
        { loss: 2, mmd: 1 },
      ],
      ['loss', 'MMD'],
    ],
  ])('leaves out %s', async (_, lines, expected) => {
    const epochs = lines.map((training, i) => ({ epoch: i + 1, training: training as Record<string, number> }));
    const { columns } = (await reportPart({ title: 't', model: models.points, epochs })).run.sections.at(-1)!.table!;
    expect(columns.map((column) => (typeof column === 'string' ? column : column.title))).toEqual(['Epoch', ...expected]);
  });
});

describe('termName', () => {
  it('writes a term in words', () => {
    expect(['loss', 'kl', 'mmd', 'dimensionwiseKl', 'totalCorrelation', 'nearestMeanAccuracy'].map(termName)).toEqual([
      'Loss',
      'KL divergence',
      'MMD',
      'Dimensionwise KL',
      'Total correlation',
      'Nearest mean accuracy',
    ]);
  });
});

describe('epochsOf', () => {
  it('takes a history apart by epoch', () => {
    expect(epochsOf({ loss: [3, 2], kl: [1, 0.5], val_loss: [4, 3] })).toEqual([
      { epoch: 1, training: { loss: 3, kl: 1 }, validation: { loss: 4 } },
      { epoch: 2, training: { loss: 2, kl: 0.5 }, validation: { loss: 3 } },
    ]);
    expect(epochsOf({})).toEqual([]);
  });
});
