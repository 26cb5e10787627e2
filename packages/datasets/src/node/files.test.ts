import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeIdx } from '../idx.js';
import { writeNpy } from '../npy.js';
import { failure, oracleFile } from '../oracleFiles.test-helper.js';
import { readStream } from './files.js';
import { dataFile, readExamples } from './readExamples.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaekit-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));
const makePipe = (path: string): void => void execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
const at = (name: string): string => join(folder, name);

describe('data are regular files', () => {
  const refused = async (path: string): Promise<string> =>
    (await failure(() => readExamples(path))).message.replaceAll(folder, 'DIR');

  test.skipIf(process.platform === 'win32')('pipes, sockets, devices, links that lead back: refused at once', async () => {
    makePipe(at('pipe'));
    const server = createServer().listen(at('socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    await symlink('one', at('two'));
    await symlink('two', at('one'));
    await mkdir(at('set'));
    await writeFile(at('set/a.csv'), 'a\n1\n2\n');
    await symlink('.', at('set/up'));
    await mkdir(at('pipes'));
    makePipe(at('pipes/x.csv'));
    expect(await refused(at('pipe'))).toMatch(/'DIR\/pipe' is a pipe; data are regular files or come from standard input/);
    expect(await refused(at('socket'))).toMatch(/is a socket/);
    expect(await refused('/dev/zero')).toMatch(/is a device/);
    expect(await refused(at('one'))).toMatch(/is a link that leads back to itself/);
    expect(await refused(at('set'))).toMatch(/the link 'DIR\/set\/up' leads back to '.*', which holds it/);
    expect(await refused(at('pipes'))).toMatch(/'DIR\/pipes\/x\.csv' is a pipe/);
    await new Promise((resolve) => server.close(resolve));
  });

  test('a stream without end stops at the most', async () => {
    async function* zeros(): AsyncGenerator<Uint8Array> {
      for (;;) yield new Uint8Array(1000);
    }
    expect((await failure(() => readStream('t', 'standard input', zeros(), 5000))).message).toMatch(
      /'standard input' has 6000 bytes; at most 5000 are read \(--max-bytes/,
    );
  });
});

describe('labels from a file', () => {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const rows: [name: string, bytes: Uint8Array, y: number[], classes: string[]][] = [
    ['l.npy', writeNpy({ data: Int32Array.of(0, 1, 1), shape: [3] }), [0, 1, 1], ['0', '1']],
    ['l.idx', writeIdx({ data: Uint8Array.of(2, 0, 1), shape: [3] }), [2, 0, 1], ['0', '1', '2']],
    ['l.txt', text('cat\ndog\ncat\n'), [0, 1, 0], ['cat', 'dog']],
    ['l.csv', text('kind\r\n"dog"\r\n"cat"\r\n"dog"\r\n'), [1, 0, 1], ['cat', 'dog']],
    ['n.csv', text('label\n4\n2\n4\n'), [1, 0, 1], ['2', '4']],
    ['named.csv', text('file,kind\nc,red\na.png,blue\nb/b.png,red\n'), [0, 1, 1], ['blue', 'red']],
  ];
  test.each(rows)('%s', async (name, bytes, y, classes) => {
    await mkdir(at('images/b'), { recursive: true });
    for (const path of ['a.png', 'b/b.png', 'b/c.png']) await writeFile(at(`images/${path}`), oracleFile('gray.png'));
    await writeFile(at(name), bytes);
    const { train } = await readExamples(at('images'), { labels: dataFile(at(name)) });
    expect([...(train.y?.data ?? [])]).toEqual(y);
    expect(train.classes).toEqual(classes);
  });

  test('of arrays, and where they do not fit', async () => {
    await writeFile(at('x.npy'), writeNpy({ data: new Float32Array(6), shape: [3, 2] }));
    await writeFile(at('t.csv'), 'a\n1\n2\n');
    await writeFile(at('3.txt'), 'u\nv\nu\n');
    await writeFile(at('5.txt'), 'u\nv\nu\nv\nv\n');
    const read = (name: string, labels: string): ReturnType<typeof readExamples> =>
      readExamples(at(name), { labels: dataFile(at(labels)) });
    await writeFile(at('counted.csv'), 'id;kind\n1;v\n2;u\n3;v\n');
    expect((await read('x.npy', 'counted.csv')).train.y?.data).toEqual(Int32Array.of(1, 0, 1));
    await writeFile(at('keys.csv'), 'id,kind\n7,v\n8,u\n9,v\n');
    expect((await failure(() => read('x.npy', 'keys.csv'))).message).toMatch(
      /one of labels was expected, perhaps behind one that counts/,
    );
    expect((await read('x.npy', '3.txt')).train.y?.data).toEqual(Int32Array.of(0, 1, 0));
    expect((await failure(() => read('x.npy', '5.txt'))).message).toMatch(/has 5 labels, but '.*x\.npy' has 3 examples/);
    expect((await failure(() => read('t.csv', '3.txt'))).message).toMatch(/is a table, whose labels are one of its columns/);
    await mkdir(at('parts'));
    for (const name of ['x_train', 'x_test'])
      await writeFile(at(`parts/${name}.npy`), writeNpy({ data: new Float32Array(6), shape: [3, 2] }));
    expect((await failure(() => read('parts', '3.txt'))).message).toMatch(
      /comes in the parts train, test, but `labels` is one file/,
    );
    const chosen = await readExamples(at('parts'), { labels: dataFile(at('3.txt')), part: 'test' });
    expect(chosen.train.classes).toEqual(['u', 'v']);
  });
});

describe('images in a column', () => {
  test('as Hugging Face keeps them: the classes that the file names, the label that is asked for', async () => {
    await writeFile(at('images.parquet'), oracleFile('images.parquet'));
    const { format, train, notes } = await readExamples(at('images.parquet'));
    expect(format).toBe('images');
    expect(train).toMatchObject({
      x: { shape: [5, 3, 4, 1] },
      y: { data: Int32Array.of(0, 2, 0, 2, 0) },
      classes: ['zebra', 'ape', 'cat'],
    });
    expect([...train.x.data].filter((_, i) => i % 12 === 0)).toEqual([0, 40, 80, 120, 160]);
    expect(notes).toEqual([expect.stringMatching(/beside the images of .* the columns width are not read/)]);
    expect((await readExamples(at('images.parquet'), { label: 'width' })).train.classes).toEqual(['4']);
    const held = await readExamples(at('images.parquet'), { testFraction: 0.4 });
    expect([held.train.x.shape[0], held.test?.x.shape[0]]).toEqual([3, 2]);
  });

  test('in files for training and test', async () => {
    await mkdir(at('data'));
    for (const name of ['train-00000-of-00002', 'train-00001-of-00002', 'test-00000-of-00001'])
      await writeFile(at(`data/${name}.parquet`), oracleFile('images.parquet'));
    const { train, test: held } = await readExamples(folder);
    expect([train.x.shape, held?.x.shape]).toEqual([
      [10, 3, 4, 1],
      [5, 3, 4, 1],
    ]);
    expect(held?.y?.data).toEqual(Int32Array.of(0, 2, 0, 2, 0));
  });
});
