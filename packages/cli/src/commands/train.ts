import { type Catalog, catalog, findModel } from '@vaekit/models';
import { command, type Command } from '../command.js';
import { readNormal } from '../data/normalClasses.js';
import { checkSigma } from '../model/checkSigma.js';
import { checkModelOptions, type LateOption, type ModelChoice, modelOptions } from '../model/modelOptions.js';
import { choice, custom, flag, type OptionSpecsOf, real, text, under, whole } from '../optionSpec.js';
import { epochsShown } from '../training/defaultEpochs.js';
import { pointDefaultsShown } from '../training/pointDefaults.js';
import { tableLatentShown } from '../training/tableLatent.js';
import type { TrackerName } from '../training/trackerName.js';
import { UsageError } from '../usageError.js';
import { type CheckpointEvery, readCheckpointEvery } from './checkpointEvery.js';
import { columns } from './tableOptions.js';
import { checkDataDir, dataDirOption, dataOption, hasPoints, isDataName } from './dataOptions.js';
import { checkReading, type ReadingChoice, readingOptions } from './readingOptions.js';
import { readValidation, type Validation } from './validation.js';

/** Which data, and what is done with them. */
interface DataChoice extends ReadingChoice {
  readonly data: string | undefined;
  readonly 'data-dir': string | undefined;
  readonly normal: string | undefined;
  readonly standardize: boolean | undefined;
  readonly condition: readonly string[] | undefined;
  readonly 'labels-fraction': number | undefined;
  readonly 'test-fraction': number;
  readonly limit: number | undefined;
  readonly binarize: 'dynamic' | 'none' | 'static';
  readonly validation: Validation;
}

/** How the model is trained. */
interface TrainingChoice {
  readonly from: string | undefined;
  readonly freeze: 'decoder' | 'encoder' | undefined;
  readonly epochs: number | undefined;
  readonly 'batch-size': number | undefined;
  readonly optimizer: 'adam' | 'adamax' | 'adamw' | 'rmsprop' | 'sgd';
  readonly lr: number | undefined;
  readonly 'lr-schedule': 'constant' | 'cosine' | undefined;
  readonly 'weight-decay': number | undefined;
  readonly 'clip-norm': number | undefined;
  readonly 'average-weights': number | undefined;
  readonly 'early-stopping': number | undefined;
  readonly backend: 'auto' | 'cpu' | 'wasm';
  readonly engine: 'auto' | 'compiled' | 'eager';
}

/** Where the run is written, and what is shown. */
interface OutputChoice {
  readonly out: string | undefined;
  readonly force: boolean;
  readonly resume: string | undefined;
  readonly 'checkpoint-every': CheckpointEvery | undefined;
  readonly tracker: TrackerName | undefined;
  readonly json: boolean;
  readonly 'no-preview': boolean;
}

/** The options of `train`. */
export interface TrainOptions extends Omit<ModelChoice, LateOption>, DataChoice, TrainingChoice, OutputChoice {
  readonly latent: number | undefined;
  readonly warmup: number | undefined;
}

const positive = { accepts: (value: number) => value > 0, expected: 'a finite number above 0' };
const dataOptions: OptionSpecsOf<DataChoice> = {
  data: dataOption,
  'data-dir': dataDirOption,
  ...readingOptions,
  normal: custom<string | undefined>(
    'train on the examples of these classes only, such as outcome=healthy; the others stay in the test part, and the end says how well they are told from these',
    {
      fallback: undefined,
      placeholder: '[COLUMN=]CLASS,CLASS',
      shown: '',
      read: (value) => (readNormal(value) === undefined ? undefined : value),
      expected: 'classes joined by commas, of a table behind COLUMN=, such as outcome=healthy',
    },
  ),
  standardize: {
    ...flag('numbers get mean 0 and deviation 1, those of the training part, which are kept with the run'),
    fallback: undefined,
    shown: 'tables, and points and arrays in a file far from mean 0 and deviation 1',
  },
  condition: columns(
    'columns of a table, such as age,dose, or quadrants of images, such as lower-left, that the model is given instead of learning them',
  ),
  'labels-fraction': real(
    'labels on this part of the training examples alone, drawn from the seed; the others have none: for models that take examples without a label',
    {
      fallback: undefined,
      placeholder: 'FRACTION',
      shown: 'all have theirs',
      accepts: (value) => value > 0 && value < 1,
      expected: 'a part between 0 and 1 such as 0.1',
    },
  ),
  'test-fraction': real('a file or folder without a test part: the part that is held out for the test', {
    fallback: 0.1,
    accepts: (value) => value > 0 && value < 1,
    expected: 'a part between 0 and 1 such as 0.1',
  }),
  limit: whole('use the first N training examples only', { fallback: undefined, least: 1 }),
  binarize: choice('bits from gray pixels: once for all, or anew in every epoch', ['none', 'static', 'dynamic'], {
    fallback: 'none',
  }),
  validation: custom<Validation>(
    'a part of the training data to select the best epoch on; or score the test split every epoch and select nothing',
    {
      fallback: 0.1,
      placeholder: 'FRACTION|test|none',
      read: readValidation,
      expected: 'a part between 0 and 1 such as 0.1, test or none',
    },
  ),
};

const trainingOptions: OptionSpecsOf<TrainingChoice> = {
  from: text('begin with the model of this run, its weights and how it reads data, and train on --data', {
    fallback: undefined,
    placeholder: 'RUN',
    completes: 'folder',
    shown: '',
  }),
  freeze: choice('with --from: hold the encoder or the decoder as it is', ['encoder', 'decoder'], {
    fallback: undefined,
    shown: '',
  }),
  epochs: whole('passes through the training data', { fallback: undefined, least: 1, shown: epochsShown }),
  'batch-size': whole('examples in a step', {
    fallback: undefined,
    least: 1,
    shown: '128, or all training examples where there are fewer',
  }),
  optimizer: choice('rmsprop has its epsilon outside the root, as Keras has', ['adam', 'adamw', 'adamax', 'rmsprop', 'sgd'], {
    fallback: 'adam',
  }),
  lr: real('learning rate', { fallback: undefined, shown: '1e-3', ...positive }),
  'lr-schedule': choice(
    'cosine lets the learning rate fall to 0 over all epochs, so that the weights settle',
    ['constant', 'cosine'],
    { fallback: undefined, shown: 'constant' },
  ),
  'weight-decay': real('adamw: every weight shrinks by the factor 1 - learning rate * X before each step', {
    fallback: undefined,
    shown: '0.01',
    accepts: (value) => value >= 0,
    expected: 'a finite number of at least 0, such as 0.01',
  }),
  'clip-norm': real('scale the gradient of all weights together down to this Euclidean norm where it is longer', {
    fallback: undefined,
    shown: '',
    ...positive,
  }),
  'average-weights': real(
    'the model is a moving average of the weights, average <- DECAY * average + (1 - DECAY) * weights after every step',
    {
      fallback: undefined,
      placeholder: 'DECAY',
      accepts: (value) => value >= 0 && value < 1,
      expected: 'a decay from 0 to below 1, such as 0.999',
    },
  ),
  'early-stopping': whole('end after N epochs without improvement on the validation part', { fallback: undefined, least: 1 }),
  backend: choice('backend of TensorFlow.js; auto takes wasm where it can', ['auto', 'wasm', 'cpu'], { fallback: 'auto' }),
  engine: choice(
    'how steps are computed: compiled for ONNX Runtime, or operation by operation; auto takes the faster there is',
    ['auto', 'compiled', 'eager'],
    {
      fallback: 'auto',
    },
  ),
};

const outputOptions: OptionSpecsOf<OutputChoice> = {
  out: text('the run folder to write; it must not exist', {
    fallback: undefined,
    placeholder: 'DIR',
    completes: 'folder',
    shown: 'runs/MODEL-DATA-N',
  }),
  force: flag('replace the run in --out, once the new one has started'),
  resume: text('go on with a run that was interrupted, or that is to have more --epochs', {
    fallback: undefined,
    placeholder: 'RUN',
    completes: 'folder',
  }),
  'checkpoint-every': custom<CheckpointEvery | undefined>(
    'save the exact point inside epochs too: every so many steps (500), or after so much time (30s, 10m, 1h)',
    {
      fallback: undefined,
      placeholder: 'STEPS|TIME',
      shown: 'at the end of each epoch',
      read: readCheckpointEvery,
      expected: 'a number of steps such as 500, or a time such as 30s, 10m or 1h',
    },
  ),
  tracker: choice(
    'write what TensorBoard draws into the run folder too: every epoch, the options, the test scores',
    ['tensorboard'],
    {
      fallback: undefined,
      shown: '',
    },
  ),
  json: flag('one JSON object a line instead of text'),
  'no-preview': flag('no picture of samples at the end of an epoch'),
};

/** Options that a resumed run takes; all others are those it began with. */
const withResume: ReadonlySet<string> = new Set([
  'resume',
  'epochs',
  'checkpoint-every',
  'data-dir',
  'tracker',
  'json',
  'no-preview',
]);

/** @throws UsageError for early stopping without a validation part */
function checkHolding({ validation, 'early-stopping': patience }: TrainOptions): void {
  if (patience === undefined || typeof validation === 'number') return;
  throw new UsageError(
    `--early-stopping needs a validation part, but --validation is ${validation}; give a fraction such as 0.1`,
  );
}

/** What a training that begins with another run has from that run, besides the options of its model. */
export const fromParent: readonly string[] = ['model', 'label', 'exclude', 'standardize', 'condition', 'binarize'];

/** @throws UsageError for options beside `--from` that the other run has said already, and for `--freeze` without it */
function checkFrom({ from, freeze }: TrainOptions, given: ReadonlySet<string>, models: Catalog): void {
  if (from === undefined) {
    if (freeze !== undefined)
      throw new UsageError(`--freeze ${freeze} holds what --from RUN has trained; give --from too, or leave it out`);
    return;
  }
  const settled = new Set([...fromParent, ...Object.keys(modelOptions(models)).filter((name) => name !== 'seed')]);
  const others = [...given].filter((name) => settled.has(name)).map((name) => `--${name}`);
  if (others.length > 0)
    throw new UsageError(`--from takes the model of ${from} and how it reads data; leave out ${others.join(', ')}`);
}

/** @throws UsageError where `--normal` and `--label` name different columns, or a table's column is not named */
function checkNormal({ normal, label, data }: TrainOptions): void {
  const column = normal === undefined ? undefined : readNormal(normal)?.column;
  if (column === undefined) return;
  if (isDataName(data!))
    throw new UsageError(`--normal ${normal} names a column, but ${data} is no table; give the classes alone`);
  if (label !== undefined && label !== column)
    throw new UsageError(`--normal ${normal} and --label ${label} name different columns; give one`);
}

/** @throws UsageError where the model has no place for numbers, or labels are its condition too */
function checkCondition({ condition, model, label, normal }: TrainOptions, models: Catalog): void {
  if (condition === undefined) return;
  const named = `--condition ${condition.join(',')}`;
  const entry = findModel(model, models);
  if (entry?.takesNumbers !== true)
    throw new UsageError(
      `${named} is not for ${model}${entry?.withoutNumbers === undefined ? '' : `, because ${entry.withoutNumbers}`}; take another --model, such as cvae`,
    );
  const other = label === undefined ? normal && `--normal ${normal}` : `--label ${label}`;
  if (other !== undefined)
    throw new UsageError(
      `${named} and ${other} name two conditions; give one, and the column of the label among those of --condition where it is to count too`,
    );
  if (new Set(condition).size < condition.length) throw new UsageError(`${named} names a column twice; name each once`);
}

/** @throws UsageError where a model needs the label of every row, or has no use for one */
function checkLabelsFraction(options: TrainOptions, models: Catalog): void {
  const { 'labels-fraction': fraction, model } = options;
  if (fraction === undefined) return;
  const named = `--labels-fraction ${fraction}`;
  const entry = findModel(model, models);
  if (entry?.takesUnknownLabels === undefined) {
    const taking = models.flatMap((one) => (one.takesUnknownLabels === undefined ? [] : [one.name]));
    const why = entry?.needs.includes('labels') === true ? 'needs the label of every row' : 'learns no labels';
    throw new UsageError(`${named} hides labels, but a ${model} ${why}; take ${taking.join(' or ')}`);
  }
  const { takesUnknownLabels: by } = entry;
  if (by !== true && options[by] !== true)
    throw new UsageError(`${named} hides labels, which a ${model} takes with --${by} alone; give that too`);
}

/** @throws UsageError for a weight decay beside an optimizer that has none */
function checkDecay({ 'weight-decay': decay, optimizer }: TrainOptions): void {
  if (decay === undefined || optimizer === 'adamw') return;
  throw new UsageError(
    `--weight-decay belongs to --optimizer adamw, but the optimizer is ${optimizer}; give --optimizer adamw too`,
  );
}

/** @throws UsageError where the dense layers behind convolutions are named twice */
function checkDense({ arch }: TrainOptions, given: ReadonlySet<string>): void {
  if (!given.has('hidden') || !given.has('dense')) return;
  throw new UsageError(
    `--hidden and --dense mean the same with --arch ${arch}: the dense layers behind the convolutions; give one`,
  );
}

/** Options of the optimizer. */
const ofOptimizer = ['optimizer', 'lr', 'lr-schedule', 'weight-decay', 'clip-norm'] as const;
/** Options of gradient steps. */
const ofSteps = ['epochs', ...ofOptimizer, 'average-weights', 'early-stopping'] as const;

/** The same, of the options alone. @throws UsageError for options that contradict each other */
function checkTrainOptions(options: TrainOptions, given: ReadonlySet<string>, models: Catalog): void {
  if (options.resume !== undefined) {
    const others = [...given].filter((name) => !withResume.has(name)).map((name) => `--${name}`);
    if (others.length > 0) {
      throw new UsageError(
        `--resume uses the options the run started with; leave out ${others.join(', ')} (only --epochs may change)`,
      );
    }
    return;
  }
  if (options.data === undefined)
    throw new UsageError('--data is missing; expected a data set (`vaekit data list` names them), a file or a folder');
  if (options.data === '-')
    throw new UsageError('--data - is read once, but a run reads its data again; write standard input to a file and give that');
  const named = isDataName(options.data);
  if (given.has('test-fraction') && named)
    throw new UsageError(`--test-fraction does not apply to ${options.data}; it belongs to a file or a folder`);
  checkReading(options.data, given);
  checkDataDir(options.data, options['data-dir']);
  checkNormal(options);
  checkFrom(options, given, models);
  checkDecay(options);
  if (options.from !== undefined) return checkHolding(options);
  checkModelOptions(options, given, models);
  checkDense(options, given);
  checkCondition(options, models);
  checkLabelsFraction(options, models);
  const steps = ofSteps.find((name) => given.has(name));
  if (steps !== undefined && findModel(options.model, models)?.atOnce === true)
    throw new UsageError(`--${steps} does not apply to ${options.model}, which is computed at once; leave it out`);
  const rate = ofOptimizer.find((name) => given.has(name));
  if (rate !== undefined && findModel(options.model, models)?.ownOptimizers === true)
    throw new UsageError(
      `--${rate} does not apply to ${options.model}, whose players have optimizers of their own; give --generator-lr and --discriminator-lr`,
    );
  if (given.has('average-weights') && Object.hasOwn(findModel(options.model, models)?.options ?? {}, 'game-average'))
    throw new UsageError(`--average-weights is --game-average for ${options.model}, and has a default; give that`);
  if (options.arch !== 'mlp' && hasPoints(options.data))
    throw new UsageError(`--arch ${options.arch} needs images, but ${options.data} has points; use mlp`);
  checkHolding(options);
  const { likelihood } = options;
  if (likelihood !== undefined) checkSigma(likelihood, options.sigma);
  const known = likelihood ?? (hasPoints(options.data) ? 'gaussian' : undefined);
  if (known !== undefined && known !== 'bernoulli' && options.binarize !== 'none') {
    throw new UsageError(
      `--binarize ${options.binarize} makes bits, which a ${known} likelihood does not describe; use --likelihood bernoulli or --binarize none`,
    );
  }
  if (likelihood === 'bernoulli' && hasPoints(options.data)) {
    throw new UsageError(`--likelihood bernoulli is for values from 0 to 1, but ${options.data} has points; use gaussian`);
  }
}

const shownOf = (name: string, fallback: unknown): string =>
  `${String(fallback)}${name === 'latent' ? `; ${tableLatentShown}` : ''}`;

/** The options of models whose default depends on the data; help shows the usual one. */
const lateOptions = (models: Catalog): OptionSpecsOf<Pick<TrainOptions, LateOption>> =>
  Object.fromEntries(
    Object.entries(modelOptions(models))
      .filter(([name]) => name === 'latent' || name === 'warmup')
      .map(([name, spec]) => [name, { ...spec, fallback: undefined, shown: shownOf(name, spec.fallback) }]),
  ) as OptionSpecsOf<Pick<TrainOptions, LateOption>>;

/** `vaekit train` of these models. */
export const trainCommand = (models: Catalog): Command =>
  command<TrainOptions>({
    name: 'train',
    summary: 'Train a model and write a run folder: options, metrics, checkpoints, pictures and a report',
    details:
      'With a validation part, the epoch with the lowest validation loss becomes the model of the run, and the test split is scored once, at the end. Losses are in nats per example, summed over the pixels. Ctrl-C, SIGTERM and SIGHUP save what is there and end with 130, 143 and 129; --resume goes on from it to the same bits. A reader of the output that leaves (`| head`) ends nothing. ' +
      pointDefaultsShown,
    options: {
      ...under('Data', dataOptions),
      ...under('Model', { ...modelOptions(models), ...lateOptions(models) }),
      ...under('Training', trainingOptions),
      ...under('Output', outputOptions),
    },
    examples: [
      'vaekit train --model class-mean-cvae --data digits --latent 16 --out runs/digits',
      'vaekit train --model vae --data mnist --data-dir ~/data/mnist --binarize dynamic --epochs 50',
      'vaekit train --data ./patients.csv --label outcome --latent 4 --out runs/patients',
      'vaekit train --model vae --data rectangles --latent 2 --warmup 500 --json > log.jsonl',
      'vaekit train --data ./patients.csv --normal outcome=healthy --out runs/healthy',
      'vaekit train --from runs/patients --data ./clinic.csv --freeze encoder --out runs/clinic',
      'vaekit train --resume runs/digits --epochs 40',
    ],
    check: (options, { given }) => checkTrainOptions(options, given, models),
  });

/** `vaekit train`. */
export const train: Command = trainCommand(catalog);
