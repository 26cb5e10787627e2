import { jsonText } from '@vaekit-internal/base';
import { evaluate as evaluateModel, iwae, judgedBy, type Vae } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import { pseudoValues } from '@vaekit/pictures';
import type { CommandContext } from '../command.js';
import type { EvaluateOptions } from '../commands/evaluate.js';
import { asGiven } from '../data/exampleArrays.js';
import { examplesFor, knownLabels } from '../data/examplesFor.js';
import { requireAbility } from '../model/requireAbility.js';
import { openRun } from '../run/openRun.js';
import { ROWS } from '../scoring/rowScores.js';
import { scores } from '../training/scores.js';
import { scoresText } from '../training/scoresText.js';
import { colorsOf } from '../terminalText.js';

/** The importance-weighted estimate of −log p(x) (or −log p(x|y)) with `k` draws of the code, nats per example. */
export async function importanceEstimate(
  model: Vae,
  examples: Examples,
  options: { readonly k: number; readonly seed: number },
): Promise<number> {
  const { k, seed } = options;
  const judge = judgedBy(model, iwae({ k }));
  try {
    const batchSize = Math.max(1, Math.floor(ROWS / k));
    const { terms } = await evaluateModel(judge, asGiven(examples), { batchSize, seed });
    // Without the penalties on the prior, which are no part of the bound.
    return terms['reconstruction']! + terms['kl']! + terms['tightening']!;
  } finally {
    judge.dispose();
  }
}

/** Runs `vaekit evaluate`. */
export async function evaluate(options: EvaluateOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const run = await openRun(folder, options.backend, terminal);
  if (options.samples !== undefined) requireAbility('score', run);
  const chosen = await examplesFor(run, options, terminal);
  const labels = knownLabels(run, chosen, true);
  const { y: _labels, ...unlabeled } = chosen.examples;
  const examples = labels === undefined ? unlabeled : chosen.examples;
  const { model, config } = run;
  const values = await scores(model, examples, { seed: options.seed, dataSize: config.data.examples.train });
  const { samples: k } = options;
  const estimate = k === undefined ? undefined : await importanceEstimate(model, examples, { k, seed: options.seed });
  const about = model.classes === undefined ? '-log p(x)' : '-log p(x|y)';
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
        ...(estimate === undefined ? {} : { importanceWeighted: { samples: k, of: about, value: estimate } }),
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
  if (estimate !== undefined)
    terminal.out.line(`${about} <= ${estimate.toFixed(2)}  ${dim(`importance-weighted, ${k} draws an example`)}`);
  if (config.quantity === 'pseudoNll')
    terminal.out.line(
      dim(
        `${pseudoValues(config.data.shape)}: the reconstruction is a pseudo-likelihood (pseudoNll), not comparable with likelihoods of binarized data`,
      ),
    );
  return 0;
}
