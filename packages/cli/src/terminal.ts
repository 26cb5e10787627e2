/** A stream of text, and what is known about who reads it. */
export interface Output {
  write(text: string): void;
  /** Somebody is looking: lines may be redrawn. */
  readonly isTerminal: boolean;
  /** Characters in a line. */
  readonly columns: number;
}

/** All that a command sees of the world besides files. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  /** Whether colors are welcome on `out` (a terminal, no `NO_COLOR`). */
  readonly color: boolean;
  /** Pixels of 24 bits can be shown. */
  readonly trueColor: boolean;
  /** All that is on the standard input, up to its end. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Calls back at the first Ctrl-C (or request to end); the second one ends the process. The result takes it back. */
  onInterrupt(callback: () => void): () => void;
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  // A reader that closes its end early (`| head`) is no failure of ours.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(0);
    });
  }
  const output = (stream: NodeJS.WriteStream): Output => ({
    write: (text) => void stream.write(text),
    get isTerminal() {
      return stream.isTTY === true && env['TERM'] !== 'dumb';
    },
    get columns() {
      return stream.columns ?? 80;
    },
  });
  const plain = (env['NO_COLOR'] ?? '') !== '';
  const out = output(stdout);
  return {
    out,
    err: output(stderr),
    color: !plain && (out.isTerminal || (env['FORCE_COLOR'] ?? '0') !== '0'),
    trueColor: /truecolor|24bit/i.test(env['COLORTERM'] ?? '') || (stdout.isTTY === true && stdout.hasColors?.(2 ** 24) === true),
    get input() {
      return process.stdin;
    },
    onInterrupt(callback) {
      let asked = false;
      const listener = (): void => {
        if (asked) process.exit(130);
        asked = true;
        callback();
      };
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
  };
}
