import type { CommandContext } from '../command.js';
import type { InterpolateOptions } from '../commands/interpolate.js';
import { requireAbility } from '../model/requireAbility.js';
import { codesOf } from '../pictures/codes.js';
import { drawCorners, drawInterpolation, type Path } from '../pictures/interpolation.js';
import { pairPaths } from '../pictures/pairPaths.js';
import { chooseOut, writeDrawing } from '../pictures/writeDrawing.js';
import { openRun, openRunData, splitArrays } from '../run/openRun.js';
import { UsageError } from '../usageError.js';
import { sayWritten } from './sayWritten.js';

/** Runs `vaekit interpolate`. */
export async function interpolate(options: InterpolateOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const out = chooseOut({
    ...options,
    run: folder,
    name: 'interpolate',
    endings: options.grid ? ['.png', '.svg'] : ['.png', '.svg', '.gif'],
  });
  const run = await openRun(folder, options.backend);
  requireAbility('encode', run);
  const data = await openRunData(run, options['data-dir']);
  const examples = splitArrays(data, options.split, { seed: run.config.options.seed });
  const rows = examples.x.shape[0]!;
  const wrong = options.between?.find((row) => row >= rows);
  if (wrong !== undefined)
    throw new UsageError(
      `--between has ${wrong} but the ${options.split} split has ${rows} examples; expected numbers from 0 to ${rows - 1}`,
    );
  const codes = await codesOf(run.model, examples);
  const code = (row: number): Float32Array => codes.mean.slice(row * codes.width, (row + 1) * codes.width);
  const labelOf = (row: number): number | undefined => examples.y?.[row];
  const conditioned = run.model.decoder.inputShapes.length > 1;

  const chosen = pairPaths(codes, examples.y, data.classes, {
    paths: options.grid ? 2 : options.paths,
    withinClass: conditioned,
  });
  const { steps, method } = options;
  if (options.grid) {
    const given = options.between?.map(code);
    const [a, b, c, d] = given ?? chosen.flatMap(({ from, to }) => [from, to]);
    const label = options.between === undefined ? chosen[0]?.label : labelOf(options.between[0]!);
    await writeDrawing(out, await drawCorners(run.model, [a!, b!, c!, d!], { steps, method, label }), options.scale);
  } else {
    const given = options.between;
    const paths: Path[] =
      given === undefined
        ? chosen
        : Array.from({ length: given.length / 2 }, (_, i) => {
            const [from, to] = [given[2 * i]!, given[2 * i + 1]!];
            return { from: code(from), to: code(to), label: labelOf(from), name: `${from} → ${to}` };
          });
    await writeDrawing(
      out,
      await drawInterpolation(run.model, paths, { steps, frames: Math.max(steps, 24), method }),
      options.scale,
    );
  }
  sayWritten(terminal, options.json, { file: out.path, split: options.split, steps, method });
  return 0;
}
