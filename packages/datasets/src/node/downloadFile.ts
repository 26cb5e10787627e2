import { closeSync, createReadStream, ftruncateSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { messageOf } from '@vaekit-internal/base';
import { DataError } from '../dataError.js';
import { defined } from '../defined.js';
import { counted, faults } from '../faults.js';
import type { NamedSetFile } from '../namedSets.js';
import { announcedBytes, mostBytesOf, pageProblem, rateWatch } from '../transfer.js';
import { type CheckedBy, checkFile } from './checkFile.js';
import { errorCode } from '../errorCode.js';

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
  | { readonly kind: 'done'; readonly file: string; readonly bytes: number; readonly checkedBy: CheckedBy };

export interface DownloadPatience {
  /** Milliseconds in which a source must send something, and no less than `leastRate` asks for; 20,000 unless said. */
  readonly stallTimeout?: number;
  /** Bytes a second below which a source counts as stalled; 1,000 unless said. */
  readonly leastRate?: number;
  /** How often in a row a source may fail without having brought anything new; 3 unless said. */
  readonly attempts?: number;
  /** Milliseconds before a source is asked again, doubled each time; 500 unless said. */
  readonly retryDelay?: number;
}

export interface DownloadFileOptions extends DownloadPatience {
  readonly file: NamedSetFile;
  readonly destination: string;
  /** Where to fetch it from, in this order: `http:`, `https:` and `file:` addresses, or paths. */
  readonly addresses: readonly string[];
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: DownloadEvent) => void;
}

/** Why a source did not give the file, and whether it may when it is asked again. */
class Refusal extends Error {
  readonly again: boolean;

  constructor(reason: string, again: boolean) {
    super(reason);
    this.again = again;
  }
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
  const { stallTimeout = 20_000, leastRate = 1000, attempts = 3, retryDelay = 500 } = options;
  const job: Job = {
    file,
    destination,
    part: `${destination}.part`,
    note: `${destination}.part.json`,
    most: mostBytesOf(file),
    stallTimeout,
    leastRate,
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
      let failure: Refusal;
      try {
        await fetchOnce(job, address, from);
        const problem = await settle(job);
        if (problem === undefined) return;
        mismatch = true;
        // What was resumed may have been spoilt by an earlier call: once more from the beginning.
        failure = new Refusal(`the file it gives ${problem}`, resumed);
        if (resumed) best = 0;
        resumed = false;
      } catch (error) {
        failure = refusalOf(job, error);
      }
      signal?.throwIfAborted();
      const size = await sizeOf(job.part);
      fruitless = size > best ? 0 : fruitless + 1;
      best = Math.max(best, size);
      const again = failure.again && fruitless < attempts;
      job.tell({ kind: 'failed', file: file.name, address, reason: failure.message, next: again ? 'again' : 'next source' });
      if (!again) {
        failures.push(`${address}: ${failure.message}`);
        break;
      }
      // Woken early where it is aborted, which is seen above.
      await sleep(retryDelay * 2 ** Math.min(fruitless, 6), undefined, defined({ signal })).catch(() => undefined);
    }
  }
  throw new DataError(
    mismatch ? 'checksum' : 'download',
    `download of ${file.name}: no source gave it. ${failures.join('. ') || 'There is no source'}. ` +
      `Check the connection, name another source (option \`mirrors\`, variable VAEKIT_DATA_MIRRORS), or put the file into '${dirname(destination)}' yourself`,
  );
}

/** Puts what has come into its place if it is what is published, else removes it and says what is wrong with it. */
async function settle(job: Job): Promise<string | undefined> {
  const { file, part, note, destination, signal, tell } = job;
  tell({ kind: 'checking', file: file.name });
  const check = await checkFile(part, file, signal);
  if ('problem' in check) {
    discard(job);
    return check.problem;
  }
  const bytes = await sizeOf(part);
  await flush(part, 'r+');
  await rename(part, destination);
  await rm(note, { force: true });
  // Some systems do not let one flush a folder's list of names.
  await flush(dirname(destination), 'r').catch(() => undefined);
  tell({ kind: 'done', file: file.name, bytes, checkedBy: check.by });
  return undefined;
}

/** What happened to the connection, or to the file of a folder; what is no fault of the source is thrown. */
function refusalOf(job: Job, error: unknown): Refusal {
  job.signal?.throwIfAborted();
  if (error instanceof DataError) throw error;
  if (error instanceof Refusal) return error;
  // `fetch` wraps what happened.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = errorCode(cause) ?? 'failed';
  // A name that does not exist, or a certificate that is not trusted, will not be otherwise a second later.
  const lasting = ['ENOTFOUND', 'ERR_INVALID_URL', 'ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED'].includes(code);
  return new Refusal(messageOf(cause) || code, !lasting);
}

async function fetchOnce(job: Job, address: string, from: number): Promise<void> {
  const url = /^[a-z][a-z0-9+.-]+:\/\//i.test(address) ? new URL(address) : undefined;
  if (url === undefined || url.protocol === 'file:') await copyFile(job, url === undefined ? address : fileURLToPath(url));
  else if (url.protocol === 'http:' || url.protocol === 'https:') await fetchHttp(job, address, url, from);
  else throw new Refusal(`addresses of ${url.protocol} are not fetched`, false);
}

async function copyFile(job: Job, path: string): Promise<void> {
  discard(job);
  const fail = (error: unknown): never => {
    job.signal?.throwIfAborted();
    if (error instanceof DataError) throw error;
    throw new Refusal(errorCode(error) === 'ENOENT' ? 'is not there' : messageOf(error), false);
  };
  const { size } = await stat(path).catch(fail);
  if (size > job.most) throw new Refusal(`has ${counted(size, 'byte')}, far more than expected`, false);
  await write(job, createReadStream(path, { highWaterMark: 2 ** 20 }), 0, size).catch(fail);
}

/** Where the bytes of an answer begin and how many there will be in all; throws a `Refusal` where its head says that it is not the file. */
function judge(job: Job, { status, headers }: Response, from: number): { start: number; total: number | undefined } {
  const { file, most } = job;
  if (status === 416 && from > 0) {
    discard(job);
    throw new Refusal('it has no bytes beyond those that came before (status 416)', true);
  }
  if (status !== 200 && status !== 206)
    throw new Refusal(`it answers with status ${status}`, status >= 500 || [408, 425, 429].includes(status));
  const page = pageProblem(headers);
  if (page !== undefined) throw new Refusal(`${page}; does a proxy or a login stand between?`, false);
  const length = announcedBytes(headers);
  let [start, total] = [0, length];
  if (status === 206) {
    const asked = headers.get('content-range') ?? '';
    const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(asked);
    if (range === null || Number(range[1]) !== from || from === 0) {
      discard(job);
      throw new Refusal(`it answers with the range '${asked}' where 'bytes ${from}-' was asked for`, true);
    }
    start = from;
    total = range[3] === '*' ? length && from + length : Number(range[3]);
  }
  const announced = `it announces ${counted(total ?? 0, 'byte')}`;
  if ((total ?? 0) > most) throw new Refusal(`${announced}, far more than expected`, false);
  const exact = file.checksums.contentSha256 === undefined ? file.bytes : undefined;
  if (total === undefined || exact === undefined || total === exact) return { start, total };
  throw new Refusal(`${announced} where ${counted(exact, 'was', 'were')} expected`, false);
}

async function fetchHttp(job: Job, address: string, url: URL, from: number): Promise<void> {
  const validator = from > 0 ? (await readNote(job))?.validator : undefined;
  const watch = rateWatch(job.stallTimeout, job.leastRate, job.signal);
  try {
    const range = validator === undefined ? {} : { range: `bytes=${from}-`, 'if-range': validator };
    const headers = { 'accept-encoding': 'identity', 'user-agent': 'vaekit', ...range };
    const response = await follow(url, { headers, signal: watch.signal, redirect: 'manual' });
    try {
      const { start, total } = judge(job, response, from);
      if (start === 0) writeNote(job, address, response.headers);
      const size = await write(job, arriving(response, watch.count), start, total);
      if (total !== undefined && size < total) throw new Refusal(`it broke off after ${size} of ${counted(total, 'byte')}`, true);
      if (size > job.most)
        throw new Refusal(`it sends more than ${counted(Math.floor(job.most), 'byte')}, far more than expected`, false);
    } finally {
      // Of an answer that was taken to its end nothing is left to cancel.
      await response.body?.cancel().catch(() => undefined);
    }
  } catch (error) {
    const slow = watch.problem();
    if (slow !== undefined && job.signal?.aborted !== true) throw new Refusal(slow.message, true);
    if (error instanceof TypeError && error.message === 'terminated')
      throw new Refusal(`it broke the connection off, with ${counted(await sizeOf(job.part), 'byte')} received`, true);
    throw error;
  } finally {
    watch.stop();
  }
}

async function* arriving(response: Response, count: (bytes: number) => void): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of response.body ?? []) {
    count(chunk.length);
    yield chunk;
  }
}

const mostRedirects = 5;

/** Asks for an address and goes where it is sent, but to nothing less safe. */
async function follow(url: URL, request: RequestInit, redirects: number = 0): Promise<Response> {
  const response = await fetch(url, request);
  const location = response.headers.get('location');
  if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
  await response.body?.cancel();
  const target = new URL(location, url);
  if (redirects >= mostRedirects || (target.protocol !== 'https:' && target.protocol !== url.protocol)) {
    throw new Error(
      `it redirects ${redirects >= mostRedirects ? 'in a circle' : `to ${target.protocol}//${target.host}, which is less safe`}`,
    );
  }
  return follow(target, request, redirects + 1);
}

/** Writes a stream into the part from `start` on, cutting off what lay beyond; returns the size of the part. Nothing here waits: a stream that fails throws away what nobody has taken. */
async function write(job: Job, stream: AsyncIterable<unknown>, start: number, total: number | undefined): Promise<number> {
  const { file, part, signal, tell } = job;
  const descriptor = writing(part, () => openSync(part, start > 0 ? 'r+' : 'w'));
  let size = start;
  let told = -Infinity;
  const progress = (): void => tell({ kind: 'progress', file: file.name, received: size, ...defined({ total }) });
  try {
    ftruncateSync(descriptor, start);
    for await (const chunk of stream) {
      signal?.throwIfAborted();
      if (!(chunk instanceof Uint8Array)) continue;
      for (const end = size + chunk.length; size < end;)
        size += writing(part, () => writeSync(descriptor, chunk, chunk.length - (end - size), end - size, size));
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
    closeSync(descriptor);
  }
}

/** Where the part came from; the validator is what `If-Range` is asked with: a strong entity tag, or a date. */
const noteOf = v.object({ address: v.string(), validator: v.string() });
type Note = v.InferOutput<typeof noteOf>;

/** From which byte on this source may be asked: what lies there came from it, and it can say whether its file is still the same. */
async function resumePoint(job: Job, address: string): Promise<number> {
  const note = await readNote(job);
  if (note?.address === address) return sizeOf(job.part);
  discard(job);
  return 0;
}

function writeNote(job: Job, address: string, headers: Headers): void {
  const etag = headers.get('etag');
  const strong = etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified');
  // What was decoded on the way cannot be taken up in the middle.
  const validator = headers.has('content-encoding') ? null : strong;
  discard(job);
  if (validator === null) return;
  const note: Note = { address, validator };
  writing(job.note, () => writeFileSync(job.note, JSON.stringify(note)));
}

async function readNote(job: Job): Promise<Note | undefined> {
  try {
    return v.parse(noteOf, JSON.parse(await readFile(job.note, 'utf8')));
  } catch {
    return undefined;
  }
}

function discard(job: Job): void {
  rmSync(job.part, { force: true });
  rmSync(job.note, { force: true });
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function flush(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw faults.download`download: '${path}' cannot be written (${error}); free the place or name another cache (variable VAEKIT_CACHE)`;
  }
}
