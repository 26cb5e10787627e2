import { Readable } from 'node:stream';
import type { Terminal } from './terminal.js';

/** A terminal that remembers what was written to it. */
export interface RecordingTerminal extends Terminal {
  text(): string;
  errors(): string;
  /** Presses Ctrl-C. */
  interrupt(): void;
}

/** A terminal for tests: nobody looks, unless `columns` are given. */
export function recordingTerminal(
  options: { readonly columns?: number; readonly color?: boolean; readonly input?: string } = {},
): RecordingTerminal {
  const { columns, color = false, input = '' } = options;
  const written = { out: '', err: '' };
  const listeners = new Set<() => void>();
  const stream = (name: 'err' | 'out') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTerminal: columns !== undefined,
    columns: columns ?? 80,
  });
  return {
    out: stream('out'),
    err: stream('err'),
    color,
    trueColor: color,
    input: Readable.from([new TextEncoder().encode(input)]),
    onInterrupt(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    text: () => written.out,
    errors: () => written.err,
    interrupt: () => listeners.forEach((listener) => listener()),
  };
}
