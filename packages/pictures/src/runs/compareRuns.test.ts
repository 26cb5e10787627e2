import { describe, expect, it } from 'vitest';
import { type ComparedRun, comparedValueText, compareRuns } from './compareRuns.js';
import { comparisonPage } from './comparisonPage.js';

/** A run of two epochs that ended; `options` beside the usual ones. */
function run(name: string, kl: number, options: object = {}, sha256 = 'a'.repeat(64)): ComparedRun {
  const scores = { loss: 2 + kl, reconstruction: 2, kl };
  const config = {
    format: 'vaekit-run',
    version: 2,
    versions: { vaekit: '1.2.3', tfjs: '4.22.0' },
    options: { model: 'vae', likelihood: 'bernoulli', binarize: 'none', latent: 2, ...options },
    training: { epochs: 2, batchSize: 4, seed: 0, optimizer: { kind: 'adam' } },
    backend: 'cpu',
    engine: { name: 'eager' },
    parameters: 1234,
    quantity: 'nll',
    data: {
      name: 'bars',
      description: '',
      source: 'made here',
      license: 'CC0-1.0',
      shape: [4],
      examples: { train: 8, validation: 2, test: 2 },
      sha256,
    },
    model: { parts: { objective: { kind: 'elbo' }, posterior: { kind: 'diagonalNormal' }, prior: { kind: 'standardNormal' } } },
  } as unknown as ComparedRun['config'];
  const metrics = [1, 2].map((epoch) => ({ epoch, training: scores, validation: scores, seconds: 0.5 }));
  return { name, folder: `runs/${name}`, config, metrics, result: { epochs: 2, stopped: 'completed', test: scores } };
}

/** A run under another prior, fitted afterward or not. */
function under(prior: object, parent?: object): ComparedRun {
  const own = run('b', 1);
  const { parts } = own.config.model;
  const model = { ...own.config.model, parts: { ...parts, prior } };
  return { ...own, config: { ...own.config, parent, model } as unknown as ComparedRun['config'] };
}

describe('compareRuns', () => {
  it('names what differs and marks the best of each row', () => {
    const { names, differences, results } = compareRuns([run('narrow', 0.5), run('wide', 0.25, { latent: 8 })]);
    expect(names).toEqual(['narrow', 'wide']);
    expect(differences).toEqual([{ name: 'latent', values: ['2', '8'] }]);
    const row = results.find(({ name }) => name === 'test -ELBO')!;
    expect(row).toEqual({ name: 'test -ELBO', unit: 'nats', values: [2.5, 2.25], better: 'lower', best: 1 });
    expect(row.values.map((value) => comparedValueText(row, value))).toEqual(['2.50', '2.25']);
    expect(results.find(({ name }) => name === 'seconds an epoch')!.values).toEqual([0.5, 0.5]);
  });

  it('marks nothing where runs do not compare, and says in what they differ', () => {
    for (const [other, what] of [
      [run('b', 1, {}, 'b'.repeat(64)), 'the data'],
      [under({ kind: 'classMeans', classes: 2 }), 'whether the model is told the class'],
    ] as const) {
      const { incomparable, results } = compareRuns([run('a', 2), run('c', 2), other]);
      expect(incomparable).toBe(`the runs differ in ${what}`);
      expect(results.every(({ best }) => best === undefined)).toBe(true);
    }
  });

  it('tells a prior that was fitted afterward, whose run has no epochs of its own', () => {
    const fitted = under({ kind: 'diffusion' }, { run: 'a', prior: 'standardNormal' });
    const { differences, results } = compareRuns([run('a', 1), fitted]);
    expect(differences).toEqual([{ name: 'prior, fitted afterward', values: [undefined, 'diffusion'] }]);
    expect(results.find(({ name }) => name === 'validation -ELBO')!.values).toEqual([3, undefined]);
    expect(results.find(({ name }) => name === 'test -ELBO')!.values).toEqual([3, 3]);
    // Nor has it any at an equal budget, or as a test of a run that was not ended.
    const own = run('a', 1, { validation: 'test' });
    const longer = compareRuns([{ ...run('a', 1), metrics: [...own.metrics, ...own.metrics] }, fitted]).results;
    expect(longer.find(({ name }) => name === 'validation -ELBO at 4 steps')!.values).toEqual([3, undefined]);
    const { result: _, ...begun } = { ...fitted, config: { ...own.config, parent: fitted.config.parent! } };
    expect(compareRuns([own, begun]).results.find(({ name }) => name === 'test -ELBO')!.values).toEqual([3, undefined]);
  });

  it('calls runs of one name by their folders, and draws them on one page', () => {
    const runs = [run('a', 1), { ...run('a', 2), folder: 'other/a' }];
    const compared = compareRuns(runs);
    expect(compared.names).toEqual(['runs/a', 'other/a']);
    const page = comparisonPage(runs, compared);
    for (const words of ['Best by test loss runs/a (3.00)', '2 runs on bars', 'Made with vaekit 1.2.3.', '<svg'])
      expect(page).toContain(words);
  });
});
