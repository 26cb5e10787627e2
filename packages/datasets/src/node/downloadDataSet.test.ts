import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchDataSet } from '../fetchDataSet.js';
import type * as Sets from '../namedSets.js';
import { dataCacheFolder, environmentMirrors } from './dataFolders.js';
import { downloadDataSet, type DownloadOptions } from './downloadDataSet.js';
import type { DownloadEvent } from './downloadFile.js';
import { withFileLock } from './fileLock.js';
import { locateDataSet } from './locateDataSet.js';
import { type Answer, loopback, type Loopback } from './loopback.test-helper.js';
import { openDataSet } from './openDataSet.js';
import { verifyDataSet } from './verifyDataSet.js';

// A set named mnist of a few pixels, with the checksums of those; the other sets are as they are.
const tiny = await vi.hoisted(async () => {
  // Whatever another file has loaded knows the real sets.
  vi.resetModules();
  const { createHash } = await import('node:crypto');
  const zlib = await import('node:zlib');
  const idx = (shape: number[], values: number[]): Uint8Array =>
    Uint8Array.from([0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, 0, size]), ...values]);
  const contents: Record<string, Uint8Array> = {
    'train-images-idx3-ubyte.gz': idx([3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    'train-labels-idx1-ubyte.gz': idx([3], [7, 0, 9]),
    't10k-images-idx3-ubyte.gz': idx([1, 2, 2], [9, 8, 7, 6]),
    't10k-labels-idx1-ubyte.gz': idx([1], [4]),
  };
  const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const packed = Object.fromEntries(Object.entries(contents).map(([name, bytes]) => [name, zlib.gzipSync(bytes)]));
  const files = Object.entries(contents).map(([name, bytes]) => ({
    name,
    bytes: packed[name]?.length ?? 0,
    contentBytes: bytes.length,
    checksums: { sha256: sum(packed[name] ?? bytes), contentSha256: sum(bytes) },
  }));
  return { contents, packed, files };
});
vi.mock(import('../namedSets.js'), async (importOriginal): Promise<typeof Sets> => {
  const real = await importOriginal();
  const namedSets = real.namedSets.map((set) =>
    set.name === 'mnist' ? { ...set, files: tiny.files, mirrors: ['http://127.0.0.1:2/'] } : set,
  );
  return {
    ...real,
    namedSets,
    namedSet: (name, caller) => namedSets.find((set) => set.name === name) ?? real.namedSet(name, caller),
  };
});

afterAll(() => {
  vi.doUnmock('../namedSets.js');
  vi.resetModules();
});

let root: string;
let options: DownloadOptions & { cacheDir: string };
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vaekit-'));
  options = { cacheDir: join(root, 'cache'), systemDirs: [join(root, 'system')], retryDelay: 1, stallTimeout: 500 };
  for (const name of ['VAEKIT_DATA_MIRRORS', 'VAEKIT_OFFLINE', 'VAEKIT_CACHE']) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

async function put(folder: string, files: Record<string, Uint8Array>): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}
const plain = (): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(tiny.contents).map(([name, bytes]) => [name.slice(0, -3), bytes]));

/** A mirror: a set lies in the folder of its name. */
const mirror =
  (files: Record<string, Uint8Array> = tiny.packed): Answer =>
  (request, response) => {
    const bytes = files[(request.url ?? '').replace('/data/mnist/', '')];
    if (bytes === undefined) response.writeHead(404).end();
    else response.end(bytes);
  };
const asked = ({ requests }: Loopback): string[] => requests.map(({ url }) => url);

describe('locateDataSet', () => {
  test('nowhere', async () => {
    expect(await locateDataSet('mnist', options)).toBeUndefined();
    expect(await locateDataSet('mnist', { ...options, dataDir: root })).toBeUndefined();
  });

  test('the data folder comes first, then the cache, then the system', async () => {
    await put(join(root, 'system', 'mnist'), plain());
    expect(await locateDataSet('mnist', options)).toMatchObject({ place: 'system' });
    await put(join(root, 'cache', 'mnist'), tiny.packed);
    expect(await locateDataSet('mnist', options)).toMatchObject({ place: 'cache', folder: join(root, 'cache', 'mnist') });
    await put(join(root, 'mine'), plain());
    const found = await locateDataSet('mnist', { ...options, dataDir: join(root, 'mine') });
    expect(found).toMatchObject({ place: 'data-dir', folder: join(root, 'mine'), bytes: 28 + 11 + 20 + 9 });
    expect(found?.files['t10k-labels-idx1-ubyte.gz']).toBe(join(root, 'mine', 't10k-labels-idx1-ubyte'));
  });

  test.each(['.', 'mnist', 'MNIST/raw'])('a data folder may hold it in %s', async (inner) => {
    await put(join(root, 'data', inner), tiny.packed);
    const found = await locateDataSet('mnist', { ...options, dataDir: join(root, 'data') });
    expect(found?.folder).toBe(join(root, 'data', inner));
  });

  test('a dot before idx; the folders of CIFAR-10 and EMNIST', async () => {
    await put(
      join(root, 'a'),
      Object.fromEntries(Object.entries(plain()).map(([name, bytes]) => [name.replace('-idx', '.idx'), bytes])),
    );
    expect(await locateDataSet('mnist', { ...options, dataDir: join(root, 'a') })).toBeDefined();
    const none = new Uint8Array(1);
    const batches = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'];
    await put(join(root, 'a', 'cifar-10-batches-bin'), Object.fromEntries(batches.map((name) => [`${name}.bin`, none])));
    expect(Object.keys((await locateDataSet('cifar10', { ...options, dataDir: join(root, 'a') }))?.files ?? {})).toHaveLength(6);
    const parts = ['train-images-idx3', 'train-labels-idx1', 'test-images-idx3', 'test-labels-idx1'];
    await put(join(root, 'a', 'EMNIST', 'raw'), Object.fromEntries(parts.map((name) => [`emnist-letters-${name}-ubyte`, none])));
    expect(await locateDataSet('emnist', { ...options, dataDir: join(root, 'a') })).toBeUndefined();
    expect(await locateDataSet('emnist', { ...options, dataDir: join(root, 'a'), split: 'letters' })).toBeDefined();
  });

  test('refuses a data folder that does not exist or holds a part only', async () => {
    const nowhere = join(root, 'nowhere');
    await expect(locateDataSet('mnist', { ...options, dataDir: nowhere })).rejects.toMatchObject({
      kind: 'folder-missing',
      message: `locateDataSet: the data folder '${nowhere}' does not exist`,
    });
    const { 'train-labels-idx1-ubyte': _, ...rest } = plain();
    const folder = await put(join(root, 'part'), rest);
    await expect(locateDataSet('mnist', { ...options, dataDir: folder })).rejects.toMatchObject({
      kind: 'file-missing',
      message: `locateDataSet: '${folder}' holds a part of mnist but not train-labels-idx1-ubyte.gz; put the rest there or leave the folder out`,
    });
    await expect(locateDataSet('imagenet' as 'mnist', options)).rejects.toThrow(/no set named "imagenet"/);
  });

  test('what an interrupted download leaves is not taken for the set', async () => {
    const { 't10k-images-idx3-ubyte.gz': images, ...rest } = tiny.packed;
    await put(join(root, 'cache', 'mnist'), { ...rest, 't10k-images-idx3-ubyte.gz.part': images ?? new Uint8Array() });
    expect(await locateDataSet('mnist', options)).toBeUndefined();
  });
});

describe('downloadDataSet', () => {
  test('fetches what is missing from a mirror, once, and reads it', async () => {
    const server = await loopback(mirror());
    const events: DownloadEvent[] = [];
    const fetching = { ...options, mirrors: [`${server.address}/data/`], onEvent: (event: DownloadEvent) => events.push(event) };
    const located = await downloadDataSet('mnist', fetching);
    expect(located).toMatchObject({ name: 'mnist', place: 'cache', folder: join(root, 'cache', 'mnist') });
    expect(await readdir(located.folder)).toEqual(Object.keys(tiny.packed).toSorted());
    expect(asked(server)).toEqual(Object.keys(tiny.packed).map((name) => `/data/mnist/${name}`));
    expect(events.filter(({ kind }) => kind === 'done')).toHaveLength(4);

    const set = await openDataSet('mnist', fetching);
    expect([...set.train.x.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect([...(set.test.y?.data ?? [])]).toEqual([4]);
    expect(server.requests).toHaveLength(4);
    expect((await verifyDataSet(located)).map(({ checkedBy, problem }) => problem ?? checkedBy)).toEqual(
      Array(4).fill('checksum'),
    );
  });

  test('a folder is a mirror, also with files that are not compressed or compressed otherwise', async () => {
    const files = Object.fromEntries(
      Object.entries(tiny.contents).map(([name, bytes], i) => [name, i % 2 === 0 ? bytes : gzipSync(bytes, { level: 0 })]),
    );
    await put(join(root, 'usb stick', 'mnist'), files);
    const set = await openDataSet('mnist', { ...options, mirrors: [join(root, 'nowhere'), join(root, 'usb stick')] });
    expect(set.train.x.shape).toEqual([3, 2, 2, 1]);
    const located = await locateDataSet('mnist', options);
    if (located === undefined) throw new Error('not there');
    expect((await verifyDataSet(located)).map(({ checkedBy }) => checkedBy)).toEqual(Array(4).fill('contents'));
  });

  test('mirrors come from the environment; a mirror that fails for one file gives way to the next', async () => {
    const bad = await loopback(
      mirror({ 'train-images-idx3-ubyte.gz': tiny.packed['train-images-idx3-ubyte.gz'] ?? new Uint8Array() }),
    );
    const good = await loopback(mirror());
    vi.stubEnv('VAEKIT_DATA_MIRRORS', `${bad.address}/data ${good.address}/data`);
    vi.stubEnv('VAEKIT_OFFLINE', '1');
    expect((await downloadDataSet('mnist', options)).place).toBe('cache');
    expect(asked(good)).toEqual(
      ['train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map((name) => `/data/mnist/${name}-ubyte.gz`),
    );
  });

  test('a call that failed half-way keeps the files it had', async () => {
    const half = await loopback(
      mirror({ 'train-images-idx3-ubyte.gz': tiny.packed['train-images-idx3-ubyte.gz'] ?? new Uint8Array() }),
    );
    await expect(downloadDataSet('mnist', { ...options, mirrors: [`${half.address}/data`] })).rejects.toMatchObject({
      kind: 'download',
    });
    expect(await locateDataSet('mnist', options)).toBeUndefined();
    const good = await loopback(mirror());
    await downloadDataSet('mnist', { ...options, mirrors: [`${good.address}/data`] });
    expect(good.requests).toHaveLength(3);
  });

  test('offline, what is missing is said with what to do', async () => {
    vi.stubEnv('VAEKIT_OFFLINE', '1');
    await expect(downloadDataSet('mnist', options)).rejects.toMatchObject({
      kind: 'download',
      message: expect.stringMatching(
        /^downloadDataSet: mnist is not on this machine and VAEKIT_OFFLINE forbids to fetch it; put train-images-idx3-ubyte\.gz, .* into '.*mnist', or name a mirror/,
      ),
    });
    expect(await readdir(root)).toEqual([]);
  });

  test('a source that cannot be reached is said', async () => {
    await expect(downloadDataSet('mnist', { ...options, attempts: 1 })).rejects.toMatchObject({
      kind: 'download',
      message: expect.stringMatching(/no source gave it\. http:\/\/127\.0\.0\.1:2\/train-images-idx3-ubyte\.gz: .*ECONNREFUSED/),
    });
  });

  test('verifyDataSet finds a file that was changed later', async () => {
    const folder = await put(join(root, 'cache', 'mnist'), tiny.packed);
    await writeFile(join(folder, 't10k-labels-idx1-ubyte.gz'), gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5)));
    const located = await downloadDataSet('mnist', options);
    expect((await verifyDataSet(located)).map(({ problem }) => problem?.slice(0, 25))).toEqual([
      undefined,
      undefined,
      undefined,
      'has the SHA-256 checksum ',
    ]);
  });

  test('two calls at once fetch once: the second waits', async () => {
    const server = await loopback((request, response, count) => {
      setTimeout(() => mirror()(request, response, count), count === 0 ? 300 : 0);
    });
    const events: DownloadEvent[] = [];
    const fetching = {
      ...options,
      stallTimeout: 5000,
      mirrors: [`${server.address}/data`],
      onEvent: (event: DownloadEvent) => events.push(event),
    };
    const both = await Promise.all([downloadDataSet('mnist', fetching), downloadDataSet('mnist', fetching)]);
    expect(both[0]).toEqual(both[1]);
    expect(server.requests).toHaveLength(4);
    expect(events.filter(({ kind }) => kind === 'waiting')).toEqual([{ kind: 'waiting', holder: `process ${process.pid}` }]);
    expect(await readdir(both[0].folder)).toHaveLength(4);
  });
});

describe('withFileLock', () => {
  test('keeps others out, also from another process, and takes over what a dead one left', async () => {
    const path = join(root, 'lock');
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.on('exit', resolve));
    await writeFile(path, JSON.stringify({ host: hostname(), pid: dead.pid, token: 'x' }));
    let inside = 0;
    let most = 0;
    const work = async (): Promise<number> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return --inside;
    };
    expect(await Promise.all(Array.from({ length: 5 }, () => withFileLock(path, { staleAfter: 2000 }, work)))).toEqual([
      0, 0, 0, 0, 0,
    ]);
    expect(most).toBe(1);
    expect(await readdir(root)).toEqual([]);
  });

  test('of many that find what a dead one left, one at a time goes in', async () => {
    const path = join(root, 'lock');
    for (let round = 0; round < 8; round++) {
      await writeFile(path, JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1 + round, token: 'x' }));
      let inside = 0;
      let most = 0;
      const work = async (): Promise<void> => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
      };
      await Promise.all(Array.from({ length: 4 }, () => withFileLock(path, { staleAfter: 100 }, work)));
      expect(most).toBe(1);
      expect(await readdir(root)).toEqual([]);
    }
  });

  test('a claim to a takeover that was left behind is taken over as well', async () => {
    const path = join(root, 'lock');
    await writeFile(path, JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1, token: 'x' }));
    await writeFile(`${path}.takeover`, '1');
    const past = new Date(Date.now() - 60_000);
    await utimes(`${path}.takeover`, past, past);
    expect(await withFileLock(path, {}, async () => 'in')).toBe('in');
    expect(await readdir(root)).toEqual([]);
  });

  test('waits for a living holder until told to stop, and takes over when it stops refreshing', async () => {
    const path = join(root, 'lock');
    await writeFile(path, JSON.stringify({ host: 'elsewhere', pid: 1, token: 'x' }));
    const holders: string[] = [];
    const stop = AbortSignal.timeout(250);
    const waiting = withFileLock(path, { signal: stop, onWait: (holder) => holders.push(holder) }, async () => 'in');
    await expect(waiting).rejects.toThrow(/aborted due to timeout/);
    expect(holders).toEqual(['process 1 on elsewhere']);
    const past = new Date(Date.now() - 60_000);
    await utimes(path, past, past);
    expect(await withFileLock(path, {}, async () => 'in')).toBe('in');
    await writeFile(path, 'nonsense');
    await utimes(path, past, past);
    expect(await withFileLock(path, {}, async () => 'in')).toBe('in');
  });

  test('a holder learns that it lost the lock, and leaves the new one alone; an error of the work frees it', async () => {
    const path = join(root, 'lock');
    const lost = withFileLock(path, { staleAfter: 100 }, async (signal) => {
      await writeFile(path, 'another');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw signal.reason;
    });
    await expect(lost).rejects.toThrow(/another process took the lock/);
    expect(await readFile(path, 'utf8')).toBe('another');
    await rm(path);
    const failing = withFileLock(path, {}, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await readdir(root)).toEqual([]);
  });
});

test('the folders of the environment', () => {
  expect(dataCacheFolder({ VAEKIT_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
  expect(dataCacheFolder({ XDG_CACHE_HOME: '/b' }, 'darwin')).toBe('/b/vaekit/datasets');
  expect(dataCacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux')).toMatch(/\/\.cache\/vaekit\/datasets$/);
  expect(dataCacheFolder({}, 'darwin')).toMatch(/\/Library\/Caches\/vaekit\/datasets$/);
  expect(dataCacheFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/vaekit/datasets');
  expect(environmentMirrors({ VAEKIT_DATA_MIRRORS: ' /a  http://b\n' })).toEqual(['/a', 'http://b']);
  expect(environmentMirrors({ VAEKIT_DATA_MIRRORS: ' ' })).toBeUndefined();
});

describe('fetchDataSet', () => {
  test('fetches into memory, with progress, and keeps genuine files in a cache', async () => {
    const server = await loopback(mirror());
    const kept = new Map<string, Response>();
    const cache = {
      match: async (address: string): Promise<Response | undefined> => kept.get(address)?.clone(),
      put: async (address: string, response: Response): Promise<void> => void kept.set(address, response),
    } as unknown as Pick<Cache, 'match' | 'put'>;
    const progress: string[] = [];
    const fetching = {
      mirrors: [`${server.address}/data/`],
      cache,
      onProgress: ({ file, received, total }: { file: string; received: number; total?: number }) =>
        progress.push(`${file} ${received === total}`),
    };
    const set = await fetchDataSet('mnist', fetching);
    expect([...set.train.x.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(progress).toContain('train-images-idx3-ubyte.gz true');
    await fetchDataSet('mnist', fetching);
    expect(server.requests).toHaveLength(4);
    // A cache that was tampered with is not believed.
    kept.set(`${server.address}/data/mnist/t10k-labels-idx1-ubyte.gz`, new Response('x'));
    await fetchDataSet('mnist', fetching);
    expect(server.requests).toHaveLength(5);
  });

  test('files that the server inflates on the way are genuine too', async () => {
    const server = await loopback((request, response) => {
      const name = (request.url ?? '').replace('/mnist/', '');
      response.setHeader('content-encoding', 'gzip');
      response.end(tiny.packed[name]);
    });
    expect((await fetchDataSet('mnist', { mirrors: [server.address] })).test.x.shape).toEqual([1, 2, 2, 1]);
  });

  test('servers that stall, lie or are not there are named; a good one behind them is enough', async () => {
    const stalls = await loopback((_, response) => void response.write('x'));
    const lies = await loopback((_, response) => void response.end(gzipSync('other')));
    const page = await loopback((_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'));
    const mirrors = [stalls.address, lies.address, page.address, 'http://127.0.0.1:2'];
    await expect(fetchDataSet('mnist', { mirrors, stallTimeout: 200 })).rejects.toMatchObject({
      kind: 'checksum',
      message: expect.stringMatching(
        /sent nothing for 0\.2 seconds\. .*are not the published ones\. .*web page \(text\/html\).*127\.0\.0\.1:2/s,
      ),
    });
    const good = await loopback(mirror());
    const set = await fetchDataSet('mnist', { mirrors: [lies.address, `${good.address}/data`] });
    expect(set.train.y?.shape).toEqual([3]);
    const reason = new Error('enough');
    await expect(fetchDataSet('mnist', { mirrors: [stalls.address], signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
