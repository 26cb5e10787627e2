import { basename, dirname, join, resolve } from 'node:path';
import { runReportPage } from '@vaekit/pictures';
import type { CommandContext } from '../command.js';
import { runFolders } from '../comparing/runFolders.js';
import type { ReportOptions } from '../commands/report.js';
import { trustOf } from '../evaluation/trust.js';
import { workLine } from '../evaluation/workLine.js';
import { chooseOut, writeOut } from '../pictures/writeDrawing.js';
import { drawnRun, writeFigures } from '../pictures/writeRunReport.js';
import { openRun, openRunData } from '../run/openRun.js';
import { UsageError } from '../usageError.js';
import { sayWritten } from './sayWritten.js';

/** Runs `vaekit report`. */
export async function report(options: ReportOptions, { terminal, operands }: CommandContext): Promise<number> {
  if (operands.length > 1 && options.out === undefined) throw new UsageError('a page for several runs needs --out FILE.html');
  // The plan of a sweep stands for its folder.
  const own = basename(operands[0]!) === 'sweep.json' ? dirname(operands[0]!) : operands[0]!;
  const out =
    options.out === undefined ? join(own, 'report.html') : chooseOut({ ...options, run: '', name: '', endings: ['.html'] }).path;
  const { folders, notes } = await runFolders(operands);
  for (const note of notes) terminal.err.line(`note: ${note}`);
  const names = folders.map((folder) => basename(resolve(folder)));
  const parts = [];
  let first: Awaited<ReturnType<typeof openRun>> | undefined;
  for (const [i, folder] of folders.entries()) {
    const run = await openRun(folder, options.backend, terminal);
    first ??= run;
    const data = await openRunData(run, options['data-dir']);
    const trust = options.trust
      ? await trustOf({
          run,
          examples: data.test,
          options: { ...options, seed: run.config.options.seed },
          terminal,
          work: workLine(terminal.err),
        })
      : undefined;
    const made = await drawnRun(run, data, names[i]!, { trust, isFirst: i === 0 });
    parts.push(made.run);
    // A page for a whole sweep lies beside the runs, whose pictures are their own.
    if (options.out === undefined && folder === operands[0]) await writeFigures(join(folder, 'pictures'), made.figures);
    run.model.dispose();
  }
  const title = options.title ?? (operands.length === 1 ? [own] : folders).map((folder) => basename(resolve(folder))).join(', ');
  await writeOut(out, runReportPage(title, parts, first!));
  sayWritten(terminal, options.json, { file: out, runs: folders });
  return 0;
}
