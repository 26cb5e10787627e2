import type { KnowsExamples, Trainable } from '../contract.js';
import { batchExamples, type BatchTarget } from './batchExamples.js';
import { dataStreams } from './dataStreams.js';
import { datasetBatches } from './datasetBatches.js';
import { type BatchSource, isBatchSource, type PlainExamples, readExamples, type TrainingData } from './examples.js';
import type { FitOptions } from './fitOptions.js';
import { takeRows } from './takeRows.js';
import { isDataset } from './tensorDataset.js';

/** What a training reads its batches from. */
export interface Sources {
  readonly training: BatchSource;
  readonly validation?: BatchSource;
  /** Where examples in memory are written to, once an engine has arrays for them. */
  readonly target: BatchTarget;
}

/** The batches to train and to validate on. @throws Error or RangeError when data, model and options do not fit */
export async function openSources(model: Trainable & KnowsExamples, data: TrainingData, options: FitOptions): Promise<Sources> {
  const { seed = 0, shuffle = true, validationData, earlyStopping } = options;
  const { validationSplit = validationData === undefined && earlyStopping !== undefined ? 0.1 : 0 } = options;
  const sizeFor = (examples: PlainExamples): number => options.batchSize ?? Math.min(128, examples.x.shape[0]!);
  const heldOut = (examples: PlainExamples): BatchSource =>
    batchExamples(examples, { batchSize: Math.min(sizeFor(examples), examples.x.shape[0]!), seed, shuffle: false, reuse: true });
  const validationSource = async (): Promise<BatchSource | undefined> => {
    if (validationData === undefined) return undefined;
    if (isBatchSource(validationData)) return validationData;
    if (isDataset(validationData)) return datasetBatches('fit (validationData)', validationData, model);
    return heldOut(await readExamples('fit (validationData)', validationData, model));
  };

  if (isBatchSource(data) || isDataset(data)) {
    if (validationSplit > 0)
      throw new Error('fit: `validationSplit` cannot divide data that comes in batches; give `validationData`');
    const validation = await validationSource();
    return {
      training: isDataset(data) ? await datasetBatches('fit', data, model) : data,
      target: {},
      ...(validation === undefined ? {} : { validation }),
    };
  }
  const all = await readExamples('fit', data, model);
  const count = all.x.shape[0]!;
  const held = Math.floor(count * validationSplit);
  let training = all;
  let validation = await validationSource();
  if (validation === undefined && validationSplit > 0) {
    if (held === 0)
      throw new Error(`fit: \`validationSplit\` ${validationSplit} of ${count} examples leaves none to validate on`);
    const order = dataStreams(seed).split().permutation(count);
    training = takeRows(all, order.subarray(0, count - held));
    validation = heldOut(takeRows(all, order.subarray(count - held)));
  }
  const examples = training.x.shape[0]!;
  const batchSize = sizeFor(training);
  if (batchSize > examples) {
    throw new RangeError(
      `fit: \`batchSize\` is ${batchSize} but there are only ${examples} training examples; use a batch size of at most ${examples}`,
    );
  }
  const target: BatchTarget = {};
  const source = batchExamples(training, { batchSize, seed, shuffle, reuse: true, target });
  return { training: source, target, ...(validation === undefined ? {} : { validation }) };
}
