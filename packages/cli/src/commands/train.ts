import { catalog, type Catalog } from '@vaekit/models';
import { command, type Command } from '../command.js';
import { readNormal } from '../data/normalClasses.js';
import { type LateOption, modelOptions } from '../model/modelOptions.js';
import { choice, custom, flag, type OptionSpecsOf, real, text, under, whole } from '../optionSpec.js';
import { epochsShown } from '../training/defaultEpochs.js';
import { optimizerOption } from '../training/optimizerChoice.js';
import { pointDefaultsShown } from '../training/pointDefaults.js';
import { rateScheduleOption } from '../training/rateSchedule.js';
import { tableLatentShown } from '../training/tableLatent.js';
import { type CheckpointEvery, readCheckpointEvery } from './checkpointEvery.js';
import { dataDirOption, dataOption } from './dataOptions.js';
import { readingOptions } from './readingOptions.js';
import { columns } from './tableOptions.js';
import { checkTrainOptions } from './trainChecks/checkTrainOptions.js';
import type { DataChoice, OutputChoice, TrainingChoice, TrainOptions } from './trainOptions.js';
import { readValidation, type Validation } from './validation.js';

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
  optimizer: optimizerOption,
  lr: real('learning rate', { fallback: undefined, shown: '1e-3', ...positive }),
  'lr-schedule': rateScheduleOption,
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
      'vaekit train --data digits --optimizer adam:beta1=0.5 --lr-schedule step:0.1@20,30 --epochs 40',
      'vaekit train --resume runs/digits --epochs 40',
    ],
    check: (options, { given }) => checkTrainOptions(options, given, models),
  });

/** `vaekit train`. */
export const train: Command = trainCommand(catalog);
