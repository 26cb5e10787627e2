import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { messageOf } from '@vaekit-internal/base';
import { counted } from '../counted.js';
import { DataError } from '../dataError.js';
import type { NamedSetFile } from '../namedSets.js';
import { type CheckedBy, checkFile } from './checkFile.js';
import { errorCode } from './errorCode.js';

/** What happens while a file is fetched, in the order in which it does. */
export type DownloadEvent =
  /** Another process fetches the same set; this one waits for it. */
  | { readonly kind: 'waiting'; readonly holder: string }
  /** A source is asked for the file, from byte `from` on. */
  | { readonly kind: 'asking'; readonly file: string; readonly address: string; readonly from: number }
  /** So many bytes are there (of `total` where the source says how many there are); several times a second. */
  | { readonly kind: 'progress'; readonly file: string; readonly received: number; readonly total?: number }
  /** A source failed; `next` says whether it is asked again or the next one is. */
  | {
      readonly kind: 'failed';
      readonly file: string;
      readonly address: string;
      readonly reason: string;
      readonly next: 'again' | 'next source';
    }
  /** All bytes are there and are compared with what is published. */
  | { readonly kind: 'checking'; readonly file: string }
  /** The file is in its place. */
  | { readonly kind: 'done'; readonly file: string; readonly bytes: number; readonly checkedBy: CheckedBy };

/** How patient a download is. */
export interface DownloadPatience {
  /** Milliseconds without a byte after which a source counts as stalled; 20,000 unless said. */
  readonly stallTimeout?: number;
  /** How often in a row a source may fail without having brought anything new; 3 unless said. */
  readonly attempts?: number;
  /** Milliseconds before a source is asked again, doubled each time; 500 unless said. */
  readonly retryDelay?: number;
}

/** Options of `downloadFile`. */
export interface DownloadFileOptions extends DownloadPatience {
  readonly file: NamedSetFile;
  readonly destination: string;
  /** Where to fetch it from, in this order: `http:`, `https:` and `file:` addresses, or paths. */
  readonly addresses: readonly string[];
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: DownloadEvent) => void;
}

/** Why a source did not give the file, and whether it may when it is asked again. */
interface Failure {
  readonly reason: string;
  readonly again: boolean;
}

interface Job extends Required<DownloadPatience> {
  readonly file: NamedSetFile;
  readonly destination: string;
  /** What has come so far, beside the destination; and which source and version of the file it came from. */
  readonly part: string;
  readonly note: string;
  readonly most: number;
  readonly signal: AbortSignal | undefined;
  readonly tell: (event: DownloadEvent) => void;
}

/**
 * Fetches one file from the first source that gives it whole and genuine.
 *
 * Bytes go to a file beside the destination that ends in `.part`; only when they are all there, compared with what is published and flushed does one rename
 * make it the destination. A source that stalls, breaks off or has a passing fault is asked again, for the bytes that are missing (`Range`, with `If-Range`, so
 * that a file that changed there is sent anew); what stays of an interrupted call is taken up by the next. Throws a `DataError` of kind `'download'`
 * that lists what each source did, of kind `'checksum'` if one of them gave other bytes than the published ones and none the right ones; or the signal's reason.
 */
export async function downloadFile(options: DownloadFileOptions): Promise<void> {
  const { file, destination, addresses, signal, onEvent } = options;
  const { stallTimeout = 20_000, attempts = 3, retryDelay = 500 } = options;
  const job: Job = {
    file,
    destination,
    part: `${destination}.part`,
    note: `${destination}.part.json`,
    // A source may compress otherwise than the published file, or not at all, but not send without end.
    most: Math.max(2 ** 20 + 1.5 * (file.bytes ?? 2 ** 28), file.contentBytes ?? 0),
    stallTimeout,
    attempts,
    retryDelay,
    signal,
    tell: onEvent ?? ((): void => undefined),
  };
  const failures: string[] = [];
  let mismatch = false;
  for (const address of addresses) {
    let best = 0;
    let fruitless = 0;
    for (let resumed = false; ;) {
      signal?.throwIfAborted();
      const from = await resumePoint(job, address);
      resumed ||= from > 0;
      job.tell({ kind: 'asking', file: file.name, address, from });
      let failure = await fetchOnce(job, address, from);
      if (failure === undefined) {
        failure = await settle(job);
        if (failure === undefined) return;
        mismatch = true;
        // What was resumed may have been spoilt by an earlier call: once more from the beginning.
        if (resumed) {
          failure = { ...failure, again: true };
          resumed = false;
          best = 0;
        }
      }
      signal?.throwIfAborted();
      const size = await sizeOf(job.part);
      fruitless = size > best ? 0 : fruitless + 1;
      best = Math.max(best, size);
      const again = failure.again && fruitless < attempts;
      job.tell({ kind: 'failed', file: file.name, address, reason: failure.reason, next: again ? 'again' : 'next source' });
      if (!again) {
        failures.push(`${address}: ${failure.reason}`);
        break;
      }
      await pause(retryDelay * 2 ** Math.min(fruitless, 6), signal);
    }
  }
  throw new DataError(
    mismatch ? 'checksum' : 'download',
    `download of ${file.name}: no source gave it. ${failures.join('. ') || 'There is no source'}. ` +
      `Check the connection, name another source (option \`mirrors\`, variable VAEKIT_DATA_MIRRORS), or put the file into '${dirname(destination)}' yourself`,
  );
}

/** Compares what has come with what is published and puts it into its place; a failure removes it. */
async function settle(job: Job): Promise<Failure | undefined> {
  const { file, part, note, destination, signal, tell } = job;
  tell({ kind: 'checking', file: file.name });
  const check = await checkFile(part, file, signal);
  if ('problem' in check) {
    await discard(job);
    return { reason: `the file it gives ${check.problem}`, again: false };
  }
  const bytes = await sizeOf(part);
  const handle = await open(part, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, destination);
  await rm(note, { force: true });
  await syncFolder(dirname(destination));
  tell({ kind: 'done', file: file.name, bytes, checkedBy: check.by });
  return undefined;
}

async function fetchOnce(job: Job, address: string, from: number): Promise<Failure | undefined> {
  try {
    const url = /^[a-z][a-z0-9+.-]+:\/\//i.test(address) ? new URL(address) : undefined;
    if (url === undefined || url.protocol === 'file:')
      return await copyFile(job, url === undefined ? address : fileURLToPath(url));
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      return { reason: `addresses of ${url.protocol} are not fetched`, again: false };
    }
    return await fetchHttp(job, address, url, from);
  } catch (error) {
    job.signal?.throwIfAborted();
    if (error instanceof DataError) throw error;
    const code = errorCode(error);
    const reason = messageOf(error);
    // A name that does not exist, or a certificate that is not trusted, will not be otherwise a second later.
    const lasting = ['ENOTFOUND', 'ERR_INVALID_URL', 'ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED'].includes(code ?? '');
    return { reason: reason === '' ? (code ?? 'failed') : reason, again: !lasting };
  }
}

async function copyFile(job: Job, path: string): Promise<Failure | undefined> {
  await discard(job);
  try {
    const { size } = await stat(path);
    if (size > job.most) return { reason: `has ${counted(size, 'byte')}, far more than expected`, again: false };
    await write(job, createReadStream(path, { highWaterMark: 2 ** 20 }), 0, size);
    return undefined;
  } catch (error) {
    if (error instanceof DataError) throw error;
    job.signal?.throwIfAborted();
    const reason = errorCode(error) === 'ENOENT' ? 'is not there' : messageOf(error);
    return { reason, again: false };
  }
}

async function fetchHttp(job: Job, address: string, url: URL, from: number): Promise<Failure | undefined> {
  const { file, stallTimeout, signal } = job;
  const validator = from > 0 ? (await readNote(job))?.validator : undefined;
  const watch = stallWatch(stallTimeout, signal);
  try {
    const headers = {
      'accept-encoding': 'identity',
      'user-agent': 'vaekit',
      ...(validator === undefined ? {} : { range: `bytes=${from}-`, 'if-range': validator }),
    };
    const { response, chunks } = await follow(url, headers, watch.signal);
    const refuse = (reason: string, again: boolean): Failure => {
      response.destroy();
      return { reason, again };
    };
    const status = response.statusCode ?? 0;
    if (status === 416 && from > 0) {
      await discard(job);
      return refuse('it has no bytes beyond those that came before (status 416)', true);
    }
    if (status !== 200 && status !== 206) {
      return refuse(`it answers with status ${status}`, status >= 500 || status === 408 || status === 425 || status === 429);
    }
    const type = response.headers['content-type'] ?? '';
    if (/^(text\/html|application\/xhtml)/i.test(type)) {
      return refuse(`it answers with a web page (${type}), not with the file; does a proxy or a login stand between?`, false);
    }
    let start = 0;
    const length = wholeNumber(response.headers['content-length']);
    let total = length;
    if (status === 206) {
      const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers['content-range'] ?? '');
      if (range === null || Number(range[1]) !== from || from === 0) {
        await discard(job);
        return refuse(
          `it answers with the range '${response.headers['content-range'] ?? ''}' where 'bytes ${from}-' was asked for`,
          true,
        );
      }
      start = from;
      total = range[3] === '*' ? (length === undefined ? undefined : from + length) : Number(range[3]);
    }
    if (total !== undefined && total > job.most)
      return refuse(`it announces ${counted(total, 'byte')}, far more than expected`, false);
    const exact = file.checksums.contentSha256 === undefined ? file.bytes : undefined;
    if (total !== undefined && exact !== undefined && total !== exact) {
      return refuse(`it announces ${counted(total, 'byte')} where ${counted(exact, 'was', 'were')} expected`, false);
    }
    if (start === 0) await writeNote(job, address, response.headers);
    const size = await write(job, chunks(), start, total, watch.touch);
    if (total !== undefined && size < total)
      return { reason: `it broke off after ${size} of ${counted(total, 'byte')}`, again: true };
    if (size > job.most)
      return refuse(`it sends more than ${counted(Math.floor(job.most), 'byte')}, far more than expected`, false);
    return undefined;
  } catch (error) {
    const stalled: unknown = watch.signal.reason;
    if (watch.signal.aborted && signal?.aborted !== true && stalled instanceof Error)
      return { reason: stalled.message, again: true };
    if (errorCode(error) === 'ECONNRESET') {
      return { reason: `it broke the connection off, with ${counted(await sizeOf(job.part), 'byte')} received`, again: true };
    }
    throw error;
  } finally {
    watch.stop();
  }
}

const mostWaiting = 2 ** 20;

/**
 * The chunks of a response, collected from this call on; where it breaks off, those that came before are given first.
 *
 * Iterating over the stream itself would lose them, and would wait for ever on a response that broke off before the iteration began.
 */
function collectChunks(response: IncomingMessage, signal: AbortSignal): () => AsyncGenerator<Uint8Array, void> {
  const queue: Uint8Array[] = [];
  let waiting = 0;
  let ended = false;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    wake?.();
  };
  response
    .on('data', (chunk: Uint8Array) => {
      queue.push(chunk);
      waiting += chunk.length;
      if (waiting > mostWaiting) response.pause();
      wake?.();
    })
    .on('end', () => {
      ended = true;
      wake?.();
    })
    .on('error', fail)
    .on('close', () => fail(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })));
  signal.addEventListener('abort', () => fail(new Error('aborted')), { once: true });
  return async function* chunks(): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const chunk = queue.shift();
      if (chunk !== undefined) {
        waiting -= chunk.length;
        if (response.isPaused() && waiting <= mostWaiting) response.resume();
        yield chunk;
      } else if (ended) return;
      else if (failure !== undefined) throw failure;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  };
}

/** A signal that aborts when nothing has been touched for so long, or with another. */
function stallWatch(
  milliseconds: number,
  signal: AbortSignal | undefined,
): { signal: AbortSignal; touch: () => void; stop: () => void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const touch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => controller.abort(new Error(`it sent nothing for ${counted(milliseconds / 1000, 'second')}`)),
      milliseconds,
    );
  };
  touch();
  return {
    signal: signal === undefined ? controller.signal : AbortSignal.any([controller.signal, signal]),
    touch,
    stop: () => clearTimeout(timer),
  };
}

const mostRedirects = 5;

interface Answer {
  readonly response: IncomingMessage;
  readonly chunks: () => AsyncGenerator<Uint8Array, void>;
}

/** Asks for an address and goes where it is sent; the body is not decoded, unlike that of `fetch`. */
async function follow(url: URL, headers: Record<string, string>, signal: AbortSignal, redirects: number = 0): Promise<Answer> {
  const answer = await new Promise<Answer>((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    send(url, { headers, signal, agent: false }, (response) => resolve({ response, chunks: collectChunks(response, signal) }))
      .on('error', reject)
      .end();
  });
  const { response } = answer;
  const { location } = response.headers;
  if (![301, 302, 303, 307, 308].includes(response.statusCode ?? 0) || location === undefined) return answer;
  response.destroy();
  const target = new URL(location, url);
  if (redirects >= mostRedirects || (target.protocol !== 'https:' && target.protocol !== url.protocol)) {
    throw new Error(
      `it redirects ${redirects >= mostRedirects ? 'in a circle' : `to ${target.protocol}//${target.host}, which is less safe`}`,
    );
  }
  return follow(target, headers, signal, redirects + 1);
}

/** Writes a stream into the part from `start` on, cutting off what lay beyond; returns the size of the part. */
async function write(
  job: Job,
  stream: AsyncIterable<unknown>,
  start: number,
  total: number | undefined,
  touch: () => void = (): void => undefined,
): Promise<number> {
  const { file, part, signal, tell } = job;
  const handle = await open(part, start > 0 ? 'r+' : 'w').catch((error: unknown) => {
    throw cannotWrite(part, error);
  });
  let size = start;
  let told = -Infinity;
  const progress = (): void =>
    tell({ kind: 'progress', file: file.name, received: size, ...(total === undefined ? {} : { total }) });
  try {
    await handle.truncate(start);
    for await (const chunk of stream) {
      signal?.throwIfAborted();
      touch();
      if (!(chunk instanceof Uint8Array)) continue;
      let at = 0;
      while (at < chunk.length) {
        const { bytesWritten } = await handle.write(chunk, at, chunk.length - at, size).catch((error: unknown) => {
          throw cannotWrite(part, error);
        });
        at += bytesWritten;
        size += bytesWritten;
      }
      touch();
      if (size > job.most) break;
      const now = performance.now();
      if (now - told >= 100) {
        told = now;
        progress();
      }
    }
    progress();
    return size;
  } finally {
    await handle.close();
  }
}

interface Note {
  readonly address: string;
  /** What `If-Range` is asked with: a strong entity tag, or a date. */
  readonly validator: string;
}

/** From which byte on this source may be asked: what lies there came from it, and it can say whether its file is still the same. */
async function resumePoint(job: Job, address: string): Promise<number> {
  const note = await readNote(job);
  if (note?.address === address) return sizeOf(job.part);
  await discard(job);
  return 0;
}

async function writeNote(job: Job, address: string, headers: IncomingHttpHeaders): Promise<void> {
  const { etag } = headers;
  const validator = etag !== undefined && !etag.startsWith('W/') ? etag : headers['last-modified'];
  await discard(job);
  if (validator === undefined) return;
  const note: Note = { address, validator };
  await writeFile(job.note, JSON.stringify(note)).catch((error: unknown) => {
    throw cannotWrite(job.note, error);
  });
}

async function readNote(job: Job): Promise<Note | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(job.note, 'utf8'));
    if (typeof value !== 'object' || value === null || !('address' in value) || !('validator' in value)) return undefined;
    const { address, validator } = value;
    return typeof address === 'string' && typeof validator === 'string' ? { address, validator } : undefined;
  } catch {
    return undefined;
  }
}

async function discard(job: Job): Promise<void> {
  await rm(job.part, { force: true });
  await rm(job.note, { force: true });
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}

/** Flushes a folder's list of names; some systems do not let one. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function wholeNumber(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : undefined;
}

function cannotWrite(path: string, error: unknown): DataError {
  const reason = messageOf(error);
  return new DataError(
    'download',
    `download: '${path}' cannot be written (${reason}); free the place or name another cache (variable VAEKIT_CACHE)`,
    {
      cause: error,
    },
  );
}
