import * as tf from '@tensorflow/tfjs';
import type { Vae } from './assembled.js';
import { prefixed } from './byOwner.js';
import { drawCodes, type DrawnCodes } from './drawCodes.js';
import { contextFor } from './ownScalars.js';
import type { KnowsExamples, Trainable } from './contract.js';
import type { BuiltPrior, Prior } from './parts.js';
import { penaltyTerms } from './penaltyTerms.js';
import { perClass } from './priors/perClass.js';
import { requireTrainableDensity } from './requireTrainableDensity.js';
import { freeParts } from './startedOnce.js';
import { trainable } from './trainable.js';
import { batchTensors } from './training/batchTensors.js';
import { openSource } from './training/evaluate.js';
import type { TrainingData } from './training/examples.js';
import { fit, type FitOptions, type FitResult } from './training/fit.js';
import { underPrior } from './underPrior.js';

/**
 * Options of {@link fitPrior}: those of `fit` for the steps of a prior that has no closed form. `epochs` is 20 unless said, and `batchSize` 128, or all codes
 * where there are fewer. Validation is on codes: of `validationData`, or a split of the training codes.
 */
export interface FitPriorOptions extends Omit<FitOptions, 'epochs'> {
  readonly epochs?: number;
}

/** What {@link fitPrior} gives. */
export interface FittedPrior {
  /** The same model with the fitted prior. It shares its networks with the one it was made from; `dispose` frees the prior alone. */
  readonly model: Vae;
  /** How the steps went; absent where the prior has a closed form. */
  readonly result?: FitResult;
}

/**
 * Fits a prior to the codes of a trained model, all else held: what other libraries call a sampler. The codes are draws of q(z|x), one a training
 * example, so that the prior meets the aggregate posterior `q(z) = 1/N Σ q(z|x_n)`. A closed form is used where the prior has one, else
 * `−log p(z)`, or the prior's own loss, and its penalties are minimized. A model with classes gets a prior for each class, unless the given one knows them.
 *
 * The new model's KL, bounds, samples, files and exports are those of the new prior.
 *
 * @param data the training data; held-out data would leak into the prior
 * @throws Error when the prior can be neither fitted in closed form nor by steps, has other classes than the model, or the data do not fit the model
 */
export async function fitPrior(
  model: Vae,
  prior: Prior,
  data: TrainingData,
  options: FitPriorOptions = {},
): Promise<FittedPrior> {
  if (model.conditionWidth !== undefined)
    throw new Error(
      `fitPrior: the model is conditioned on ${model.conditionWidth} numbers, and a prior of all its codes is not p(z|c); train it with conditionalNormal() as its prior`,
    );
  const whole = conditionedPrior(model, prior);
  const fitted = underPrior(model, whole);
  try {
    checkClasses(model, fitted.prior, whole.config.kind);
    const seed = options.seed === undefined ? {} : { seed: options.seed };
    const codes = await drawCodes('fitPrior', model, data, seed);
    if (fitted.prior.initialize !== undefined) await start(fitted, data, seed);
    startPrior(fitted, codes);
    if (fitted.prior.fitting?.kind === 'closed') return { model: fitted };
    const { validationData, ...rest } = options;
    const held = validationData && (await drawCodes('fitPrior (validationData)', model, validationData, seed));
    return { model: fitted, result: await fitBySteps(fitted, codes, { ...rest, validationData: held }) };
  } catch (error) {
    fitted.dispose();
    throw error;
  }
}

/** The prior itself, or one of it for each class. */
function conditionedPrior(model: Vae, prior: Prior): Prior {
  if (model.classes === undefined) return prior;
  const trial = prior.build(model.shapes);
  const knows = trial.classes !== undefined;
  freeParts([trial]);
  return knows ? prior : perClass(model.classes, prior);
}

function checkClasses({ classes }: Vae, prior: BuiltPrior, kind: string): void {
  if (prior.classes === undefined || prior.classes === classes) return;
  const known = classes === undefined ? 'is not conditioned on labels' : `has ${classes}`;
  throw new Error(`fitPrior: the prior (${kind}) has ${prior.classes} classes but the model ${known}; expected the same`);
}

/** Starts the prior from the first batch of the data, as the first fit of a model does. */
async function start(model: Vae, data: TrainingData, { seed = 0 }: { readonly seed?: number }): Promise<void> {
  const source = await openSource('fitPrior', model, data, { batchSize: 128, seed });
  for await (const plain of source.epoch(0)) {
    const batch = batchTensors(plain);
    try {
      tf.tidy(() => {
        const { condition } = model.context(batch.y, batch.x.shape[0]!);
        model.prior.initialize!(batch, {}, model, condition);
      });
    } finally {
      tf.dispose(batch as unknown as tf.TensorContainer);
    }
    return;
  }
}

/**
 * What of a fit of a model's prior to codes is computed at once: all of it where the prior has a closed form, else where the codes lie, if it asks for that. The
 * steps are then those of {@link priorOnCodes}.
 */
export function startPrior(model: Vae, { x, y }: DrawnCodes): void {
  const [rows] = x.shape as [number];
  const { fitting } = model.prior;
  if (fitting?.kind === 'closed') fitting.fit(x.data, rows, y?.data, model);
  else fitting?.start?.(x.data, rows, y?.data);
}

/**
 * The prior of a model, which is all that moves, as a model of codes: `x` are codes, as `drawCodes` draws them, `y` their labels.
 *
 * @throws Error when the prior can not be fitted by steps, or only against a bound at draws that are always the same
 */
export function priorOnCodes(model: Vae): Trainable & KnowsExamples {
  const { prior, classes } = model;
  const { variables = {}, state, fitting } = prior;
  const { kind } = model.config.prior;
  if (Object.keys(variables).length === 0) throw new Error(`fitPrior: the prior (${kind}) has nothing to fit`);
  if (fitting === undefined && prior.logDensity === undefined)
    throw new Error(`fitPrior: the prior (${kind}) has neither a density nor a loss of its own to be fitted by`);
  const steps = fitting?.kind === 'steps' ? fitting : undefined;
  if (steps === undefined) requireTrainableDensity('fitPrior', prior);
  const onCodes = trainable({
    variables,
    ...(state === undefined ? {} : { state }),
    schedules: prefixed('prior', prior.schedules),
    noise: steps?.noise ?? {},
    terms({ batch, noise, mode, schedule }) {
      const rows = batch.x.shape[0]!;
      const weight = batch.weight === undefined ? {} : { weight: batch.weight };
      const context = contextFor('prior', { ...model.context(batch.y, rows), mode, modelSchedule: schedule, ...weight });
      const loss = steps?.loss(batch.x, noise, context) ?? (tf.neg(prior.logDensity!(batch.x, context)) as tf.Tensor1D);
      return { loss, ...penaltyTerms(prior, rows) };
    },
  });
  return Object.assign(onCodes, {
    event: model.latent,
    ...(classes === undefined ? {} : { classes }),
    ...(prior.marginalizesLabels === true ? { marginalizesLabels: true } : {}),
  });
}

/** Fits the prior of a model, which is all that moves, to codes. */
async function fitBySteps(model: Vae, { x, y }: DrawnCodes, options: FitPriorOptions): Promise<FitResult> {
  const { earlyStopping, validationData } = options;
  const { validationSplit = validationData === undefined && earlyStopping !== undefined ? 0.1 : 0 } = options;
  const left = x.shape[0]! - Math.floor(x.shape[0]! * validationSplit);
  const { epochs = 20, batchSize = Math.min(128, left) } = options;
  return fit(priorOnCodes(model), y === undefined ? { x } : { x, y }, { ...options, epochs, batchSize });
}
