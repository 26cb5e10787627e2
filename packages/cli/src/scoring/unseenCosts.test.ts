import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { mixedColumns, mlp, vae } from '@vaekit/core';
import { encodeTable, fitTableEncoding, readCsv } from '@vaekit/datasets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf, quickRun } from '../quickRun.test-helper.js';
import { unseenCosts, unseenText } from './unseenCosts.js';
import { vaekit } from '../vaekit.test-helper.js';

let base: string;
const file = (name: string): string => join(base, name);
/** Row numbers, a number, a category, an id, a constant and a weight. */
const lines = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, i) => `${i},${((i * 37) % 100) / 10},${['cash', 'card', 'wire'][i % 3]!},k${i}@example.org,1.25,${1 + (i % 3)}`,
  );

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  writeFileSync(file('t.csv'), `,amount,method,mail,rate,w\n${lines(300).join('\n')}\n`);
  await quickRun(file('run'), [
    ...['--data', file('t.csv'), '--weight', 'w', '--latent', '1', '--hidden', '8', '--epochs', '2'],
    ...['--column', 'amount=number', '--column', 'method=category'],
  ]);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const header = 'amount,method,rate\n';
async function scoresOf(rows: readonly string[], ...more: string[]): Promise<number[]> {
  writeFileSync(file('new.csv'), `${header}${rows.join('\n')}\n`);
  const { code, out, err } = await vaekit('score', file('run'), '--data', file('new.csv'), ...more);
  if (code !== 0) throw new Error(err);
  const [head, ...values] = out.trimEnd().split('\n');
  const place = head!.split(',').indexOf('score');
  return values.map((line) => Number(line.split(',')[place]));
}

describe('what training never saw', () => {
  it('costs ln(n + 1) where every category that was seen is more likely', async () => {
    const rows = ['3.5,cash,1.25', '3.5,crypto,1.25'];
    const [known, scored] = await scoresOf(rows);
    const [, free] = await scoresOf(rows, '--unseen', 'missing');
    const { data } = await configOf(file('run'));
    expect(data.encoding).toMatchObject({ version: 2, rows: data.examples.train });
    // Four digits of float32.
    expect(scored! - free!).toBeCloseTo(Math.log(data.examples.train + 1), 4);
    expect(scored!).toBeGreaterThan(known!);
  });

  it.each([
    ['a fraction', '3.456,cash,1.25', 0],
    ['a constant that moved by two steps', '3.5,cash,1.27', 2],
    ['one huge number', '1e300,cash,1.25', 1e6],
    ['a number just before it is huge', '300,cash,1.25', 100],
  ])('%s: a finite score, at least so much higher', async (_, row, least) => {
    const [plain, score] = await scoresOf(['3.5,cash,1.25', row]);
    expect(score).toBeLessThan(Infinity);
    expect(score! - plain!).toBeGreaterThanOrEqual(least - 1);
  });

  it('is said once, with counts, and refused where asked to', async () => {
    writeFileSync(file('new.csv'), `${header}1,crypto,1.25\n2,cash,1.3\n3,crypto,1.25\n`);
    const told = await vaekit('score', file('run'), '--data', file('new.csv'));
    expect(told.err).toBe("3 rows have values that training never saw in 'method': crypto (2); 'rate': 1.3 (1)\n");
    const refused = await vaekit('score', file('run'), '--data', file('new.csv'), '--unseen', 'error');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(`column 'method' is "crypto" in row 0`)]);
    expect(unseenText({})).toBeUndefined();
  });

  it('costs what the least likely category costs where that is more', async () => {
    const table = readCsv('a,b\n1,x\n2,y\n3,z\n5,x\n');
    const encoding = fitTableEncoding(table);
    const model = vae({
      encoder: mlp({ hidden: [5] }),
      decoder: mlp({ hidden: [5] }),
      event: [4],
      latent: 2,
      likelihood: mixedColumns({ columns: [{ kind: 'gaussian' }, { kind: 'categorical', classes: 3 }] }),
    });
    const examples = encodeTable(readCsv('a,b\n2,x\n4,q\n1,r\n'), encoding);
    const before = tf.memory().numTensors;
    const costs = (await unseenCosts(model, examples, { encoding, n: 1 }))!;
    expect(tf.memory().numTensors).toBe(before);
    const x = tf.tensor2d(Float32Array.from(examples.x.data), [3, 4]);
    const [parameters] = model.decodeParameters(model.encodeParameters(x)[0]!);
    const logits = (parameters!.arraySync() as number[][]).map((row) => row.slice(2));
    const rarest = logits.map((row) => Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) - Math.min(...row));
    expect(costs[0]).toBe(0);
    for (const row of [1, 2]) expect(costs[row]).toBeCloseTo(Math.max(Math.log(2), rarest[row]!), 5);
    model.dispose();
  });
});

describe('what was understood', () => {
  it('is printed before the first step, names what is left out, and is kept', async () => {
    const { err } = await vaekit(
      ...['train', '--data', file('t.csv'), '--label', 'method', '--latent', '1', '--hidden', '4', '--epochs', '1'],
      ...['--out', file('labeled'), '--no-preview', '--validation', 'none'],
    );
    expect(err.trimEnd().split('\n')).toEqual([
      'data: csv; utf-8, commas between fields, a line of names; 270 train, 30 test',
      'features: 1 number, 1 integer: amount, w',
      'label: method, 3 classes: card, cash, wire',
      'left out: column1 (row number: counts the rows from 0), mail (id: every value differs), rate (always 1.25); --column NAME=KIND changes that',
    ]);
    const { data } = await configOf(file('labeled'));
    expect(data.schema!.columns!.map(({ role }) => role)).toEqual(['row-number', 'feature', 'label', 'id', 'feature', 'feature']);
  });

  it('is written, changed and given back', async () => {
    const written = await vaekit('data', 'info', file('t.csv'), '--write-schema', file('s.json'));
    expect([written.code, written.err]).toEqual([0, `wrote ${file('s.json')}\n`]);
    expect(written.out).toContain('column1: row number; left out: counts the rows from 0');
    expect((await vaekit('data', 'info', file('t.csv'), '--write-schema', file('s.json'))).code).toBe(2);
    const schema = JSON.parse(readFileSync(file('s.json'), 'utf8')) as { columns: { name: string; role: string }[] };
    schema.columns.find(({ name }) => name === 'w')!.role = 'weight';
    writeFileSync(file('s.json'), JSON.stringify(schema));
    const { out } = await vaekit('data', 'info', file('t.csv'), '--schema', file('s.json'), '--json');
    expect((JSON.parse(out) as { schema: unknown }).schema).toMatchObject({ columns: [{}, {}, {}, {}, {}, { role: 'weight' }] });
    schema.columns[0]!.role = 'target';
    writeFileSync(file('s.json'), JSON.stringify(schema));
    const wrong = await vaekit('data', 'info', file('t.csv'), '--schema', file('s.json'));
    expect(wrong.err).toMatch(/`columns\.0\.role` is "target"/);
  });

  it.each([
    [['--column', 'amount=float'], 'expected the name of a column, an equals sign and one of number, quantile'],
    [['--column', 'amout=number'], "no column 'amout'"],
    [['--weight', 'method'], 'numbers were expected'],
    [['--schema', 'gone.json'], '--schema gone.json does not exist'],
  ])('%j is refused', async (options, message) => {
    const { code, err } = await vaekit('train', '--data', file('t.csv'), '--out', file('never'), ...options);
    expect(code).not.toBe(0);
    expect(err).toContain(message);
  });
});
