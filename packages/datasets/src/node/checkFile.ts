import { counted } from '../faults.js';
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { defined } from '../defined.js';
import { errorCode } from '../errorCode.js';
import type { NamedSetFile } from '../namedSets.js';

/** What a file's bytes were compared with: its own checksums, those of what it inflates to, or (where none is published) its size alone. */
export type CheckedBy = 'checksum' | 'contents' | 'size';

/** The outcome of a comparison: `by` if the file is genuine, else `problem`, the end of a sentence that begins with the file. */
export type FileCheck = { readonly by: CheckedBy } | { readonly problem: string };

/** Compares a file with what is published about it. Throws what reading it throws, or the signal's reason. */
export async function checkFile(path: string, file: NamedSetFile, signal?: AbortSignal): Promise<FileCheck> {
  const { sha256, md5, gitBlob, contentSha256 } = file.checksums;
  const { size, head } = await sizeAndHead(path);
  const published = [
    { name: 'SHA-256', hash: createHash('sha256'), expected: sha256 },
    { name: 'MD5', hash: createHash('md5'), expected: md5 },
    { name: 'git blob', hash: createHash('sha1').update(`blob ${size}\0`), expected: gitBlob },
  ].filter(({ expected }) => expected !== undefined);
  const hashes = published.map(({ hash }) => hash);
  if (hashes.length > 0) await feed(bytesOf(path, signal), hashes, signal);
  const sums = published.map(({ name, hash, expected }) => ({ name, found: hash.digest('hex'), expected }));
  const wrong = sums.find(({ found, expected }) => found !== expected);
  if (sums.length > 0 && wrong === undefined) return { by: 'checksum' };
  if (contentSha256 !== undefined && (await contentDigest(path, head, file.contentBytes, signal)) === contentSha256)
    return { by: 'contents' };
  const page = /^\s*<(!doctype|html|\?xml|head|body)/i.test(head) ? ', and it begins like a web page' : '';
  const isSized = file.bytes === undefined || file.bytes === size;
  const length = isSized ? '' : `${counted(size, 'byte')} where ${counted(file.bytes, 'was', 'were')} expected`;
  if (wrong === undefined) return isSized ? { by: 'size' } : { problem: `has ${length}${page}` };
  const sum = `has the ${wrong.name} checksum ${wrong.found}${isSized ? '' : ` and ${length}`}${page}`;
  return { problem: `${sum}; ${wrong.expected} was expected` };
}

const bytesOf = (path: string, signal: AbortSignal | undefined): ReadStream =>
  createReadStream(path, { highWaterMark: 2 ** 20, ...defined({ signal }) });

async function sizeAndHead(path: string): Promise<{ size: number; head: string }> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return { size, head: buffer.toString('latin1', 0, bytesRead) };
  } finally {
    await handle.close();
  }
}

async function contentDigest(
  path: string,
  head: string,
  contentBytes: number | undefined,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  const source = bytesOf(path, signal);
  const gzip = head.startsWith('\u001f\u008b');
  const stream = gzip ? source.pipe(createGunzip()) : source;
  // A pipe does not pass errors on.
  if (gzip) source.on('error', (error) => stream.destroy(error));
  try {
    await feed(stream, [hash], signal, contentBytes);
    return hash.digest('hex');
  } catch (error) {
    signal?.throwIfAborted();
    // A file that does not inflate, or inflates to more than the genuine one, is not genuine.
    if (error instanceof RangeError || errorCode(error)?.startsWith('Z_') === true) return undefined;
    throw error;
  } finally {
    source.destroy();
  }
}

async function feed(
  stream: AsyncIterable<unknown>,
  hashes: readonly Hash[],
  signal: AbortSignal | undefined,
  most: number = Infinity,
): Promise<void> {
  let size = 0;
  for await (const chunk of stream) {
    signal?.throwIfAborted();
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > most) throw new RangeError('more than expected');
    for (const hash of hashes) hash.update(chunk);
  }
}
