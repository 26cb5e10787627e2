import { jsonText } from '@vaekit-internal/base';
import { pseudoValues } from '@vaekit/pictures';
import type { CommandContext } from '../command.js';
import type { EvaluateOptions } from '../commands/evaluate.js';
import { examplesFor, knownLabels } from '../data/examplesFor.js';
import { disentanglementSection, disentanglementText } from '../evaluation/disentanglementSection.js';
import { doctorSection, doctorText } from '../evaluation/doctorSection.js';
import { likelihoodSection, likelihoodText } from '../evaluation/likelihoodSection.js';
import { engineHere } from '../model/engine.js';
import { requireAbility } from '../model/requireAbility.js';
import { openRun } from '../run/openRun.js';
import { scores } from '../training/scores.js';
import { scoresText } from '../training/scoresText.js';
import { colorsOf } from '../terminalText.js';
import { UsageError } from '../usageError.js';

/** Runs `vaekit evaluate`. */
export async function evaluate(options: EvaluateOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const run = await openRun(folder, options.backend, terminal);
  const { nll: draws, 'sum-classes': sumClasses } = options;
  if (draws !== undefined) requireAbility('score', run);
  if (sumClasses && run.model.classes === undefined)
    throw new UsageError(`--sum-classes needs a class model; ${folder} has none, and --nll ${draws} is -log p(x) already`);
  const chosen = await examplesFor(run, options, terminal);
  const labels = knownLabels(run, chosen, true);
  const { y: _labels, ...unlabeled } = chosen.examples;
  const examples = labels === undefined ? unlabeled : chosen.examples;
  const { model, config } = run;
  const values = await scores(model, examples, {
    seed: options.seed,
    dataSize: config.data.examples.train,
    engine: await engineHere(config.engine),
  });
  const estimate =
    draws === undefined
      ? undefined
      : await likelihoodSection(model, examples, config.data, { draws, seed: options.seed, sumClasses });
  const diagnosis = options.what === 'doctor' ? await doctorSection(run, examples, options) : undefined;
  const disentanglement = options.what === 'disentanglement' ? disentanglementSection(model, examples, options.seed) : undefined;
  if (options.json) {
    terminal.out.line(
      jsonText({
        run: folder,
        ...(options.data === undefined ? { split: options.split } : { data: options.data }),
        examples: examples.x.shape[0],
        binarization: examples.binarization,
        likelihood: config.quantity,
        unit: 'nats per example',
        ...values,
        ...(estimate === undefined ? {} : { [estimate.protocol.name]: estimate }),
        ...(diagnosis === undefined ? {} : { doctor: diagnosis }),
        ...(disentanglement === undefined ? {} : { disentanglement }),
        seed: options.seed,
      }),
    );
    return 0;
  }
  const { bold, dim } = colorsOf(terminal.color);
  terminal.out.line(
    `${bold(folder)}: ${config.options.model} on ${options.data ?? config.data.name}, ${examples.x.shape[0]!.toLocaleString('en')} ${options.data === undefined ? `${options.split} ` : ''}examples, nats per example`,
  );
  terminal.out.line(scoresText(values));
  for (const line of estimate === undefined ? [] : likelihoodText(estimate)) terminal.out.line(line);
  for (const line of diagnosis === undefined ? [] : doctorText(diagnosis)) terminal.out.line(line);
  for (const line of disentanglement === undefined ? [] : disentanglementText(disentanglement)) terminal.out.line(line);
  if (config.quantity === 'pseudoNll')
    terminal.out.line(
      dim(
        `${pseudoValues(config.data.shape)}: the reconstruction is a pseudo-likelihood (pseudoNll), not comparable with likelihoods of binarized data`,
      ),
    );
  return 0;
}
