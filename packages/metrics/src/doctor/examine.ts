import * as tf from '@tensorflow/tfjs';
import {
  type Batch,
  type BuiltObjective,
  codePerplexity,
  contextFor,
  drawNoise,
  type ExamplesInMemory,
  momentsIfDiagonal,
  randomStream,
  type RandomStream,
  type Vae,
} from '@vaekit/core';
import { type Interval, meanInterval } from '../meanInterval.js';
import { codeStatistics } from './codeStatistics.js';
import { deadUnits, rectifiedUnits } from './deadUnits.js';
import { codeWidth, type DoctorData, firstOf, overExamples } from './doctorData.js';
import type { Examination } from './examination.js';
import { gaussianDivergence } from './gaussianDivergence.js';
import { impliedBeta, varianceGradients } from './impliedBeta.js';
import { codeTotalCorrelation } from './codeTotalCorrelation.js';
import { mutualInformation } from './mutualInformation.js';
import { medianOf, nearestRow } from './nearestRow.js';

/** Options of {@link examine} and of `diagnose`. */
export interface ExamineOptions {
  /** Examples of each kind that are looked at. Default 1000. */
  readonly examples?: number;
  /** The seed of draws. Default 0. */
  readonly seed?: number;
}

const ONE: BuiltObjective = {
  samples: 1,
  evaluate: () => {
    throw new Error('examine: this pass is looked into; it has no loss');
  },
};

/** −ELBO of each example, or −log p(x|z) where there is no divergence to the prior. */
function losses(model: Vae, examples: ExamplesInMemory, stream: RandomStream): Float64Array {
  const spec = model.noise('evaluate', ONE);
  const { loss } = overExamples(model, examples, (batch, rows) => {
    const noise = drawNoise(spec, rows, stream);
    const pass = model.pass({ batch, noise, schedule: {}, mode: 'evaluate', dataSize: rows }, ONE);
    const reconstruction = tf.reshape(pass.reconstruction(), [rows]);
    const hasDivergence = model.prior.logDensity !== undefined || model.prior.kl !== undefined;
    const densities = model.posterior.family !== undefined || model.posterior.logDensity !== undefined;
    return { loss: hasDivergence && densities ? tf.add(reconstruction, pass.kl()) : reconstruction };
  });
  return loss;
}

/** What is encoded, decoded and drawn for held-out examples, one row each. */
function rowsOf(model: Vae, batch: Batch, rows: number, stream: RandomStream): Record<string, tf.Tensor> {
  const context = model.context(batch.y, rows);
  const { condition } = context;
  const moments = (x: tf.Tensor) => {
    const family = model.posterior.family?.(model.encodeParameters(x, condition), context);
    return family && momentsIfDiagonal(family);
  };
  const of = moments(batch.x);
  const noise = drawNoise(model.noise('evaluate', ONE), rows, stream);
  const pass = model.pass({ batch, noise, schedule: {}, mode: 'evaluate', dataSize: rows }, ONE);
  const z = pass.z();
  const parameters = pass.likelihoodParameters();
  const mean = model.likelihood.mean(parameters);
  const claim = model.likelihood.draw(parameters, drawNoise(model.likelihood.noise(), rows, stream));
  const prior = model.prior.draw(drawNoise(model.prior.noise(model), rows, stream), contextFor('prior', context), 1);
  const decoded = model.decodeParameters(prior, condition);
  const made = model.likelihood.draw(decoded, drawNoise(model.likelihood.noise(), rows, stream));
  const back = moments(made);
  const keep = batch.mask ?? tf.onesLike(batch.x);
  const inputs = (net: Vae['decoder'], first: tf.Tensor): tf.Tensor[] =>
    net.inputShapes.length > 1 ? [first, condition!] : [first];
  return {
    z: tf.reshape(z, [rows, -1]),
    prior: tf.reshape(prior, [rows, -1]),
    sample: tf.reshape(model.likelihood.mean(decoded), [rows, -1]),
    residual: tf.mean(tf.reshape(tf.mul(tf.square(tf.sub(batch.x, mean)), keep), [rows, -1]), 1),
    claimed: tf.mean(tf.reshape(tf.mul(tf.square(tf.sub(claim, mean)), keep), [rows, -1]), 1),
    ...(of === undefined ? {} : { mean: tf.reshape(of.mean, [rows, -1]), logVar: tf.reshape(of.logVar, [rows, -1]) }),
    ...(back === undefined
      ? {}
      : { score: tf.mean(tf.reshape(tf.div(tf.square(tf.sub(prior, back.mean)), tf.exp(back.logVar)), [rows, -1]), 1) }),
    ...rectifiedUnits(model.encoder, inputs(model.encoder, model.show(batch.x))),
    ...rectifiedUnits(model.decoder, inputs(model.decoder, z)),
  };
}

/** Means of losses by label. */
function meansByLabel(loss: Float64Array, labels: ArrayLike<number>): Map<number, { mean: number; examples: number }> {
  const groups = new Map<number, { mean: number; examples: number }>();
  loss.forEach((value, row) => {
    const { mean, examples } = groups.get(labels[row]!) ?? { mean: 0, examples: 0 };
    groups.set(labels[row]!, { mean: (mean * examples + value) / (examples + 1), examples: examples + 1 });
  });
  return groups;
}

/** The gap from training to held-out examples by label, and how far the widest is above the others. */
function byClass(
  [unseen, labels]: readonly [Float64Array, ArrayLike<number>],
  [seen, trained]: readonly [Float64Array, ArrayLike<number>],
): Examination['byClass'] {
  const known = meansByLabel(seen, trained);
  const classes = [...meansByLabel(unseen, labels)]
    .filter(([label, { examples }]) => label >= 0 && examples >= 5)
    .map(([label, { mean, examples }]) => {
      const own = known.get(label);
      return { label, examples, trained: own?.examples ?? 0, mean, gap: mean - (own?.mean ?? meanOf(seen)) };
    })
    .sort((a, b) => a.label - b.label);
  if (classes.length < 4) return undefined;
  const worst = classes.reduce((most, each) => (each.gap > most.gap ? each : most));
  const others = classes.filter((each) => each !== worst).map(({ gap }) => gap);
  const middle = others.reduce((sum, value) => sum + value, 0) / others.length;
  const spread = Math.sqrt(others.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (others.length - 1));
  return { classes, worst: worst.label, excess: (worst.gap - middle) / spread };
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Codes that are in use, from the moving averages of their counts. */
function codebookOf(model: Vae): Examination['codebook'] {
  const counts = model.state['posterior/counts'];
  if (counts === undefined) return undefined;
  const values = Array.from(counts.dataSync());
  const total = values.reduce((sum, value) => sum + value, 0);
  const perplexity = tf.tidy(() => codePerplexity(counts).dataSync()[0]!);
  const used = values.filter((value) => value > (0.01 * total) / values.length).length;
  return { codes: values.length, used, perplexity };
}

const isFinite = (model: Vae): boolean =>
  Object.values(model.variables).every((variable) => tf.tidy(() => tf.all(tf.isFinite(variable)).dataSync()[0] === 1));

const given = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });

/** Figures of the code: rank, KL by dimension, information, gap to the prior, implied β. */
function codeFigures(
  model: Vae,
  found: Readonly<Record<string, Float64Array>>,
  heldOut: ExamplesInMemory,
  seed: number,
): Pick<Examination, 'aggregateGap' | 'beta' | 'code' | 'mutualInformation' | 'totalCorrelation'> {
  const width = codeWidth(model);
  const { mean, logVar, z, prior } = found as { [K in 'mean' | 'logVar' | 'z' | 'prior']: Float64Array };
  const standard = model.config.prior.kind === 'standardNormal';
  const scheduled = model.schedules?.['beta']?.final;
  const euclidean = model.posterior.space === undefined && model.state['posterior/counts'] === undefined;
  const code = mean === undefined ? undefined : codeStatistics(mean, standard ? logVar : undefined, width);
  const gradients =
    mean !== undefined && standard
      ? overExamples(model, heldOut, (batch, rows) => varianceGradients(model, batch, rows, seed)!, seed)
      : undefined;
  const implied = gradients && impliedBeta(gradients.rec, gradients.kl, width);
  return {
    ...given('code', code),
    ...(mean === undefined ? {} : informationOf(mean, logVar, width, seed)),
    ...(euclidean && z.length > 20 * width * width ? { aggregateGap: gaussianDivergence(z, prior, width) } : {}),
    ...given(
      'beta',
      scheduled === undefined && implied === undefined
        ? undefined
        : { ...given('scheduled', scheduled), ...given('implied', implied) },
    ),
  };
}

/** What codes tell, beside what this many examples can show. */
function informationOf(
  mean: Float64Array,
  logVar: Float64Array,
  width: number,
  seed: number,
): Pick<Examination, 'mutualInformation' | 'totalCorrelation'> {
  const most = Math.log(mean.length / width);
  return {
    mutualInformation: { value: mutualInformation(mean, logVar, width, seed), most },
    totalCorrelation: { value: codeTotalCorrelation(mean, logVar, width, seed), most: (width - 1) * most },
  };
}

/** Every figure that the doctor reads of a model. Memory and time are those of a few passes over at most `examples` rows. */
export function examine(model: Vae, data: DoctorData, options: ExamineOptions = {}): Examination {
  const { examples = 1000, seed = 0 } = options;
  const [training, heldOut] = [firstOf(data.training, examples), firstOf(data.heldOut, examples)];
  const counts = { training: training.x.shape[0]!, heldOut: heldOut.x.shape[0]! };
  const about = { examples: counts, latent: codeWidth(model), finite: isFinite(model) };
  if (!about.finite) return about;
  const stream = randomStream(seed).fork('doctor');
  const [seen, unseen] = [losses(model, training, stream.fork('losses')), losses(model, heldOut, stream.fork('losses'))];
  const found = overExamples<string>(model, heldOut, (batch, rows) => rowsOf(model, batch, rows, stream));
  const x = (set: ExamplesInMemory): Float64Array =>
    overExamples(model, set, (batch, rows) => ({ x: tf.reshape(batch.x, [rows, -1]) })).x;
  const [known, fresh] = [x(training), x(heldOut)];
  const event = known.length / counts.training;
  const layers = Object.keys(found).filter((name) => name.includes('/'));
  const summary = (values: Float64Array): Interval => meanInterval(Array.from(values));
  const [a, b] = [summary(seen), summary(unseen)];
  const deviation = Math.sqrt(meanOf(unseen.map((value) => (value - b.mean) ** 2)));
  const hasWidth = ['gaussian', 'laplace', 'studentT'].includes(model.config.likelihood.kind);
  const labels = heldOut.y?.shape.length === 1 && training.y !== undefined;
  const isLikelihood = model.likelihood.reportedAs(heldOut.binarization ?? 'none') === 'nll';
  return {
    ...about,
    ...codeFigures(model, found, heldOut, seed),
    layers: layers.map((layer) => deadUnits(layer, found[layer]!, counts.heldOut)),
    ...given('codebook', codebookOf(model)),
    ...(hasWidth
      ? { sigma: { claimed: Math.sqrt(meanOf(found['claimed']!)), residual: Math.sqrt(meanOf(found['residual']!)) } }
      : {}),
    loss: { training: a, heldOut: b, gap: (b.mean - a.mean) / deviation },
    ...given('byClass', labels ? byClass([unseen, heldOut.y!.data], [seen, training.y!.data]) : undefined),
    memorization: {
      samples: medianOf(nearestRow(found['sample']!, known, event)),
      heldOut: medianOf(nearestRow(fresh, known, event)),
    },
    ...given('calibration', isLikelihood && found['score'] !== undefined ? medianOf(found['score']) : undefined),
  };
}
