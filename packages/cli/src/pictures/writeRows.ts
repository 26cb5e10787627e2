import { sayWritten } from '../actions/sayWritten.js';
import type { Run } from '../run/openRun.js';
import type { Terminal } from '../terminal.js';
import { chooseOut, type OutFile, writeOut } from './writeDrawing.js';

/**
 * Where a command writes to that makes pictures or rows: by the ending of `--out`; without it a picture among the run's where there is one to draw, else
 * rows on the standard output (`undefined`), or a file of rows among the run's pictures where that is kept for JSON.
 *
 * @param options.drawn the endings of pictures there can be, best first
 */
export function chooseRowsOut(options: {
  readonly out: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
  readonly run: Run;
  readonly name: string;
  readonly drawn: readonly string[];
}): OutFile | undefined {
  const { out, json, run, drawn } = options;
  const tabular = run.config.data.encoding !== undefined;
  const endings = tabular ? ['.csv', ...drawn] : [...drawn, '.csv'];
  if (out === undefined && endings[0] === '.csv' && !json) return undefined;
  return chooseOut({ ...options, run: run.folder, endings });
}

/** Writes rows of CSV to a file, and says so; or to the standard output. */
export async function writeRows(
  terminal: Terminal,
  out: OutFile | undefined,
  content: string,
  json: boolean,
  about: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (out === undefined) {
    terminal.out.data(content);
    return;
  }
  await writeOut(out.path, content);
  sayWritten(terminal, json, { file: out.path, ...about });
}
