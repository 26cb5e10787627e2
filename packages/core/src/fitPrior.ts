import * as tf from '@tensorflow/tfjs';
import { assembled, type Vae } from './assembled.js';
import { codesOf, type Codes } from './codesOf.js';
import { partsOf } from './judgedBy.js';
import type { BuiltPrior, Prior } from './parts.js';
import { perClass } from './priors/perClass.js';
import { trainable } from './trainable.js';
import type { TrainingData } from './training/examples.js';
import { fit, type FitOptions, type FitResult } from './training/fit.js';

/** Options of {@link fitPrior}: those of `fit` for the steps of a prior that has no closed form; `epochs` is 20 unless said. */
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
 * `−log p(z)`, or the prior's own loss, is minimized. A model with classes gets a prior for each class, unless the given one knows them.
 *
 * The new model's KL, bounds, samples, files and exports are those of the new prior.
 *
 * @param data the training data; held-out data would leak into the prior
 * @throws Error when the prior can be neither fitted in closed form nor by steps, or the data do not fit the model
 */
export async function fitPrior(
  model: Vae,
  prior: Prior,
  data: TrainingData,
  options: FitPriorOptions = {},
): Promise<FittedPrior> {
  const whole = await conditionedPrior(model, prior);
  const built = whole.build(model.shapes);
  try {
    const codes = await codesOf('fitPrior', model, data, options.seed === undefined ? {} : { seed: options.seed });
    const result = await fitted(model, built, codes, options, whole.config.kind);
    const owned = Object.values({ ...built.variables, ...built.state });
    const parts = { ...partsOf(model), prior: built, config: { ...model.config, prior: whole.config } };
    return { model: assembled(parts, () => owned), ...(result === undefined ? {} : { result }) };
  } catch (error) {
    tf.dispose(Object.values({ ...built.variables, ...built.state }));
    throw error;
  }
}

/** The prior itself, or one of it for each class. */
async function conditionedPrior(model: Vae, prior: Prior): Promise<Prior> {
  if (model.classes === undefined) return prior;
  const trial = prior.build(model.shapes);
  const knows = trial.classes !== undefined;
  tf.dispose(Object.values({ ...trial.variables, ...trial.state }));
  return knows ? prior : perClass(model.classes, prior);
}

async function fitted(
  model: Vae,
  prior: BuiltPrior,
  { x, y }: Codes,
  options: FitPriorOptions,
  kind: string,
): Promise<FitResult | undefined> {
  const { fitting, variables = {} } = prior;
  if (fitting?.kind === 'closed') {
    fitting.fit(x.data, x.shape[0]!, y?.data);
    return undefined;
  }
  if (Object.keys(variables).length === 0) throw new Error(`fitPrior: the prior (${kind}) has nothing to fit`);
  if (fitting === undefined && prior.logDensity === undefined)
    throw new Error(`fitPrior: the prior (${kind}) has neither a density nor a loss of its own to be fitted by`);
  const onCodes = trainable({
    variables,
    ...(prior.state === undefined ? {} : { state: prior.state }),
    noise: fitting?.noise ?? {},
    terms: ({ batch, noise, mode }) => {
      const rows = batch.x.shape[0]!;
      const context = { ...model.context(batch.y, rows), mode, ...(batch.weight === undefined ? {} : { weight: batch.weight }) };
      const loss = fitting?.loss(batch.x, noise, context) ?? (tf.neg(prior.logDensity!(batch.x, context)) as tf.Tensor1D);
      return { loss };
    },
  });
  const { epochs = 20, batchSize = Math.min(128, x.shape[0]!), ...rest } = options;
  const classes = model.classes === undefined ? {} : { classes: model.classes };
  const known = Object.assign(onCodes, { event: model.latent, ...classes });
  return fit(known, y === undefined ? { x } : { x, y }, { ...rest, epochs, batchSize });
}
