import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { NamedSetFile } from '../namedSets.js';

/** How a server of the test answers the request number `count` (from 0). */
export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A server on the loopback, closed at the end of the test. */
export interface Loopback {
  readonly address: string;
  /** What was asked for: method, path and the range. */
  readonly requests: { readonly url: string; readonly range: string | undefined; readonly ifRange: string | undefined }[];
}

export async function loopback(answer: Answer): Promise<Loopback> {
  const requests: Loopback['requests'] = [];
  const server = createServer((request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    requests.push({ url: request.url ?? '', range, ifRange: typeof ifRange === 'string' ? ifRange : undefined });
    answer(request, response, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** A file that only looks random, and what would be published about it. */
export function exampleFile(size: number, seed: number = 1): { bytes: Buffer; file: NamedSetFile } {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return { bytes, file: { name: 'example.bin', bytes: size, checksums: { sha256: sha256(bytes) } } };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Serves bytes as a good server does, with ranges. */
export function serve(bytes: Uint8Array, etag: string = '"one"'): Answer {
  return (request, response) => {
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const current = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    const from = range !== null && current ? Number(range[1]) : 0;
    if (from >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    response.writeHead(from > 0 ? 206 : 200, {
      etag,
      'content-length': bytes.length - from,
      ...(from > 0 && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
    });
    response.end(bytes.subarray(from));
  };
}

/** Announces all bytes, sends the first `count`, and breaks the connection off or falls silent. */
export function cutOff(bytes: Uint8Array, count: number, how: 'break' | 'stall', etag: string = '"one"'): Answer {
  return (request, response) => {
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const from = range !== null && request.headers['if-range'] === etag ? Number(range[1]) : 0;
    response.writeHead(from > 0 ? 206 : 200, {
      etag,
      'content-length': bytes.length - from,
      ...(from > 0 && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
    });
    response.write(bytes.subarray(from, from + count), () => {
      if (how === 'break') response.destroy();
    });
  };
}
