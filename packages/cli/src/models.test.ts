import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Catalog, catalog, findModel } from '@vaekit/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireAbility } from './model/requireAbility.js';
import { configOf, quickRun } from './quickRun.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('vaekit models', () => {
  it('lists every model with what it changes', async () => {
    const { code, out, err } = await vaekit('models');
    expect([code, err]).toEqual([0, '']);
    const text = out.replaceAll(/\s+/g, ' ');
    for (const { name, changes } of catalog) expect(text).toContain(`${name} ${changes}`);
  });

  it.each(['class-mean-cvae', 'su-cvae'])('says what %s is, by its name or another', async (word) => {
    const { code, out } = await vaekit('models', word);
    expect(code).toBe(0);
    const { paper, options } = findModel(word)!;
    expect(out.split('\n')[0]).toBe('class-mean-cvae');
    for (const text of [paper.title, 'su-cvae', 'needs        labels', 'classify, transform']) expect(out).toContain(text);
    for (const option of Object.keys(options)) expect(out).toContain(`  --${option}`);
    expect(out).not.toContain('--prior');
  });

  it('gives the same as JSON', async () => {
    const { out } = await vaekit('models', '--json');
    const list = JSON.parse(out) as Record<string, unknown>[];
    expect(list.map(({ name }) => name)).toEqual(catalog.map(({ name }) => name));
    for (const entry of list)
      expect(Object.keys(entry)).toEqual(
        expect.arrayContaining(['name', 'aliases', 'paper', 'changes', 'needs', 'can', 'options']),
      );
    expect(list.find(({ name }) => name === 'iwae')!['options']).toMatchObject({ k: { kind: 'whole', least: 1, fallback: 5 } });
    const one = await vaekit('models', 'iwae', '--json');
    expect(JSON.parse(one.out)).toEqual([list.find(({ name }) => name === 'iwae')]);
  });

  it.each([
    [['models', 'ivae'], 'NAME is ivae; expected one of adversarial-autoencoder, autoencoder, '],
    [['models', 'vae', 'cvae'], 'unexpected argument cvae; expected `vaekit models [NAME]`'],
  ])('%j is refused', async (line, message) => {
    const { code, out, err } = await vaekit(...line);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)]);
  });
});

describe('an option of another model', () => {
  it.each([
    [['--margin', '2'], '--margin belongs to --model class-mean-cvae, but the model is vae'],
    [
      ['--model', 'iwae', '--total-correlation', '2'],
      '--total-correlation belongs to --model beta-tc-vae or factor-vae, but the model is iwae',
    ],
    [
      ['--model', 'gan', '--lr', '0.01'],
      '--lr does not apply to gan, whose players have optimizers of their own; give --generator-lr and --discriminator-lr',
    ],
    [
      ['--model', 'conditional-vae', '--k', '2'],
      '--k belongs to --model ciwae, dreg-iwae, iwae, miwae, or piwae, but the model is cvae',
    ],
    [['--model', 'class-mean-cvae', '--margin', '2'], '--margin belongs to --separation, which is 0; give both'],
    [['--filters', '8,16'], '--filters belongs to --arch, which is mlp; give --arch conv or resnet too'],
    [['--dense', 'none'], '--dense belongs to --arch, which is mlp; give --arch conv or resnet too'],
    [
      ['--arch', 'conv', '--hidden', '8', '--dense', '8'],
      '--hidden and --dense mean the same with --arch conv: the dense layers behind the convolutions; give one',
    ],
  ])('%j is refused', async (options, message) => {
    const { code, err } = await vaekit('train', '--data', 'moons', ...options, '--out', join(base, 'never'));
    expect([code, err]).toEqual([2, `vaekit train: ${message}\n`]);
  });

  it('is refused by models that have no labels to see', async () => {
    const { code, err } = await vaekit('train', '--data', 'swiss-roll', '--model', 'cvae', '--out', join(base, 'never'));
    expect([code, err]).toEqual([
      2,
      'vaekit train: --model cvae needs labels, but swiss-roll has none; say where they are (--label COLUMN of a table, --labels FILE of others)\n',
    ]);
  });
});

describe('a run', () => {
  it('keeps the name of its model, whichever was typed, and the options of that model alone', async () => {
    const run = join(base, 'alias');
    const small = ['--limit', '80', '--hidden', '8', '--latent', '2', '--batch-size', '36', '--epochs', '1'];
    await quickRun(run, ['--data', 'moons', '--model', 'conditional-vae', ...small]);
    const { options } = await configOf(run);
    expect(options).toMatchObject({ model: 'cvae', latent: 2, prior: 'learned', warmup: 0 });
    for (const foreign of ['margin', 'separation', 'class-variance', 'k']) expect(options).not.toHaveProperty(foreign);
  });

  it('of iwae is trained, scored, sampled and reported', async () => {
    const run = join(base, 'iwae');
    const small = ['--limit', '80', '--hidden', '8', '--latent', '2', '--batch-size', '36', '--epochs', '1'];
    const { code, out, err } = await vaekit(
      'train',
      '--data',
      'moons',
      '--model',
      'iwae',
      '--k',
      '3',
      ...small,
      '--json',
      '--out',
      run,
    );
    expect([code, err]).toEqual([0, '']);
    const end = JSON.parse(out.trimEnd().split('\n').at(-1)!) as { test: Record<string, number> };
    const { loss, reconstruction, kl, tightening } = end.test;
    expect(loss).toBeCloseTo(reconstruction! + kl! + tightening!, 4);
    expect(tightening).toBeLessThan(0);
    const page = readFileSync(join(run, 'report.html'), 'utf8').replaceAll(/base64,[^"]+/g, '');
    expect(page).not.toMatch(/undefined|NaN/);
    for (const line of [
      ['score', run, '--count', '5'],
      ['evaluate', run, '--nll', '4', '--count', '5'],
      ['sample', run],
    ])
      expect((await vaekit(...line)).code).toBe(0);
  });

  it('is asked only for what its model can', () => {
    const models: Catalog = [{ ...findModel('vae')!, name: 'gan', can: ['sample'] }, findModel('vae')!, findModel('cvae')!];
    const run = (model: string) => ({ folder: 'runs/a', config: { options: { model } } });
    expect(() => requireAbility('sample', run('gan'), models)).not.toThrow();
    expect(() => requireAbility('encode', run('vae'), models)).not.toThrow();
    expect(() => requireAbility('encode', run('gan'), models)).toThrow(
      'the model of runs/a is gan, which cannot encode; train vae or cvae',
    );
    // What has codes can be given a prior.
    const coder: Catalog = [{ ...findModel('vae')!, name: 'ae', can: ['encode'] }, findModel('vae')!];
    expect(() => requireAbility('sample', run('ae'), coder)).toThrow(
      'is ae, which cannot sample; train vae; or fit a prior to the codes of this one: vaekit fit-prior runs/a',
    );
    expect(() => requireAbility('transform', run('gan'), models.slice(0, 2))).toThrow('cannot transform; no model can');
  });
});
