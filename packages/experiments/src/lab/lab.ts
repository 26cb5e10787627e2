import { adam, batches, deserialize, type Engine, fitPrior, serialize, type Vae } from '@vaekit/core';
import {
  buildModel,
  buildPrior,
  findModel,
  fitPhases,
  fittablePriors,
  type ModelOptions,
  phasesOf,
  type PriorName,
  valuesOf,
} from '@vaekit/models';
import type { LabData } from './labData.js';
import { modelKey } from './modelKey.js';

/** A prior of the catalog, to be fitted to codes. */
export interface PriorRequest {
  readonly name: PriorName;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly epochs?: number;
}

/** A model of the catalog to be trained. Equal requests give one model, whoever asks. */
export interface TrainRequest {
  /** The name in the catalog. */
  readonly model: string;
  /** Its options, without the seed. */
  readonly options?: Partial<ModelOptions>;
  readonly data: LabData;
  readonly epochs: number;
  readonly seed: number;
  /** Default 128, or all examples where there are fewer. */
  readonly batchSize?: number;
  /** Of Adam. Default 0.001. */
  readonly learningRate?: number;
  /** A prior of the catalog that is fitted to the codes afterwards. */
  readonly prior?: PriorRequest;
}

/** Where trained models are kept from one run to the next. */
export interface ModelStore {
  read(key: string): Promise<Uint8Array | undefined>;
  write(key: string, bytes: Uint8Array): Promise<void>;
}

/** What an experiment works with. */
export interface Lab {
  /** The seeds, one run of everything each. */
  readonly seeds: readonly number[];
  /** Whether to be done in about a minute. */
  readonly quick: boolean;
  /** Gray images with labels in [0, 1]: digits unless said. A quarter as many, of half the size, where `quick`. */
  readonly images: LabData;
  readonly engine: Engine;
  /** `quick` where it is to be quick, else `full`. */
  amount<T>(full: T, quick: T): T;
  /** A trained model, shared: never to be changed or disposed. */
  trained(request: TrainRequest): Promise<Vae>;
  /** A model that the catalog has not, shared by what `key` says of it: data, options, epochs, seed. */
  shared(key: unknown, make: () => Promise<Vae>): Promise<Vae>;
  /** Says what is going on. */
  note(text: string): void;
}

/** Options of {@link openLab}. */
export interface LabOptions {
  readonly seeds: readonly number[];
  readonly quick: boolean;
  readonly images: LabData;
  readonly engine: Engine;
  readonly store?: ModelStore | undefined;
  readonly note?: ((text: string) => void) | undefined;
}

async function trainedAnew(request: TrainRequest, engine: Engine): Promise<Vae> {
  const { model: name, options = {}, data, epochs, seed, learningRate = 1e-3 } = request;
  const entry = findModel(name);
  if (entry === undefined) throw new Error(`trained: no model is called ${name}`);
  const size = data.train.x.shape[0]!;
  const batchSize = Math.min(request.batchSize ?? 128, size);
  const own = 'seed' in entry.options ? { seed, ...options } : options;
  const model = await buildModel(name, own, {
    event: data.train.x.shape.slice(1),
    binarization: data.train.binarization,
    size,
    ...(data.classes === undefined ? {} : { classes: data.classes }),
  });
  try {
    const whole = { training: batches(data.train, { batchSize, seed, reuse: true }) };
    const phases = phasesOf(entry, model, whole, valuesOf(entry, own));
    await fitPhases(model, phases, whole, { epochs, batchSize, seed, engine, optimizer: adam({ learningRate }) });
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The same model with a prior fitted to its codes. It shares the networks. */
async function underFitted(base: Vae, prior: PriorRequest, data: LabData, seed: number, engine: Engine): Promise<Vae> {
  const entry = fittablePriors.find(({ name }) => name === prior.name);
  const options = entry !== undefined && 'seed' in entry.options ? { seed, ...prior.options } : { ...prior.options };
  const made = await buildPrior(prior.name, options, base);
  const epochs = prior.epochs === undefined ? {} : { epochs: prior.epochs };
  return (await fitPrior(base, made, data.train, { seed, engine, ...epochs })).model;
}

/** Opens a lab; `close` frees its models. */
export function openLab({ seeds, quick, images, engine, store, note = () => {} }: LabOptions): Lab & { close(): Promise<void> } {
  const models = new Map<string, Promise<Vae>>();
  const shared: Lab['shared'] = async (what, make) => {
    const key = await modelKey({ what, engine: engine.name });
    const made = async (): Promise<Vae> => {
      const kept = await store?.read(key);
      if (kept !== undefined) return deserialize(kept);
      const model = await make();
      await store?.write(key, await serialize(model));
      return model;
    };
    let model = models.get(key);
    if (model === undefined) models.set(key, (model = made()));
    return model;
  };
  const trained: Lab['trained'] = ({ prior, ...request }) => {
    const { data, options = {}, ...rest } = request;
    const entry = findModel(request.model);
    // Defaults too: a kept model of other defaults is another model.
    const values = entry === undefined ? options : valuesOf(entry, options);
    const what = { ...rest, options: values, data: data.key, ...(prior === undefined ? {} : { prior }) };
    return shared(what, async () => {
      if (prior !== undefined) return underFitted(await trained(request), prior, data, request.seed, engine);
      note(`training ${request.model}, seed ${request.seed}, ${request.epochs} epochs on ${data.key}`);
      return trainedAnew(request, engine);
    });
  };
  return {
    seeds,
    quick,
    images,
    engine,
    amount: (full, fast) => (quick ? fast : full),
    trained,
    shared,
    note,
    async close() {
      for (const model of models.values()) (await model.catch(() => undefined))?.dispose();
      models.clear();
    },
  };
}
