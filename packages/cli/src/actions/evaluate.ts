import { jsonText } from '@vaekit-internal/base';
import { DataError } from '@vaekit/datasets';
import { pseudoValues } from '@vaekit/pictures';
import type { CommandContext } from '../command.js';
import type { EvaluateOptions } from '../commands/evaluate.js';
import { examplesFor, knownLabels } from '../data/examplesFor.js';
import { errorText } from '../errorText.js';
import { annealing } from '../evaluation/annealing.js';
import type { Asked, Question } from '../evaluation/asked.js';
import { baselines } from '../evaluation/baselines.js';
import { classification } from '../evaluation/classification.js';
import { disentanglement } from '../evaluation/disentanglementSection.js';
import { doctor } from '../evaluation/doctorSection.js';
import { gaps } from '../evaluation/gaps.js';
import { generation } from '../evaluation/generation.js';
import { likelihoodSection, likelihoodText } from '../evaluation/likelihoodSection.js';
import { outliers } from '../evaluation/outliers.js';
import { rates } from '../evaluation/rates.js';
import { reconstructions } from '../evaluation/reconstructions.js';
import { isScaled, scalingJacobian } from '../evaluation/scalingJacobian.js';
import { workLine } from '../evaluation/workLine.js';
import { engineHere } from '../model/engine.js';
import { requireAbility } from '../model/requireAbility.js';
import { openRun, type Run } from '../run/openRun.js';
import { scores } from '../training/scores.js';
import { scoresText } from '../training/scoresText.js';
import { colorsOf } from '../terminalText.js';
import { UsageError } from '../usageError.js';

/** Draws of `--what likelihood` without `--nll`. */
const DRAWS = 100;

/** What was found out, as JSON and as text. */
interface Answer {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: readonly string[];
}

/** An error of a library with the run that it is of; those of this program and of data name what they are of, and others are faults of vaekit. */
function ofRun(error: unknown, what: string, { run: { folder, config }, options: { against } }: Asked): unknown {
  if (!(error instanceof Error)) return error;
  if ([DataError, ReferenceError, TypeError, UsageError].some((kind) => error instanceof kind)) return error;
  if ([folder, against].some((path) => path !== undefined && error.message.includes(path))) return error;
  return new Error(`--what ${what} of ${folder}, a run of ${config.options.model}: ${errorText(error, [])}`, { cause: error });
}

async function answerOf<T>(what: string, question: Question<T>, asked: Asked): Promise<Answer> {
  asked.work.begin(what);
  let found: T;
  try {
    found = await question.of(asked);
  } catch (error) {
    throw ofRun(error, what, asked);
  }
  return { json: { [what]: found }, text: question.text(found) };
}

/** What is told of the numbers that the model sees. */
const ofScaled: ReadonlySet<EvaluateOptions['what']> = new Set([
  'annealing',
  'baselines',
  'doctor',
  'gaps',
  'rates',
  'reconstruction',
]);

const nothing = async (): Promise<Answer> => ({ json: {}, text: [] });

const answers: Readonly<Record<EvaluateOptions['what'], (asked: Asked) => Promise<Answer>>> = {
  scores: nothing,
  likelihood: nothing,
  doctor: (asked) => answerOf('doctor', doctor, asked),
  gaps: (asked) => answerOf('gaps', gaps, asked),
  annealing: (asked) => answerOf('annealing', annealing, asked),
  rates: (asked) => answerOf('rates', rates, asked),
  generation: (asked) => answerOf('generation', generation, asked),
  reconstruction: (asked) => answerOf('reconstruction', reconstructions, asked),
  classes: (asked) => answerOf('classes', classification, asked),
  outliers: (asked) => answerOf('outliers', outliers, asked),
  baselines: (asked) => answerOf('baselines', baselines, asked),
  disentanglement: (asked) => answerOf('disentanglement', disentanglement, asked),
};

/** All that is asked for: the scores, an estimate by so many draws, and what `--what` names. */
async function foundOut(asked: Asked & { readonly options: EvaluateOptions }, draws: number | undefined) {
  const { run, examples, options, work } = asked;
  const { model, config } = run;
  work.begin('scores');
  const values = await scores(model, examples, {
    seed: options.seed,
    dataSize: config.data.examples.train,
    classCounts: config.data.classCounts,
    engine: await engineHere(config.engine),
  });
  const { seed, 'sum-classes': sumClasses } = options;
  const estimate =
    draws === undefined ? undefined : await likelihoodSection(model, examples, config.data, { draws, seed, sumClasses, work });
  return { values, estimate, answer: await answers[options.what](asked) };
}

/** Runs `vaekit evaluate`. */
export async function evaluate(options: EvaluateOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const run = await openRun(folder, options.backend, terminal);
  const { nll: draws = options.what === 'likelihood' ? DRAWS : undefined, 'sum-classes': sumClasses } = options;
  if (draws !== undefined) requireAbility('score', run);
  if (sumClasses && run.model.classes === undefined)
    throw new UsageError(`--sum-classes needs a class model; ${folder} has none, and --nll ${draws} is -log p(x) already`);
  const chosen = await examplesFor(run, options, terminal);
  const labels = knownLabels(run, chosen, true);
  const { y: _labels, ...unlabeled } = chosen.examples;
  const examples = labels === undefined ? unlabeled : chosen.examples;
  const { config } = run;
  const work = workLine(terminal.err);
  const { values, estimate, answer } = await foundOut({ run, examples, options, terminal, work }, draws).finally(() =>
    work.clear(),
  );
  const isOfScaled = ofScaled.has(options.what) && isScaled(config.data);
  if (options.json) {
    terminal.out.line(
      jsonText({
        run: folder,
        ...(options.data === undefined ? { split: options.split } : { data: options.data }),
        examples: examples.x.shape[0],
        binarization: examples.binarization,
        likelihood: config.quantity,
        unit: 'nats per example',
        ...(run.result === undefined ? { ended: false } : {}),
        ...values,
        ...(estimate === undefined ? {} : { [estimate.protocol.name]: estimate }),
        ...(isOfScaled ? { scaled: true } : {}),
        ...answer.json,
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
  for (const line of answer.text) terminal.out.line(line);
  const scaled = isOfScaled
    ? `of the numbers as the model sees them, scaled${scalingJacobian(examples, config.data) === undefined ? '' : '; --what likelihood tells -log p(x) in the units of the data'}`
    : undefined;
  for (const note of notesOn(run, scaled)) terminal.out.line(dim(note));
  return 0;
}

/** What is to be known of a run beside its numbers. */
function notesOn({ folder, config, metrics, result }: Run, scaled: string | undefined): string[] {
  return [
    ...(result === undefined
      ? [
          `the training has not ended: ${metrics.length} of ${config.training.epochs} epochs are done; vaekit train --resume ${folder} goes on with it`,
        ]
      : []),
    ...(scaled === undefined ? [] : [scaled]),
    ...(config.quantity === 'pseudoNll'
      ? [
          `${pseudoValues(config.data.shape)}: the reconstruction is a pseudo-likelihood (pseudoNll), not comparable with likelihoods of binarized data`,
        ]
      : []),
  ];
}
