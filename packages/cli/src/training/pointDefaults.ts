import type { ModelOptions } from '@vaekit/models';
import type { RateSchedule } from './rateSchedule.js';

const WIDEST = 16;
const HIDDEN = [128, 128, 128, 128];
const BATCH = 32;
const RATE = 2e-3;
const STEPS = 60_000;
/** Of few points so many passes are enough, and more would only learn them by heart. */
const PASSES = 400;

/** The defaults below, as help says them. */
export const pointDefaultsShown: string = `A vae on points (examples of at most ${WIDEST} numbers that are no table, gaussian likelihood) has other defaults: hidden layers ${HIDDEN.join()}, a code as wide as a point, a predicted sigma (a learned one under --standardize=false), batches of ${BATCH}, a learning rate of 2e-3; without --epochs, ${STEPS.toLocaleString('en')} steps (at most ${PASSES} epochs) under a cosine schedule, the KL rising over the first half.`;

/** What of a training these defaults decide. */
export interface PointDefaults {
  readonly 'batch-size': number;
  readonly epochs: number;
  readonly hidden: readonly number[];
  readonly latent: number;
  readonly lr: number;
  readonly 'lr-schedule': RateSchedule;
  readonly sigma: NonNullable<ModelOptions['sigma']>;
  readonly warmup: number;
}

type Given = { readonly model: string; readonly standardize?: boolean | undefined } & {
  readonly [K in keyof PointDefaults]?: PointDefaults[K] | undefined;
};

interface Data {
  readonly encoding?: object | undefined;
  readonly shape: readonly number[];
  readonly train: { readonly x: { readonly shape: readonly number[] } };
}

/**
 * What a `vae` on points is trained with where options do not say: in a code as wide as the points, each point a width of its own,
 * and the KL rises slowly, so that the code does not collapse before the decoder has learned a shape; small batches and many steps, as points are cheap.
 */
export function pointDefaults(given: Given, likelihood: ModelOptions['likelihood'], data: Data): Partial<PointDefaults> {
  const [width = 0, ...more] = data.shape;
  const points = more.length === 0 && width <= WIDEST && data.encoding === undefined && likelihood === 'gaussian';
  if (given.model !== 'vae' || !points) return {};
  const examples = data.train.x.shape[0]!;
  const batchSize = given['batch-size'] ?? Math.min(BATCH, examples);
  const batches = Math.ceil(examples / batchSize);
  // What depends on the number of steps comes only where that is a default too: a run of two epochs goes on to three as one of three does.
  const whole = given.epochs === undefined;
  const epochs = given.epochs ?? Math.min(PASSES, Math.ceil(STEPS / batches));
  return {
    'batch-size': batchSize,
    epochs,
    hidden: given.hidden ?? HIDDEN,
    latent: given.latent ?? width,
    lr: given.lr ?? RATE,
    'lr-schedule': given['lr-schedule'] ?? (whole ? 'cosine' : 'constant'),
    // Numbers of any size as they are can be further from a first guess than a predicted sigma can say: their sigma is learned from there.
    sigma: given.sigma ?? (given.standardize === false ? 'learned' : 'predicted'),
    warmup: given.warmup ?? (whole ? Math.floor((epochs * batches) / 2) : 0),
  };
}
