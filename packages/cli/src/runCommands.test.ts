import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpy, readNpz } from '@vaekit/datasets';
import { quickRun } from './quickRun.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

let base: string;
let classes: string;
let plain: string;
const file = (name: string): string => join(base, name);

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  classes = file('classes');
  plain = file('plain');
  const options = ['--data', 'digits', '--limit', '300', '--hidden', '16', '--batch-size', '60'];
  const made = await vaekit(
    'train',
    ...options,
    '--model',
    'class-mean-cvae',
    '--latent',
    '3',
    '--epochs',
    '2',
    '--out',
    classes,
  );
  if (made.code !== 0 || made.err !== '')
    throw new Error(`a run the tests need was not made: exit code ${made.code}, ${made.err}`);
  await quickRun(plain, [...options, '--model', 'vae', '--latent', '2', '--epochs', '1', '--binarize', 'static']);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const isPng = (path: string): boolean => readFileSync(path).subarray(1, 4).toString() === 'PNG';

describe('commands that draw', () => {
  it.each([
    ['sample', [], 'sample.png'],
    ['reconstruct', ['--count', '6'], 'reconstruct.png'],
    ['interpolate', ['--paths', '2'], 'interpolate.png'],
    ['traverse', ['--dims', '0,2', '--class', '4'], 'traverse.png'],
    ['transform', ['--from', '3,4', '--to', '8', '--count', '4'], 'transform.png'],
  ])('%s writes among the pictures of the run', async (command, options, name) => {
    const { code, out, err } = await vaekit(command, classes, ...options);
    expect([code, out, err]).toEqual([0, `wrote ${join(classes, 'pictures', name)}\n`, '']);
    expect(isPng(join(classes, 'pictures', name))).toBe(true);
  });

  it('write SVG, GIF and CSV by the ending of --out, never over a file unless told to', async () => {
    expect((await vaekit('sample', classes, '--classes', '3', '--count', '2', '--out', file('s.svg'))).code).toBe(0);
    expect(readFileSync(file('s.svg'), 'utf8')).toMatch(/^<svg/);
    expect((await vaekit('interpolate', plain, '--between', '1,2', '--out', file('i.gif'))).code).toBe(0);
    expect(readFileSync(file('i.gif')).subarray(0, 3).toString()).toBe('GIF');
    expect((await vaekit('interpolate', plain, '--grid', '--steps', '3', '--out', file('g.png'))).code).toBe(0);
    expect(isPng(file('g.png'))).toBe(true);
    expect((await vaekit('sample', classes, '--classes', '3,1', '--count', '2', '--out', file('s.csv'))).code).toBe(0);
    const rows = readFileSync(file('s.csv'), 'utf8').trimEnd().split('\n');
    expect(rows.map((row) => row.split(',').length)).toEqual([785, 785, 785, 785, 785]);
    expect(rows.slice(1).map((row) => row.split(',')[0])).toEqual(['3', '3', '1', '1']);

    writeFileSync(file('mine.png'), 'mine');
    const refused = await vaekit('sample', classes, '--out', file('mine.png'));
    expect([refused.code, refused.err]).toEqual([
      2,
      `vaekit sample: --out ${file('mine.png')} exists already; choose another file, or replace it with --force\n`,
    ]);
    expect(readFileSync(file('mine.png'), 'utf8')).toBe('mine');
    expect((await vaekit('sample', classes, '--out', file('mine.png'), '--force')).code).toBe(0);
    expect(isPng(file('mine.png'))).toBe(true);
  });

  it('give the same samples for the same seed, the center at temperature 0', async () => {
    const sample = async (name: string, ...options: string[]) => {
      expect((await vaekit('sample', classes, '--classes', '2', '--count', '2', '--out', file(name), ...options)).code).toBe(0);
      return readFileSync(file(name), 'utf8').trimEnd().split('\n');
    };
    expect(await sample('a.csv')).toEqual(await sample('b.csv'));
    expect(await sample('c.csv', '--seed', '1')).not.toEqual(await sample('d.csv'));
    const [, first, second] = await sample('e.csv', '--temperature', '0');
    expect(first).toBe(second);
  });

  it.each([
    [['sample', 'RUN', '--classes', '10'], 'plain', 2, '--classes needs a class model, but RUN is a vae'],
    [['sample', 'RUN', '--classes', '10'], 'classes', 2, '--classes is 10; expected classes from 0 to 9'],
    [['sample', 'RUN', '--out', 'x.jpg'], 'classes', 2, '--out x.jpg ends in .jpg; expected one of .png, .svg, .csv'],
    [['sample', 'RUN', '--temperature', '-1'], 'classes', 2, '--temperature is -1; expected a finite number of at least 0'],
    [['reconstruct', 'RUN', '--count', '5000'], 'classes', 2, '--count is 5000 but the test split has only 2000 examples'],
    [
      ['interpolate', 'RUN', '--between', '1,2000'],
      'classes',
      2,
      '--between has 2000 but the test split has 2000 examples; expected numbers from 0 to 1999',
    ],
    [['interpolate', 'RUN', '--grid', '--between', '1,2'], 'classes', 2, '--between has 2 examples; --grid needs four'],
    [
      ['traverse', 'RUN', '--dims', '3'],
      'classes',
      2,
      '--dims has 3 but the code of RUN has 3 dimensions; expected numbers from 0 to 2',
    ],
    [['traverse', 'RUN', '--class', '1'], 'plain', 2, '--class needs a class model'],
    [['transform', 'RUN'], 'plain', 1, 'the model of RUN is vae, which cannot transform; train class-mean-cvae, cvae, or m2-vae'],
    [['classify', 'RUN'], 'plain', 1, 'the model of RUN is vae, which cannot classify; train class-mean-cvae, cvae, or m2-vae'],
    [['report', 'RUN', 'RUN'], 'plain', 2, 'a page for several runs needs --out FILE.html'],
  ] as const)('%j on %s: exit code %i', async (line, which, expected, message) => {
    const run = which === 'plain' ? plain : classes;
    const { code, out, err } = await vaekit(...line.map((word) => word.replace('RUN', run)));
    expect([code, out]).toEqual([expected, '']);
    expect(err).toContain(message.replace('RUN', run));
    expect(existsSync('x.jpg')).toBe(false);
  });
});

describe('commands that tell numbers', () => {
  it('evaluate gives what the training gave, and a tighter bound with more draws', async () => {
    const result = JSON.parse(readFileSync(join(classes, 'result.json'), 'utf8')) as { test: Record<string, number> };
    const evaluated = JSON.parse((await vaekit('evaluate', classes, '--json')).out) as Record<string, unknown>;
    expect(evaluated).toMatchObject({ split: 'test', examples: 2000, likelihood: 'pseudoNll', unit: 'nats per example' });
    for (const [name, value] of Object.entries(result.test)) expect(evaluated[name]).toBeCloseTo(value, 3);

    const bound = async (samples: number): Promise<number> => {
      const { out } = await vaekit('evaluate', plain, '--count', '100', '--nll', String(samples), '--json');
      const record = JSON.parse(out) as { likelihood: string; nll: { mean: number; protocol: { quantity: string } } };
      expect(record).toMatchObject({
        likelihood: 'nll',
        nll: { draws: samples, protocol: { quantity: '-log p(x)', name: 'nll' } },
      });
      return record.nll.mean;
    };
    expect(await bound(50)).toBeLessThan(await bound(1));

    const text = await vaekit('evaluate', classes, '--count', '50', '--nll', '2');
    expect(text.out).toContain('-log p(x|y) (pseudoNll) <= ');
    const summed = JSON.parse(
      (await vaekit('evaluate', classes, '--count', '5', '--nll', '2', '--sum-classes', '--json')).out,
    ) as object;
    expect(summed).toMatchObject({ pseudoNll: { protocol: { quantity: '-log p(x) = -log sum_y p(y) p(x|y)' } } });
    expect(text.out).toContain('pseudoNll');
  });

  it('encode writes CSV, to stdout unless told otherwise', async () => {
    const { out } = await vaekit('encode', classes, '--count', '3', '--variance');
    const rows = out.trimEnd().split('\n');
    expect(rows[0]).toBe('index,label,z0,z1,z2,logVar0,logVar1,logVar2');
    expect(rows.length).toBe(4);
    for (const row of rows.slice(1)) for (const cell of row.split(',')) expect(Number.isFinite(Number(cell))).toBe(true);
    expect((await vaekit('encode', classes, '--count', '3', '--out', file('codes.csv'))).out).toBe(
      `wrote ${file('codes.csv')}\n`,
    );
    const json = (await vaekit('encode', classes, '--count', '2', '--json', '--seed', '3')).out.trimEnd().split('\n');
    expect(JSON.parse(json[1]!)).toEqual({
      index: 1,
      label: expect.any(Number),
      code: [expect.any(Number), expect.any(Number), expect.any(Number)],
    });
  });

  it('encode writes the same for NumPy', async () => {
    const asked = ['encode', classes, '--count', '4', '--variance'];
    const [lead, ...rows] = (await vaekit(...asked)).out
      .trimEnd()
      .split('\n')
      .map((row) => row.split(','));
    const column = (name: string): number[] => rows.map((row) => Number(row[lead!.indexOf(name)]));
    const flat = (prefix: string): number[] =>
      rows.flatMap((_, i) => [0, 1, 2].map((d) => Math.fround(column(`${prefix}${d}`)[i]!)));
    expect((await vaekit('encode', classes, '--count', '4', '--out', file('codes.npy'))).out).toBe(
      `wrote ${file('codes.npy')}\n`,
    );
    const alone = readNpy(readFileSync(file('codes.npy')));
    expect([alone.shape, Array.from(alone.data)]).toEqual([[4, 3], flat('z')]);

    expect((await vaekit(...asked, '--out', file('codes.npz'))).code).toBe(0);
    const bytes = readFileSync(file('codes.npz'));
    const arrays = await readNpz(bytes, { text: true });
    expect(Object.keys(arrays)).toEqual(['codes', 'logVar', 'labels', 'classes']);
    expect(arrays['codes']!.shape).toEqual([4, 3]);
    expect([...arrays['codes']!.data]).toEqual(flat('z'));
    expect([...arrays['logVar']!.data]).toEqual(flat('logVar'));
    expect([...arrays['labels']!.data]).toEqual(column('label'));
    expect([...arrays['classes']!.data]).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    await vaekit(...asked, '--out', file('again.npz'));
    expect(readFileSync(file('again.npz'))).toEqual(bytes);

    const wrong = await vaekit(...asked, '--out', file('more.npy'));
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--variance gives a second; use .npz or .csv')]);
  });

  it('classify counts every example once', async () => {
    const { out } = await vaekit('classify', classes, '--count', '200', '--json', '--out', file('answers.csv'));
    const record = JSON.parse(out) as { accuracy: number; confusion: number[][] };
    expect(record.confusion.flat().reduce((sum, value) => sum + value, 0)).toBe(200);
    expect(record.confusion.reduce((sum, row, i) => sum + row[i]!, 0) / 200).toBe(record.accuracy);
    const answers = readFileSync(file('answers.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',').map(Number));
    expect(answers.filter(([, label, answer]) => label === answer).length / 200).toBe(record.accuracy);
    for (const [, , , ...shares] of answers) expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
    expect((await vaekit('classify', classes, '--count', '200')).out).toContain(
      'of 200 test examples right (16 draws of the code); nearest mean',
    );
  });

  it('data info knows counts and license', async () => {
    const record = JSON.parse((await vaekit('data', 'info', 'digits', '--json')).out) as Record<string, unknown>;
    expect(record).toMatchObject({
      name: 'digits',
      shape: [28, 28, 1],
      license: 'CC-BY-SA-3.0',
      train: { size: 8000 },
      test: { size: 2000 },
    });
    expect((await vaekit('data', 'info', 'moons')).out).toContain('8,000 examples');
  });

  it('report puts several runs on one page', async () => {
    const { code, err } = await vaekit('report', classes, plain, '--out', file('both.html'), '--title', 'Two <models>');
    expect([code, err]).toEqual([0, '']);
    const page = readFileSync(file('both.html'), 'utf8');
    for (const word of [
      'Two &lt;models&gt;',
      'class-mean-cvae on digits',
      'vae on digits',
      'Latent manifold',
      'Transformations',
      'CC-BY-SA-3.0',
    ])
      expect(page).toContain(word);
    expect(page).not.toContain('Two <models>');
  });
});
