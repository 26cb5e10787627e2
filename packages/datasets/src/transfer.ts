import { counted } from './faults.js';
import { defined } from './defined.js';
import type { NamedSet, NamedSetFile } from './namedSets.js';

/** The most that a source may send: it may compress otherwise than the published file, or not at all, but not send without end. */
export const mostBytesOf = ({ bytes = 2 ** 28, contentBytes = 0 }: NamedSetFile): number =>
  Math.max(2 ** 20 + 1.5 * bytes, contentBytes);

/** Where a file of a set is fetched from: its public sources, or mirrors, where a set lies in the folder of its name. */
export const addressesOf = (set: NamedSet, file: string, mirrors: readonly string[] | undefined): readonly string[] =>
  mirrors === undefined
    ? set.mirrors.map((mirror) => `${mirror}${file}`)
    : mirrors.map((mirror) => `${mirror.replace(/\/+$/, '')}/${set.name}/${file}`);

/** What is wrong with an answer that is a web page; undefined for any other. */
export function pageProblem(headers: Headers): string | undefined {
  const type = headers.get('content-type') ?? '';
  return /^(text\/html|application\/xhtml)/i.test(type) ? `it answers with a web page (${type}), not with the file` : undefined;
}

/** How many bytes an answer announces; undefined where it is compressed on the way, since it announces the compressed ones then. */
export function announcedBytes(headers: Headers): number | undefined {
  const length = headers.get('content-length') ?? '';
  return /^\d+$/.test(length) && !headers.has('content-encoding') ? Number(length) : undefined;
}

/** A signal that aborts with another, or when too little came. */
interface RateWatch {
  readonly signal: AbortSignal;
  /** Why it was too slow, once it was. */
  problem(): Error | undefined;
  count(bytes: number): void;
  stop(): void;
}

/** Watches whether nothing, or less than `leastRate` bytes a second, comes in `stallTimeout` milliseconds. */
export function rateWatch(stallTimeout: number, leastRate: number, signal: AbortSignal | undefined): RateWatch {
  const controller = new AbortController();
  const seconds = stallTimeout / 1000;
  let received = 0;
  const timer = setInterval(() => {
    const what = received === 0 ? 'nothing' : `only ${counted(received, 'byte')}`;
    if (received === 0 || received < leastRate * seconds)
      controller.abort(new Error(`it sent ${what} for ${counted(seconds, 'second')}`));
    received = 0;
  }, stallTimeout);
  return {
    signal: AbortSignal.any([controller.signal, ...Object.values(defined({ signal }))]),
    problem: () => (controller.signal.aborted ? (controller.signal.reason as Error) : undefined),
    count: (bytes) => {
      received += bytes;
    },
    stop: () => clearInterval(timer),
  };
}
