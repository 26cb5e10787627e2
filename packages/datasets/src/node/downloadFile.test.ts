import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NamedSetFile } from '../namedSets.js';
import { type DownloadEvent, downloadFile, type DownloadFileOptions } from './downloadFile.js';
import { type Answer, cutOff, exampleFile, loopback, serve, sha256 } from './loopback.test-helper.js';

let folder: string;
let destination: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaekit-'));
  destination = join(folder, 'example.bin');
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const { bytes, file } = exampleFile(300_000);

async function download(
  addresses: readonly string[],
  options: Partial<DownloadFileOptions> = {},
): Promise<{ events: DownloadEvent[]; error: unknown }> {
  const events: DownloadEvent[] = [];
  const error: unknown = await downloadFile({
    file,
    destination,
    addresses,
    stallTimeout: 300,
    retryDelay: 1,
    onEvent: (event) => events.push(event),
    ...options,
  }).catch((thrown: unknown) => thrown);
  return { events, error };
}

const kinds = (events: readonly DownloadEvent[]): string =>
  events
    .flatMap((event) => (event.kind === 'progress' ? [] : [event.kind === 'failed' ? `failed (${event.next})` : event.kind]))
    .join(', ');

/** The file is there, to the byte, and nothing lies beside it. */
async function expectWhole(wanted: Uint8Array = bytes): Promise<void> {
  expect(sha256(await readFile(destination))).toBe(sha256(wanted));
  expect(await readdir(folder)).toEqual(['example.bin']);
}

/** Nothing is there that could be taken for the file. */
async function expectNothing(): Promise<void> {
  expect((await readdir(folder)).filter((name) => !name.includes('.part'))).toEqual([]);
}

describe('a good server', () => {
  test('gives the file; progress and events are told', async () => {
    const { address, requests } = await loopback(serve(bytes));
    const { events, error } = await download([address]);
    expect(error).toBeUndefined();
    await expectWhole();
    expect(kinds(events)).toBe('asking, checking, done');
    expect(events).toContainEqual({ kind: 'progress', file: 'example.bin', received: bytes.length, total: bytes.length });
    expect(events.at(-1)).toEqual({ kind: 'done', file: 'example.bin', bytes: bytes.length, checkedBy: 'checksum' });
    expect(requests).toEqual([{ url: '/', range: undefined, ifRange: undefined }]);
  });

  test('may redirect, but not in a circle', async () => {
    const good = await loopback(serve(bytes));
    const to =
      (target: string): Answer =>
      (_, response) =>
        void response.writeHead(302, { location: target }).end();
    const here = await loopback(to(`${good.address}/there`));
    const circle = await loopback(to('/again'));
    const { events, error } = await download([circle.address, here.address], { attempts: 1 });
    expect(error).toBeUndefined();
    await expectWhole();
    expect(events.find((event) => event.kind === 'failed')).toMatchObject({ reason: 'it redirects in a circle' });
    expect(good.requests[0]?.url).toBe('/there');
    expect(circle.requests).toHaveLength(6);
  });

  test('may say nothing of lengths', async () => {
    const { address } = await loopback((_, response) => void response.write(bytes, () => response.end()));
    expect((await download([address])).error).toBeUndefined();
    await expectWhole();
  });

  test('folders and file: addresses are sources too', async () => {
    const source = await mkdtemp(join(tmpdir(), 'vaekit-'));
    await writeFile(join(source, 'a'), bytes);
    for (const address of [join(source, 'a'), pathToFileURL(join(source, 'a')).href]) {
      const { events, error } = await download([join(source, 'missing'), address]);
      expect(error).toBeUndefined();
      expect(events.find((event) => event.kind === 'failed')).toMatchObject({ reason: 'is not there', next: 'next source' });
      await expectWhole();
      await rm(destination);
    }
    await rm(source, { recursive: true });
  });
});

describe('a server that breaks off', () => {
  test.each(['break', 'stall'] as const)('(%s) is asked for the rest', async (how) => {
    const { address, requests } = await loopback((request, response, count) =>
      (count === 0 ? cutOff(bytes, 100_000, how) : serve(bytes))(request, response, count),
    );
    const { events, error } = await download([address]);
    expect(error).toBeUndefined();
    await expectWhole();
    expect(kinds(events)).toBe('asking, failed (again), asking, checking, done');
    expect(events.find((event) => event.kind === 'failed')).toMatchObject({
      reason: how === 'stall' ? 'it sent nothing for 0.3 seconds' : expect.stringMatching(/broke the connection off|aborted/),
    });
    expect(requests).toEqual([
      { url: '/', range: undefined, ifRange: undefined },
      { url: '/', range: 'bytes=100000-', ifRange: '"one"' },
    ]);
  });

  test('or sends too little for the time is asked for the rest', async () => {
    const { address, requests } = await loopback((request, response, count) => {
      if (count > 0) return serve(bytes)(request, response, count);
      response.writeHead(200, { etag: '"one"', 'content-length': bytes.length });
      const drip = (at: number): void =>
        void response.write(bytes.subarray(at, at + 10), () => setTimeout(() => drip(at + 10), 20));
      drip(0);
    });
    const { events, error } = await download([address], { leastRate: 100_000 });
    expect(error).toBeUndefined();
    await expectWhole();
    expect(events.find((event) => event.kind === 'failed')).toMatchObject({
      reason: expect.stringMatching(/^it sent only \d+ bytes for 0\.3 seconds$/),
      next: 'again',
    });
    expect(requests[1]?.range).toMatch(/^bytes=\d+-$/);
  });

  test('time and again is asked again as long as it brings something new', async () => {
    const { address, requests } = await loopback(cutOff(bytes, 50_000, 'break'));
    expect((await download([address], { attempts: 2 })).error).toBeUndefined();
    await expectWhole();
    expect(requests.map(({ range }) => range)).toEqual([undefined, ...[50, 100, 150, 200, 250].map((at) => `bytes=${at}000-`)]);
  });

  test('and always sends the beginning only gives way to the next source', async () => {
    const bad = await loopback((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 1000), () => response.destroy());
    });
    const good = await loopback(serve(bytes));
    const { events, error } = await download([bad.address, good.address]);
    expect(error).toBeUndefined();
    await expectWhole();
    expect(bad.requests.map(({ range }) => range)).toEqual([undefined, undefined, undefined, undefined]);
    expect(kinds(events)).toMatch(/^(asking, failed \(again\), ){3}asking, failed \(next source\), asking, checking, done$/);
  });

  test('in one call is taken up by the next call', async () => {
    const { address, requests } = await loopback((request, response, count) =>
      (count === 0 ? cutOff(bytes, 100_000, 'break') : serve(bytes))(request, response, count),
    );
    const { error } = await download([address], { attempts: 0 });
    expect(error).toMatchObject({ name: 'DataError', kind: 'download' });
    await expectNothing();
    expect((await download([address])).error).toBeUndefined();
    await expectWhole();
    expect(requests[1]).toMatchObject({ range: 'bytes=100000-', ifRange: '"one"' });
  });

  test('and does not know ranges begins anew', async () => {
    const { address } = await loopback((request, response, count) => {
      if (count === 0) cutOff(bytes, 100_000, 'break')(request, response, count);
      else response.writeHead(200, { 'content-length': bytes.length, etag: '"one"' }).end(bytes);
    });
    expect((await download([address])).error).toBeUndefined();
    await expectWhole();
  });

  test('and has another version by then sends that from its beginning', async () => {
    const old = exampleFile(300_000, 9).bytes;
    const { address, requests } = await loopback((request, response, count) =>
      (count === 0 ? cutOff(old, 100_000, 'break', '"old"') : serve(bytes, '"new"'))(request, response, count),
    );
    expect((await download([address])).error).toBeUndefined();
    await expectWhole();
    expect(requests[1]).toMatchObject({ range: 'bytes=100000-', ifRange: '"old"' });
  });

  test('and mixes two versions under one tag is found out and asked once more from the beginning', async () => {
    const other = exampleFile(300_000, 9).bytes;
    const { address, requests } = await loopback((request, response, count) =>
      (count === 0 ? cutOff(other, 100_000, 'break') : serve(bytes))(request, response, count),
    );
    expect((await download([address])).error).toBeUndefined();
    await expectWhole();
    expect(requests.map(({ range }) => range)).toEqual([undefined, 'bytes=100000-', undefined]);
  });

  test('and answers with another range than was asked for begins anew', async () => {
    const { address } = await loopback((request, response, count) => {
      if (count === 0) cutOff(bytes, 100_000, 'break')(request, response, count);
      else if (count === 1) response.writeHead(206, { 'content-range': `bytes 0-9/${bytes.length}` }).end(bytes.subarray(0, 10));
      else serve(bytes)(request, response, count);
    });
    expect((await download([address])).error).toBeUndefined();
    await expectWhole();
  });
});

describe('a server that lies', () => {
  const lies: [name: string, answer: Answer, reason: RegExp][] = [
    [
      'other bytes of the right length',
      serve(exampleFile(300_000, 2).bytes),
      /has the SHA-256 checksum [0-9a-f]{64}; [0-9a-f]{64} was expected/,
    ],
    ['a file that is shorter', serve(bytes.subarray(0, 1000)), /announces 1000 bytes where 300000 were expected/],
    [
      'a file that is shorter, without saying so',
      (_, response) => void response.write(bytes.subarray(0, 1000), () => response.end()),
      /and 1000 bytes where 300000/,
    ],
    ['a file that is longer', serve(Buffer.concat([bytes, Buffer.alloc(1)])), /announces 300001 bytes where 300000/],
    [
      'gigabytes',
      (_, response) => void response.writeHead(200, { 'content-length': 2 ** 33 }).write('x'),
      /announces 8589934592 bytes, far more/,
    ],
    [
      'bytes without end',
      (_, response) => {
        const more = (): void => void response.write(Buffer.alloc(65_536), more);
        more();
      },
      /sends more than 1498576 bytes, far more/,
    ],
    [
      'a web page',
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html>'),
      /answers with a web page \(text\/html/,
    ],
    [
      'a web page under another type',
      (_, response) => void response.write('<!DOCTYPE html><title>Sign in</title>', () => response.end()),
      /begins like a web page/,
    ],
    ['nothing', (_, response) => void response.end(), /announces 0 bytes where 300000 were expected/],
    ['404', (_, response) => void response.writeHead(404).end('gone'), /answers with status 404/],
    ['403', (_, response) => void response.writeHead(403).end(), /answers with status 403/],
  ];
  test.each(lies)('%s: the next source is asked, and alone it leaves nothing', async (_, answer, reason) => {
    const bad = await loopback(answer);
    const good = await loopback(serve(bytes));
    const { events, error } = await download([bad.address, good.address]);
    expect(error).toBeUndefined();
    await expectWhole();
    expect(bad.requests).toHaveLength(1);
    expect(events.find((event) => event.kind === 'failed')).toMatchObject({
      reason: expect.stringMatching(reason),
      next: 'next source',
    });

    await rm(destination);
    const alone = await download([bad.address]);
    expect(alone.error).toMatchObject({
      name: 'DataError',
      kind: expect.stringMatching(/^(download|checksum)$/),
      message: expect.stringMatching(
        /^download of example\.bin: no source gave it\. http:.*Check the connection, name another source/s,
      ),
    });
    expect(alone.error).toMatchObject({ message: expect.stringMatching(reason) });
    await expectNothing();
  });

  test('503 may pass', async () => {
    const { address } = await loopback((request, response, count) => {
      if (count < 2) response.writeHead(503).end();
      else serve(bytes)(request, response, count);
    });
    expect((await download([address])).error).toBeUndefined();
    await expectWhole();
  });
});

test('a source that is not there', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const closed = new URL(`http://127.0.0.1:${port}`);
  const { error } = await download([closed.href, 'ftp://example.invalid/x', 'http://'], { attempts: 1 });
  expect(error).toMatchObject({
    kind: 'download',
    message: expect.stringMatching(/ECONNREFUSED.*ftp:.* are not fetched.*Invalid URL/s),
  });
});

describe('checksums', () => {
  const contents = Buffer.from('what the file inflates to '.repeat(500));
  const published: NamedSetFile = {
    name: 'example.gz',
    bytes: 123,
    contentBytes: contents.length,
    checksums: { sha256: sha256(gzipSync(contents, { level: 1 })), contentSha256: sha256(contents) },
  };
  test.each([
    ['compressed as published', gzipSync(contents, { level: 1 }), 'checksum'],
    ['compressed otherwise', gzipSync(contents, { level: 9 }), 'contents'],
    ['not compressed', contents, 'contents'],
  ])('%s', async (_, sent, checkedBy) => {
    const { address } = await loopback(serve(sent));
    const { events, error } = await download([address], { file: published });
    expect(error).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ kind: 'done', checkedBy });
    await expectWhole(sent);
  });
  test.each([
    ['other contents', gzipSync(Buffer.from(contents).fill('x', 0, 1))],
    ['cut off', gzipSync(contents).subarray(0, 60)],
    ['inflates to a gigabyte', gzipSync(Buffer.alloc(2 ** 22))],
  ])('%s: refused', async (_, sent) => {
    const { address } = await loopback(serve(sent));
    expect((await download([address], { file: published })).error).toMatchObject({ kind: 'checksum' });
    await expectNothing();
  });

  test('MD5 and git blob must both agree; without any, the size', async () => {
    const { address } = await loopback(serve(bytes));
    const md5 = createHash('md5').update(bytes).digest('hex');
    const gitBlob = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    const wrong = '0'.repeat(40);
    const outcome = async (checksums: NamedSetFile['checksums'], size?: number): Promise<unknown> => {
      await rm(destination, { force: true });
      const { events, error } = await download([address], {
        file: { name: 'example.bin', checksums, ...(size && { bytes: size }) },
      });
      return error === undefined ? (events.at(-1) as { checkedBy: string }).checkedBy : (error as { kind: string }).kind;
    };
    expect(await outcome({ md5, gitBlob })).toBe('checksum');
    expect(await outcome({ md5, gitBlob: wrong })).toBe('checksum');
    await expectNothing();
    expect(await outcome({ md5: wrong.slice(8), gitBlob })).toBe('checksum');
    await expectNothing();
    expect(await outcome({}, bytes.length)).toBe('size');
    expect(await outcome({})).toBe('size');
    expect(await outcome({}, 5)).toBe('download');
  });
});

describe('interruption', () => {
  test('a signal ends the call at once, and the next call takes up what came', async () => {
    const controller = new AbortController();
    const { address, requests } = await loopback((request, response, count) =>
      (count === 0 ? cutOff(bytes, 100_000, 'stall') : serve(bytes))(request, response, count),
    );
    const reason = new Error('enough');
    const { error } = await download([address], {
      stallTimeout: 60_000,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.kind === 'progress' && event.received > 0) setTimeout(() => controller.abort(reason), 20);
      },
    });
    expect(error).toBe(reason);
    await expectNothing();
    expect((await download([address])).error).toBeUndefined();
    await expectWhole();
    expect(Number(/\d+/.exec(requests[1]?.range ?? '')?.[0])).toBeGreaterThan(0);
  });

  test('a part and a note that make no sense are thrown away', async () => {
    const { address } = await loopback(serve(bytes));
    for (const note of ['', '{', '{"address": 3}', JSON.stringify({ address: 'elsewhere', validator: '"one"' })]) {
      await rm(destination, { force: true });
      await writeFile(`${destination}.part`, 'not these');
      await writeFile(`${destination}.part.json`, note);
      expect((await download([address])).error).toBeUndefined();
      await expectWhole();
    }
    // A whole part that was never put into its place is put there; one that is longer than the file is not.
    for (const part of [bytes, Buffer.concat([bytes, Buffer.from('more')])]) {
      await rm(destination, { force: true });
      await writeFile(`${destination}.part`, part);
      await writeFile(`${destination}.part.json`, JSON.stringify({ address, validator: '"one"' }));
      expect((await download([address])).error).toBeUndefined();
      await expectWhole();
    }
  });

  test('a place that cannot be written is said, and no other source is asked', async () => {
    const { address } = await loopback(serve(bytes));
    const { error, events } = await download([address, address], { destination: join(folder, 'nowhere', 'example.bin') });
    expect(error).toMatchObject({ kind: 'download', message: expect.stringMatching(/cannot be written .*ENOENT/) });
    expect(events.filter((event) => event.kind === 'asking')).toHaveLength(1);
  });
});
