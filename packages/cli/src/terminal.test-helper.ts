import { Readable } from 'node:stream';
import { outputTo, type Terminal } from './terminal.js';

/** A terminal that remembers what was written to it. */
export interface RecordingTerminal extends Terminal {
  text(): string;
  errors(): string;
  /** Presses Ctrl-C. */
  interrupt(code?: number): void;
}

/** A terminal for tests: nobody looks, unless `columns` are given. */
export function recordingTerminal(
  options: { readonly columns?: number; readonly color?: boolean; readonly input?: string } = {},
): RecordingTerminal {
  const { columns, color = false, input = '' } = options;
  const written = { out: '', err: '' };
  const listeners = new Set<(code: number) => void>();
  const reader = { isTerminal: columns !== undefined, columns: columns ?? 80 };
  const stream = (name: 'err' | 'out') =>
    outputTo((text) => {
      written[name] += text;
    }, reader);
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
    interrupt: (code = 130) => listeners.forEach((listener) => listener(code)),
  };
}
