import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomStream } from '@vaekit/core';
import { readCsv, writeNpy } from '@vaekit/datasets';
import { encodePng } from '@vaekit/viz';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf, loadRun, quickRun } from './quickRun.test-helper.js';
import { vaekitOn } from './vaekit.test-helper.js';

const vaekit = (args: readonly string[], input = '') => vaekitOn({ input }, ...args);

let base: string;
const file = (...names: string[]): string => join(base, ...names);

const towns = ['Lima', 'Oslo', 'Rome, Georgia'];
const kinds = ['cat', 'dog'];

/** A table with an id that differs in every row, two numbers, a category, a boolean and a class. */
function table(rows: number, seed = 1): string {
  const normal = randomStream(seed).fillNormal(new Float32Array(2 * rows));
  const lines = Array.from({ length: rows }, (_, i) => {
    const kind = i % 2;
    const weight = (4 + 20 * kind + normal[2 * i]!).toFixed(1);
    const age = Math.round(8 + 2 * normal[2 * i + 1]!);
    return `p${i},${weight},${age},"${towns[i % 3]}",${i % 4 === 0 ? 'True' : 'False'},${kinds[kind]}`;
  });
  return `name,weight,age,town,male,kind\n${lines.join('\n')}\n`;
}

const rowsOf = (csv: string) =>
  readCsv(csv, {
    types: Object.fromEntries(
      csv
        .slice(0, csv.indexOf('\n'))
        .split(',')
        .map((name) => [name, 'text']),
    ),
    missing: [],
  });

/** A column of CSV, as it is written. */
function column(csv: string, name: string): readonly string[] {
  const found = rowsOf(csv).columns.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no column ${name} in ${csv.slice(0, csv.indexOf('\n'))}`);
  return found.values as readonly string[];
}

const namesOf = (csv: string): string[] => csv.slice(0, csv.indexOf('\n')).split(',');

function picture(shade: number): Uint8Array {
  return encodePng({ width: 4, height: 4, channels: 1, data: Uint8Array.from({ length: 16 }, (_, i) => (shade + 5 * i) % 256) });
}

const small = ['--hidden', '8', '--batch-size', '32', '--epochs', '3', '--lr', '0.02', '--engine', 'eager'];

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  writeFileSync(file('pets.csv'), table(150));
  writeFileSync(file('new.csv'), table(9, 2));
  const pets = ['--data', file('pets.csv'), '--label', 'kind', '--latent', '2', ...small];
  await quickRun(file('plain'), pets);
  await quickRun(file('means'), [...pets, '--model', 'class-mean-cvae']);
  await quickRun(file('labels'), [...pets, '--model', 'cvae']);
  for (const [i, kind] of kinds.entries()) {
    mkdirSync(file('pictures', kind), { recursive: true });
    for (let n = 0; n < 24; n++)
      writeFileSync(file('pictures', kind, `${String(n).padStart(2, '0')}.png`), picture(40 * i + 3 * n));
  }
  const images = ['--data', file('pictures'), '--latent', '2', '--hidden', '8', '--batch-size', '8', '--epochs', '1'];
  await quickRun(file('images'), [...images, '--model', 'class-mean-cvae']);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const whole = table(4, 3);
const [head, ...body] = whole.trimEnd().split('\n');
const cells = body.map((line) => [...line.matchAll(/"[^"]*"|[^,]+/g)].map(([cell]) => cell));
/** The table with some of its columns, by their places, and more at the end. */
const shaped = (places: readonly number[], more: readonly string[] = []): string =>
  [head!.split(','), ...cells]
    .map((line, row) => [...places.map((place) => line[place]!), ...more.map((name) => (row === 0 ? name : '1.5'))].join(','))
    .join('\n');
const jsonLines = (places: readonly number[]): string =>
  cells
    .map((line) => {
      const entries = places.map((place) => [head!.split(',')[place]!, line[place]!.replaceAll('"', '')]);
      return JSON.stringify(
        Object.fromEntries(entries.map(([name, cell]) => [name, /^[\d.]+$/.test(cell!) ? Number(cell) : cell])),
      );
    })
    .join('\n');

describe('rows of another file', () => {
  const variants: readonly (readonly [name: string, content: string, said: string])[] = [
    ['the same columns', shaped([0, 1, 2, 3, 4, 5]), ''],
    ['another order', shaped([5, 4, 0, 3, 2, 1]), ''],
    ['a column more', shaped([0, 1, 2, 3, 4, 5], ['height']), ''],
    ['JSON lines', jsonLines([0, 1, 2, 3, 4, 5]), ''],
    ['a column less', shaped([0, 1, 3, 4, 5]), 'has no column age; it counts as missing in every row\n'],
    ['two columns less', shaped([0, 1, 4, 5]), 'has no column age, town; they count as missing in every row\n'],
    ['JSON lines without a name', jsonLines([0, 1, 3, 4, 5]), 'has no column age; it counts as missing in every row\n'],
  ];

  it.each(
    variants.flatMap(([name, content, said]) =>
      (['encode', 'score'] as const).map((command) => [command, name, content, said] as const),
    ),
  )('%s, from standard input: %s', async (command, _, content, said) => {
    const { code, out, err } = await vaekit([command, file('plain'), '--data', '-'], content);
    expect([code, err]).toEqual([0, said === '' ? '' : `the standard input ${said}`]);
    expect(namesOf(out).slice(0, 3)).toEqual(['index', 'name', 'label']);
    expect(column(out, 'name')).toEqual(['p0', 'p1', 'p2', 'p3']);
    expect(column(out, 'label')).toEqual(['cat', 'dog', 'cat', 'dog']);
    // What is complete has the numbers of the file as it was.
    writeFileSync(file('whole.csv'), whole);
    const direct = await vaekit([command, file('plain'), '--data', file('whole.csv')]);
    expect(out === direct.out).toBe(said === '');
  });

  it.each([
    ['', "'standard input' is empty; a file with data was expected"],
    ['{"weight": 3}\nnothing\n', "'standard input': line 2 is no JSON"],
    ['[1, 2]\n[3, 4]\n', "'standard input': there is no column 'weight'"],
    ['weight\nheavy\n', "'standard input': column 'weight' holds \"heavy\""],
  ])('%j is refused', async (content, message) => {
    const { code, out, err } = await vaekit(['score', file('plain'), '--data', '-'], content);
    expect([code, out, err]).toEqual([1, '', expect.stringContaining(message)]);
  });

  it.each([
    [['--split', 'train'], '--split is for the data of the run; leave it out beside --data'],
    [['--data-dir', 'x'], '--data and --data-dir contradict each other; give one'],
    [['--count', '100'], 'has only 9 examples'],
  ])('%j beside --data is refused', async (options, message) => {
    const { code, err } = await vaekit(['encode', file('plain'), '--data', file('new.csv'), ...options]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('a label that is missing or new', () => {
  const unlabeled = shaped([0, 1, 2, 3, 4]);
  const strange = shaped([0, 1, 2, 3, 4, 5]).replace('cat', 'cow');

  it.each([
    ['means', unlabeled, 'the standard input has no labels: scores are -log Σ p(y) p(x|y) over its 2 classes\n'],
    [
      'labels',
      strange,
      'the standard input has labels that the model does not know: scores are -log Σ p(y) p(x|y) over its 2 classes\n',
    ],
  ])('%s is scored over all classes, and that is said', async (run, content, said) => {
    const { code, out, err } = await vaekit(['score', file(run), '--data', '-'], content);
    expect([code, err]).toEqual([0, said]);
    const known = await vaekit(['score', file(run), '--data', '-'], whole);
    const [summed, labeled] = [out, known.out].map((csv) => column(csv, 'score').map(Number));
    // A part of the sum, the class of the label has half of the weight.
    summed!.forEach((score, row) => expect(score).toBeLessThanOrEqual(labeled![row]! + Math.log(2) + 0.05));
    expect((await configOf(file(run))).data.classCounts!.reduce((a, b) => a + b)).toBe(121);
  });

  it.each([
    ['encode', 'means', []],
    ['classify', 'means', []],
    ['classify', 'labels', []],
    ['encode', 'plain', []],
    ['evaluate', 'plain', []],
    ['reconstruct', 'means', []],
    ['interpolate', 'means', ['--between', '0,1']],
  ])('%s of %s does without', async (command, run, options) => {
    for (const content of [unlabeled, strange])
      expect(await vaekit([command, file(run), '--data', '-', ...options], content)).toMatchObject({ code: 0, err: '' });
  });

  it.each([
    ['encode', 'labels'],
    ['reconstruct', 'labels'],
    ['evaluate', 'means'],
    ['transform', 'means'],
  ])('%s of %s needs it', async (command, run) => {
    for (const [content, message] of [
      [unlabeled, 'the standard input has no labels, which a'],
      [strange, 'the standard input has the class cow, but the model has cat, dog; leave its examples out'],
    ] as const) {
      const { code, out, err } = await vaekit([command, file(run), '--data', '-'], content);
      expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)]);
    }
  });

  it('classify answers by name, and is judged on the rows whose class it knows', async () => {
    const { out } = await vaekit(['classify', file('means'), '--data', '-'], unlabeled);
    expect(namesOf(out)).toEqual(['index', 'name', 'answer', 'p(cat)', 'p(dog)']);
    for (const answer of column(out, 'answer')) expect(kinds).toContain(answer);
    const judged = JSON.parse((await vaekit(['classify', file('means'), '--data', '-', '--json'], strange)).out) as {
      examples: number;
      confusion: number[][];
    };
    expect([judged.examples, judged.confusion.flat().reduce((a, b) => a + b)]).toEqual([4, 3]);
  });
});

describe('rows in the terms of the file', () => {
  const isRow = (csv: string): void => {
    for (const town of column(csv, 'town')) expect(towns).toContain(town);
    for (const age of column(csv, 'age')) expect(age).toMatch(/^-?\d+$/);
    for (const weight of column(csv, 'weight')) expect(Number(weight)).not.toBeNaN();
  };

  it.each([
    ['plain', [], ['weight', 'age', 'town', 'male'], 64],
    ['means', [], ['weight', 'age', 'town', 'male', 'kind'], 20],
    ['labels', ['--classes', 'dog', '--count', '3'], ['weight', 'age', 'town', 'male', 'kind'], 3],
    ['plain', ['--draw=false', '--count', '5'], ['weight', 'age', 'town', 'male'], 5],
  ])('samples of %s, %j', async (run, options, names, count) => {
    const { code, out, err } = await vaekit(['sample', file(run), ...options]);
    expect([code, namesOf(out), column(out, 'age').length]).toEqual([0, names, count]);
    expect(err).toBe(names.includes('kind') ? '' : 'kind is left out: a vae does not learn the label (a class model does)\n');
    isRow(out);
    if (names.includes('kind')) for (const kind of column(out, 'kind')) expect(kinds).toContain(kind);
  });

  it('samples are draws: as spread as the data, which means are not', async () => {
    const spread = async (...options: string[]): Promise<number> => {
      const { out } = await vaekit(['sample', file('plain'), '--count', '200', ...options]);
      return new Set(column(out, 'weight')).size * new Set(column(out, 'town')).size;
    };
    const [drawnSpread, meanSpread] = [await spread(), await spread('--draw=false')];
    expect(drawnSpread).toBeGreaterThan(meanSpread);
    const drawn = await vaekit(['sample', file('plain'), '--count', '3']);
    expect((await vaekit(['sample', file('plain'), '--count', '3', '--draw'])).out).toBe(drawn.out);
    expect((await vaekit(['sample', file('plain'), '--count', '3', '--draw=false'])).out).not.toBe(drawn.out);
  });

  it('reconstruct fills gaps and leaves what was observed', async () => {
    const gaps = 'name,weight,age,town,male,kind\nq1,5.3,,Oslo,True,cat\nq2,,9,,False,dog\n=1+1,4.4,7,Lima,,cat\n';
    const { code, out, err } = await vaekit(['reconstruct', file('means'), '--data', '-'], gaps);
    expect([code, err, namesOf(out)]).toEqual([0, '', ['name', 'weight', 'age', 'town', 'male', 'kind']]);
    isRow(out);
    expect(column(out, 'name')).toEqual(['q1', 'q2', '=1+1']);
    expect(out).toContain("\n'=1+1,");
    expect(column(out, 'weight')[0]).toBe('5.3');
    expect(column(out, 'age').slice(1)).toEqual(['9', '7']);
    expect(column(out, 'town')[2]).toBe('Lima');
    expect(column(out, 'kind')).toEqual(['cat', 'dog', 'cat']);
    // Also what training never saw: another town, a fraction, numbers out of its range.
    const far = 'name,weight,age,town,male,kind\nq1,512.25,4.5,Bonn,,cat\n';
    const same = await vaekit(['reconstruct', file('means'), '--data', '-'], far);
    expect(same.out).toMatch(/\nq1,512\.25,4\.5,Bonn,(?:True|False),cat\n$/);
    const own = await vaekit(['reconstruct', file('means'), '--split', 'train']);
    const plainly = (text: string): string[] => text.replaceAll('"', '').split('\n');
    const written = new Set(plainly(readFileSync(file('pets.csv'), 'utf8')));
    expect(plainly(own.out).filter((line) => !written.has(line))).toEqual([]);
    const all = await vaekit(['reconstruct', file('means'), '--data', '-', '--all', '--out', file('all.csv')], gaps);
    expect([all.code, all.out]).toEqual([0, `wrote ${file('all.csv')}\n`]);
    expect(column(readFileSync(file('all.csv'), 'utf8'), 'weight')[0]).not.toBe('5.3');
  });

  it.each([
    ['a digit that float32 does not hold', '123456789.1,9,Oslo,True,cat', ['123456789.1', '9', 'Oslo', 'True', 'cat']],
    ['a fraction among whole numbers', '5.3,34.5,Oslo,True,cat', ['5.3', '34.5', 'Oslo', 'True', 'cat']],
    ['a category that training never saw', '5.3,9,Quito,False,dog', ['5.3', '9', 'Quito', 'False', 'dog']],
  ])('reconstruct leaves %s', async (_, row, cells) => {
    const text = `name,weight,age,town,male,kind\nq1,${row}\nq2,,9,Oslo,False,dog\n`;
    const { code, out } = await vaekit(['reconstruct', file('means'), '--data', '-'], text);
    expect([code, ...['weight', 'age', 'town', 'male', 'kind'].map((name) => column(out, name)[0])]).toEqual([0, ...cells]);
    expect(column(out, 'weight')[1]).toMatch(/^-?\d/);
  });

  it('transform gives each row once in each class', async () => {
    const { out } = await vaekit(['transform', file('labels'), '--data', '-', '--to', 'dog,cat'], whole);
    expect(namesOf(out)).toEqual(['example', 'from', 'name', 'weight', 'age', 'town', 'male', 'kind']);
    expect(column(out, 'example').join('')).toBe('00112233');
    expect(column(out, 'name')[2]).toBe('p1');
    expect(column(out, 'from').slice(0, 4)).toEqual(['cat', 'cat', 'dog', 'dog']);
    expect(column(out, 'kind').slice(0, 3)).toEqual(['dog', 'cat', 'dog']);
    isRow(out);
  });

  it.each([
    ['plain', ['--between', '0,3,2,1'], ['0 → 3', '2 → 1'], 10],
    ['labels', ['--paths', '2'], undefined, 10],
    ['plain', ['--between', '0,1,2,3', '--grid'], ['grid'], 25],
  ])('interpolate %s %j', async (run, options, ways, count) => {
    const { code, out } = await vaekit(['interpolate', file(run), '--data', '-', '--steps', '5', ...options], whole);
    expect([code, column(out, 'step').length]).toEqual([0, count]);
    if (ways !== undefined) expect([...new Set(column(out, 'way'))]).toEqual(ways);
    isRow(out);
  });

  it('numbers that were standardized come back as they were measured', async () => {
    const data = randomStream(4)
      .fillNormal(new Float32Array(300))
      .map((value, i) => (i % 3 === 0 ? 500 + value : value));
    writeFileSync(file('numbers.npy'), writeNpy({ data, shape: [100, 3] }));
    await quickRun(file('scaled'), ['--data', file('numbers.npy'), '--standardize', '--latent', '1', ...small]);
    const { code, out } = await vaekit(['sample', file('scaled'), '--count', '6']);
    expect([code, namesOf(out)]).toEqual([0, ['x0', 'x1', 'x2']]);
    for (const value of column(out, 'x0')) expect(Math.abs(Number(value) - 500)).toBeLessThan(8);
    const same = await vaekit(['reconstruct', file('scaled'), '--data', file('numbers.npy')]);
    column(same.out, 'x0').forEach((value, row) => expect(Number(value)).toBeCloseTo(data[3 * row]!, 2));
  });
});

describe('images', () => {
  it.each([
    ['one image', () => file('pictures', 'dog', '03.png'), ['03.png'], undefined],
    ['a folder of a class that is the first there', () => file('dogs'), ['dog/a.png', 'dog/b.png'], ['dog', 'dog']],
    ['a folder without classes', () => file('loose'), ['1.png', '2.png'], undefined],
  ])('%s: files by name, classes as the run has them', async (_, path, files, labels) => {
    mkdirSync(file('dogs', 'dog'), { recursive: true });
    for (const name of ['a', 'b']) writeFileSync(file('dogs', 'dog', `${name}.png`), picture(50));
    mkdirSync(file('loose'), { recursive: true });
    for (const name of ['1', '2']) writeFileSync(file('loose', `${name}.png`), picture(60));
    const { code, out, err } = await vaekit(['encode', file('images'), '--data', path()]);
    expect([code, err, column(out, 'file')]).toEqual([0, '', files]);
    expect(namesOf(out).includes('label') ? column(out, 'label') : undefined).toEqual(labels);
    const scored = await vaekit(['score', file('images'), '--data', path(), '--out', file('images.npy'), '--force']);
    expect(scored.code).toBe(0);
    expect(readFileSync(file('images.npy')).toString('latin1')).toContain(`('file', '<U${files[0]!.length}')`);
    const drawn = await vaekit(['reconstruct', file('images'), '--data', path(), '--out', file('images.png'), '--force']);
    expect([drawn.code, drawn.out]).toEqual([0, `wrote ${file('images.png')}\n`]);
    expect((await vaekit(['classify', file('images'), '--data', path(), '--json'])).code).toBe(0);
  });

  it('those of the run are named too', async () => {
    const { out } = await vaekit(['encode', file('images'), '--json', '--count', '1']);
    expect(JSON.parse(out)).toMatchObject({
      ids: { file: expect.stringMatching(/^(?:cat|dog)\/\d\d\.png$/) },
      label: expect.stringMatching(/cat|dog/),
    });
  });
});

describe('train --normal', () => {
  it('learns the normal rows alone, and says how well the others are told from them', async () => {
    const line = ['train', '--data', file('pets.csv'), '--normal', 'kind=cat', '--latent', '1', '--no-preview', ...small];
    const made = await vaekit(
      [...line, '--epochs', '12', '--out', file('cats')].filter(
        (_, i, all) => i !== all.indexOf('--epochs') && i !== all.indexOf('--epochs') + 1,
      ),
    );
    expect(made.code).toBe(0);
    expect(made.err).toContain('label: kind, 2 classes: cat, dog\nleft out: name (id: every value differs)');
    expect(made.out).toMatch(/test .*ROC AUC 1\.000 {2}average precision 1\.000/);
    const { data } = await configOf(file('cats'));
    expect([data.examples, data.classes, data.classCounts]).toEqual([{ train: 60, validation: 7, test: 15 }, kinds, [60, 0]]);
    // The encoding is that of the cats, whose weight is about 4.
    expect(data.encoding!.columns.find(({ name }) => name === 'weight')).toMatchObject({ mean: expect.closeTo(4, -0.5) });
    const scored = await vaekit([
      'score',
      file('cats'),
      '--data',
      file('new.csv'),
      '--out',
      file('cats.csv'),
      '--false-alarms',
      '0.2',
    ]);
    expect(scored.out.split('\n').slice(2, 4)).toEqual([
      'ROC AUC of dog: 1.000, average precision 1.000',
      expect.stringMatching(
        /^alarm above [-\d.e+]+ \(false for 14\.3 % of 7 normal validation examples\): precision .*, recall 100\.0 %, false for .* of these$/,
      ),
    ]);
    const told = JSON.parse((await vaekit(['score', file('cats'), '--json'])).out) as object;
    expect(told).toMatchObject({
      anomalies: ['dog'],
      rocAuc: 1,
      alarm: { falseAlarms: 0.05, part: 'validation', normal: 7, recall: 1 },
    });
  });

  it('classes that training never saw count', async () => {
    writeFileSync(
      file('cats.csv'),
      table(120)
        .split('\n')
        .filter((line) => !line.endsWith('dog'))
        .join('\n'),
    );
    await quickRun(file('only'), ['--data', file('cats.csv'), '--label', 'kind', '--latent', '1', ...small]);
    const { code, out } = await vaekit(['score', file('only'), '--data', file('new.csv'), '--anomalies', 'dog', '--json']);
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ rocAuc: 1, averagePrecision: 1 })]);
  });

  it.each([
    [
      ['--data', 'digits', '--normal', 'label=3'],
      '--normal label=3 names a column, but digits is no table; give the classes alone',
    ],
    [['--normal', 'kind=cow'], "no row has cow as its 'kind'"],
    [['--normal', 'cat'], 'needs the column that says the class; give COLUMN=cat'],
    [['--normal', 'kind='], '--normal is kind=; expected classes joined by commas'],
    [['--normal', 'kind=cat', '--label', 'town'], '--normal kind=cat and --label town name different columns; give one'],
    [['--normal', 'kind=cat', '--model', 'cvae'], 'but a cvae tells classes apart'],
  ])('%j is refused', async (options, message) => {
    const data = options.includes('--data') ? [] : ['--data', file('pets.csv')];
    const { code, err } = await vaekit(['train', ...data, ...options, ...small, '--out', file('never')]);
    expect([code > 0, err]).toEqual([true, expect.stringContaining(message)]);
  });

  it('images and named sets are chosen by class', async () => {
    await quickRun(file('threes'), ['--data', 'digits', '--limit', '60', '--normal', '3,5', '--latent', '1', ...small]);
    const { data } = await configOf(file('threes'));
    expect(data.classCounts!.flatMap((count, label) => (count === 0 ? [] : [label]))).toEqual([3, 5]);
  });
});

describe('train --from', () => {
  const options = ['--epochs', '2', '--batch-size', '16', '--no-preview', '--engine', 'eager', '--test-fraction', '0.2'];
  const weightsOf = async (folder: string) => {
    const { state, model } = await loadRun(folder);
    model.dispose();
    return state.best?.weights ?? state.weights;
  };

  it.each([
    ['plain', []],
    ['means', ['--freeze', 'encoder']],
    ['labels', ['--freeze', 'decoder']],
  ])('%s %j begins with its weights and description, and names it', async (name, freeze) => {
    writeFileSync(
      file('more.csv'),
      shaped([5, 4, 0, 3, 2, 1]).split('\n')[0] +
        '\n' +
        table(80, 9)
          .trimEnd()
          .split('\n')
          .slice(1)
          .map((line) => [...line.matchAll(/"[^"]*"|[^,]+/g)].map(([cell]) => cell))
          .map((line) => [5, 4, 0, 3, 2, 1].map((place) => line[place]).join(','))
          .join('\n'),
    );
    const out = file(`from-${name}`);
    const made = await vaekit(['train', '--from', file(name), '--data', file('more.csv'), ...freeze, ...options, '--out', out]);
    expect([made.code, made.err]).toEqual([0, '']);
    const [parent, run] = [await configOf(file(name)), await configOf(out)];
    expect(run.parent).toEqual({ run: name });
    expect([run.data.encoding, run.data.classes, run.model]).toEqual([parent.data.encoding, parent.data.classes, parent.model]);
    expect(run.options).toMatchObject({ label: 'kind', hidden: [8], latent: 2, epochs: 2, from: file(name) });
    const [before, after] = [await weightsOf(file(name)), await weightsOf(out)];
    const held = freeze[1];
    for (const [weight, values] of Object.entries(before)) {
      if (weight.endsWith('/started')) continue;
      const same = after[weight]!.join() === values.join();
      expect(same, weight).toBe(
        held !== undefined && (weight.startsWith(`${held}/`) || (held === 'decoder' && weight.startsWith('likelihood/'))),
      );
    }
    expect((await vaekit(['train', '--resume', out, '--epochs', '3', '--no-preview'])).code).toBe(0);
    const later = await weightsOf(out);
    if (held !== undefined)
      for (const weight of Object.keys(before).filter((candidate) => candidate.startsWith(`${held}/`)))
        expect(later[weight], weight).toEqual(before[weight]);
    expect((await vaekit(['score', out])).code).toBe(0);
  });

  it('images are by the classes of the first run', async () => {
    mkdirSync(file('second', 'dog'), { recursive: true });
    for (let n = 0; n < 20; n++) writeFileSync(file('second', 'dog', `${n}.png`), picture(90 + n));
    const line = ['train', '--from', file('images'), '--data', file('second'), '--out', file('from-images')];
    expect((await vaekit([...line, ...options.map((word) => (word === '16' ? '8' : word))])).code).toBe(0);
    const { data } = await configOf(file('from-images'));
    expect([data.classes, data.classCounts]).toEqual([kinds, [0, 14]]);
    expect((await vaekit(['evaluate', file('from-images')])).code).toBe(0);
  });

  it.each([
    [['--hidden', '4'], '--from takes the model of'],
    [['--label', 'town', '--standardize'], 'leave out --label, --standardize'],
    [['--freeze', 'prior'], '--freeze is prior; expected one of encoder, decoder'],
  ])('%j is refused', async (more, message) => {
    const { code, err } = await vaekit([
      'train',
      '--from',
      file('plain'),
      '--data',
      file('new.csv'),
      ...more,
      '--out',
      file('never'),
    ]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it('--freeze without it, data of another shape and a class too many are refused', async () => {
    const alone = await vaekit(['train', '--data', file('pets.csv'), '--freeze', 'encoder', '--out', file('never')]);
    expect([alone.code, alone.err]).toEqual([2, expect.stringContaining('--freeze encoder holds what --from RUN has trained')]);
    const shape = await vaekit(['train', '--from', file('images'), '--data', 'digits', '--limit', '200', '--out', file('never')]);
    expect([shape.code, shape.err]).toEqual([2, expect.stringContaining('takes examples of shape [4,4,1]')]);
    writeFileSync(file('cows.csv'), table(80).replaceAll('dog', 'cow'));
    const line = ['train', '--data', file('cows.csv'), '--batch-size', '16', '--out', file('never')];
    const cows = await vaekit([...line, '--from', file('means')]);
    expect([cows.code, cows.err]).toEqual([2, expect.stringContaining('has the classes cat, dog, but cows.csv has cow too')]);
  });
});
