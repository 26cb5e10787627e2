import { messageOf } from '@vaekit-internal/base';
import { type ByteSource, bytesSource } from './byteSource.js';
import { DataError } from './dataError.js';
import { defined } from './defined.js';
import { counted, faults } from './faults.js';
import type { DataSet } from './examples.js';
import { gunzip, isGzip } from './gunzip.js';
import { joinBytes } from './joinBytes.js';
import { type NamedSet, namedSet, type NamedSetFile, type NamedSetName } from './namedSets.js';
import { type NamedSetOptions, readNamedSet } from './readNamedSet.js';
import { addressesOf, announcedBytes, mostBytesOf, pageProblem, rateWatch } from './transfer.js';

export interface FetchDataSetOptions extends NamedSetOptions {
  /** Addresses to fetch from instead of the public ones, in this order: a set lies in the folder of its name, its files under the names of `namedSets`. */
  readonly mirrors?: readonly string[];
  /** Called as bytes come; `total` where the server says how many there are. */
  readonly onProgress?: (progress: { readonly file: string; readonly received: number; readonly total?: number }) => void;
  readonly signal?: AbortSignal;
  /** Where genuine files are kept from visit to visit: `await caches.open('vaekit')`. */
  readonly cache?: Pick<Cache, 'match' | 'put'>;
  /** Milliseconds without a byte after which a server counts as stalled; 20,000 unless said. */
  readonly stallTimeout?: number;
}

/**
 * Fetches a named set into memory and reads it, with nothing but what browsers have; each file is compared with its published checksum first.
 *
 * The servers must let the page read them (CORS); not all public ones do, so that a page does well to name a mirror of its own. In Node use `openDataSet` of
 * `@vaekit/datasets/node`, which keeps files and resumes. Throws a `DataError` of kind `'download'` or `'checksum'` that says what each server did, and
 * what `readNamedSet` throws; or the signal's reason.
 */
export async function fetchDataSet(name: NamedSetName, options: FetchDataSetOptions = {}): Promise<DataSet<'none'>> {
  const set = namedSet(name, 'fetchDataSet');
  const sources: Record<string, ByteSource> = {};
  for (const file of set.files) sources[file.name] = bytesSource(file.name, await fetchFile(set, file, options));
  return readNamedSet(name, sources, options);
}

async function fetchFile(set: NamedSet, file: NamedSetFile, options: FetchDataSetOptions): Promise<Uint8Array> {
  const { mirrors, signal, cache } = options;
  const failures: string[] = [];
  let mismatch = false;
  for (const address of addressesOf(set, file.name, mirrors)) {
    try {
      const kept = await cache?.match(address);
      if (kept !== undefined) {
        const bytes = new Uint8Array(await kept.arrayBuffer());
        if (await isGenuine(bytes, file)) return bytes;
      }
      const bytes = await load(address, file, options);
      if (await isGenuine(bytes, file)) {
        await cache?.put(address, new Response(bytes)).catch(() => undefined);
        return bytes;
      }
      mismatch = true;
      failures.push(`${address}: the ${counted(bytes.length, 'byte it gives is', 'bytes it gives are')} not the published ones`);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DataError) throw error;
      failures.push(`${address}: ${messageOf(error)}`);
    }
  }
  throw new DataError(
    mismatch ? 'checksum' : 'download',
    `fetchDataSet: no server gave ${file.name} of ${set.name}. ${failures.join('. ')}. Name a mirror that this page may read (option \`mirrors\`)`,
  );
}

async function load(address: string, file: NamedSetFile, options: FetchDataSetOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { onProgress, stallTimeout = 20_000 } = options;
  const watch = rateWatch(stallTimeout, 0, options.signal);
  try {
    const response = await fetch(address, { signal: watch.signal });
    const { headers, body } = response;
    if (!response.ok || body === null) throw new Error(`it answers with status ${response.status}`);
    const page = pageProblem(headers);
    if (page !== undefined) throw new Error(page);
    const most = mostBytesOf(file);
    const reader = body.getReader();
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let received = 0;
    for (let next = await reader.read(); next.value !== undefined; next = await reader.read()) {
      parts.push(next.value);
      received += next.value.length;
      watch.count(next.value.length);
      onProgress?.({ file: file.name, received, ...defined({ total: announcedBytes(headers) }) });
      if (received <= most) continue;
      await reader.cancel().catch(() => undefined);
      throw new Error(`it sends more than ${counted(Math.floor(most), 'byte')}, far more than expected`);
    }
    return joinBytes(parts);
  } catch (error) {
    throw watch.problem() ?? error;
  } finally {
    watch.stop();
  }
}

/** Whether bytes agree with what is published; browsers have no MD5, so that a git blob or SHA-256 decides. */
async function isGenuine(bytes: Uint8Array, file: NamedSetFile): Promise<boolean> {
  const { sha256, gitBlob, contentSha256 } = file.checksums;
  const own = [
    sha256 === undefined || (await digest('SHA-256', bytes)) === sha256,
    gitBlob === undefined || (await digest('SHA-1', joinBytes([gitHeader(bytes), bytes]))) === gitBlob,
  ];
  if ((sha256 ?? gitBlob) !== undefined && own.every(Boolean)) return true;
  if (contentSha256 === undefined) return false;
  const { contentBytes = 0 } = file;
  if (!isGzip(bytes)) return bytes.length === contentBytes && (await digest('SHA-256', bytes)) === contentSha256;
  try {
    return (await digest('SHA-256', await gunzip('fetchDataSet', bytes, 0, () => contentBytes))) === contentSha256;
  } catch (error) {
    if (error instanceof DataError) return false;
    throw error;
  }
}

const gitHeader = (bytes: Uint8Array): Uint8Array => new TextEncoder().encode(`blob ${bytes.length}\0`);

async function digest(algorithm: 'SHA-1' | 'SHA-256', bytes: Uint8Array): Promise<string> {
  if (globalThis.crypto?.subtle === undefined)
    throw faults.checksum`fetchDataSet: checksums need a secure page; serve it by https: or from localhost`;
  const sum = await crypto.subtle.digest(algorithm, new Uint8Array(bytes));
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
