import type { CommandContext } from '../command.js';
import type { ReconstructOptions } from '../commands/reconstruct.js';
import { requireAbility } from '../model/requireAbility.js';
import { drawReconstructions } from '../pictures/reconstructions.js';
import { chooseOut, writeDrawing } from '../pictures/writeDrawing.js';
import { openRun, openRunData, splitArrays } from '../run/openRun.js';
import { sayWritten } from './sayWritten.js';

/** Runs `vaekit reconstruct`. */
export async function reconstruct(options: ReconstructOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const out = chooseOut({ ...options, run: folder, name: 'reconstruct', endings: ['.png', '.svg'] });
  const run = await openRun(folder, options.backend);
  requireAbility('encode', run);
  const data = await openRunData(run, options['data-dir']);
  const examples = splitArrays(data, options.split, { count: options.count, seed: run.config.options.seed });
  await writeDrawing(
    out,
    await drawReconstructions(run.model, examples, { seed: options.seed, split: options.split }),
    options.scale,
  );
  sayWritten(terminal, options.json, { file: out.path, split: options.split, examples: options.count });
  return 0;
}
