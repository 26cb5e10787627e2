import { sizeFromShape } from '@vaekit-internal/base';
import { codesOf, topDimensions, traversalFigure, traversalStart } from '@vaekit/pictures';
import type { CommandContext } from '../command.js';
import type { TraverseOptions } from '../commands/traverse.js';
import { exampleArrays } from '../data/exampleArrays.js';
import { examplesFor, knownLabels, networksSeeLabels } from '../data/examplesFor.js';
import { requireAbility } from '../model/requireAbility.js';
import { requireOneCondition } from '../model/requireOneCondition.js';
import { chooseOut, writeDrawing } from '../pictures/writeDrawing.js';
import { openRun } from '../run/openRun.js';
import { resolveClasses } from '../run/resolveClasses.js';
import { UsageError } from '../usageError.js';
import { sayWritten } from './sayWritten.js';

/** Runs `vaekit traverse`. */
export async function traverse(options: TraverseOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const out = chooseOut({ ...options, run: folder, name: 'traverse', endings: ['.png', '.svg'] });
  const run = await openRun(folder, options.backend, terminal);
  requireAbility('encode', run);
  requireOneCondition('traverse', run);
  const { model, config } = run;
  const latent = sizeFromShape(model.latent);
  const wrong = options.dims?.find((dimension) => dimension >= latent);
  if (wrong !== undefined)
    throw new UsageError(
      `--dims has ${wrong} but the code of ${folder} has ${latent} dimensions; expected numbers from 0 to ${latent - 1}`,
    );
  if (options.class !== undefined && model.classes === undefined) {
    throw new UsageError(`--class needs a class model, but ${folder} is a ${config.options.model}; leave it out`);
  }
  const chosen = await examplesFor(run, options, terminal);
  const { x } = exampleArrays(chosen.examples, { seed: config.options.seed });
  const labels = knownLabels(run, chosen, networksSeeLabels(run));
  const rows = x.shape[0]!;
  const { example } = options;
  if (example !== undefined && example >= rows)
    throw new UsageError(
      `--example is ${example} but ${chosen.from} has ${rows} examples; expected a number from 0 to ${rows - 1}`,
    );
  const codes = await codesOf(model, { x, y: labels });
  const center = await traversalStart(model, {
    classNames: config.data.classes,
    label: options.class === undefined ? undefined : resolveClasses('--class', options.class, config.data.classes ?? [])[0],
    codes,
  });
  const start =
    example === undefined
      ? center
      : {
          ...center,
          code: codes.mean.slice(example * latent, (example + 1) * latent),
          name: `the code of example ${example}`,
          label: labels?.[example],
        };
  const figure = await traversalFigure(model, {
    start,
    dimensions: options.dims ?? topDimensions(codes, 10),
    from: options.from,
    to: options.to,
    steps: options.steps,
    relative: example === undefined && model.classes !== undefined,
  });
  await writeDrawing(out, figure, options.scale);
  sayWritten(terminal, options.json, { file: out.path, start: start.name });
  return 0;
}
