import { shownLine, shownText } from './terminalText.js';

/** A stream of text, and what is known about who reads it. No control character of a name in a file reaches a terminal through it. */
export interface Output {
  /** Text of several lines, or a part of one: names in it must not have line feeds. */
  write(text: string): void;
  /** One line, whatever names are in it. */
  line(text: string): void;
  /** What a program may read, as it is; only where somebody looks it is shown as `write` shows it. */
  data(text: string): void;
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
  /**
   * Calls back at the first request to end, with the exit code that is due then: Ctrl-C, SIGTERM, SIGHUP. Ctrl-C after that ends the process; the
   * others often come twice, from the system and from the shell. The result takes it back. Who asks for it has work that outlives its readers: from
   * then on a closed output ends nothing.
   */
  onInterrupt(callback: (code: number) => void): () => void;
}

/** 128 and the number of the signal, as shells have it. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const signals = Object.keys(exitCodes) as (keyof typeof exitCodes)[];
/** That of SIGPIPE: the reader was gone before all was written. */
const READER_GONE = 141;

/** An output on something that takes text. */
export const outputTo = (
  put: (text: string) => void,
  reader: { readonly isTerminal: boolean; readonly columns: number },
): Output => ({
  write: (text) => put(shownText(text)),
  line: (text) => put(`${shownLine(text)}\n`),
  data: (text) => put(reader.isTerminal ? shownText(text) : text),
  get isTerminal() {
    return reader.isTerminal;
  },
  get columns() {
    return reader.columns;
  },
});

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  let outlives = false;
  let failed = false;
  const output = (stream: NodeJS.WriteStream): Output =>
    outputTo((text) => void stream.write(text), {
      get isTerminal() {
        return stream.isTTY === true && env['TERM'] !== 'dumb';
      },
      get columns() {
        // A terminal that does not know its width says 0.
        return stream.columns || 80;
      },
    });
  const [out, err] = [output(stdout), output(stderr)];
  // Nobody is left to be told.
  stderr.on('error', () => undefined);
  stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    const readerGone = code === 'EPIPE' || code === 'EIO';
    if (!readerGone && !failed) err.line(`vaekit: the standard output cannot be written: ${message}`);
    failed ||= !readerGone;
    if (!outlives) process.exit(readerGone ? READER_GONE : 1);
  });
  process.on('exit', (code) => {
    if (failed && code === 0) process.exitCode = 1;
  });
  const plain = (env['NO_COLOR'] ?? '') !== '';
  return {
    out,
    err,
    color: !plain && (out.isTerminal || (env['FORCE_COLOR'] ?? '0') !== '0'),
    trueColor: /truecolor|24bit/i.test(env['COLORTERM'] ?? '') || (stdout.isTTY === true && stdout.hasColors?.(2 ** 24) === true),
    get input() {
      return process.stdin;
    },
    onInterrupt(callback) {
      outlives = true;
      let asked = false;
      const listener = (signal: NodeJS.Signals): void => {
        const code = exitCodes[signal as keyof typeof exitCodes];
        if (asked && signal === 'SIGINT') process.exit(code);
        if (!asked) callback(code);
        asked = true;
      };
      for (const signal of signals) process.on(signal, listener);
      // A request that is already being met, and comes again while the program ends, must not kill it.
      return () => {
        for (const signal of signals) if (!asked || signal === 'SIGINT') process.off(signal, listener);
      };
    },
  };
}
