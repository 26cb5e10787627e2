import type { PlainTensor } from '@vaekit-internal/base';
import { adam, fit, frozen } from '@vaekit/core';
import { linearGaussian } from '@vaekit/datasets';
import type { Lab } from '../../lab/lab.js';
import { familyFit, type FamilyFit, gapOf, weightedBound } from './gapMeasurements.js';
import type { FrozenLook } from './gapPictures.js';
import { type Backward, backwardSteps, exactlyBounded, exactlyEncoded, linearVae, type Trace, traced } from './linearTraining.js';
import { likelihoodOf, linearDecoder } from './linearVae.js';

const LEARNING_RATE = 0.01;
/** Draws of the importance-weighted bounds. */
export const draws: readonly number[] = [1, 2, 5, 10, 50];

/** Trains the encoder alone and looks on the way. */
async function frozenPhase(x: PlainTensor, seed: number, steps: number): Promise<readonly FrozenLook[]> {
  const model = linearVae(x.shape[1]!, seed);
  const looks: FrozenLook[] = [];
  const look = (step: number): void => {
    const logLikelihood = likelihoodOf(linearDecoder(model), x);
    const bounds = draws.map((count) => weightedBound(model, x, count, seed));
    looks.push({ step, logLikelihood, gap: gapOf(model, x), bounds });
  };
  look(0);
  await fit(frozen(model, ['decoder']), x, {
    epochs: steps,
    batchSize: x.shape[0]!,
    seed,
    optimizer: adam({ learningRate: LEARNING_RATE }),
    callbacks: { onEpochEnd: (epoch) => void ((epoch + 1) % (steps / 20) === 0 && look(epoch + 1)) },
  });
  model.dispose();
  return looks;
}

/** What is seen of one seed. */
export interface GapCourse {
  /** The largest |log p(x) − bound − KL(q ‖ p(z|x))|. */
  readonly identity: number;
  /** Both networks at once by the exact bound; by batches and draws; the decoder by the exact posterior; and both at once from there. */
  readonly exactTrace: Trace;
  readonly sampledTrace: Trace;
  readonly inTurnTrace: Trace;
  readonly lateTrace: Trace;
  /** The steps back of the four, in this order. */
  readonly back: readonly Backward[];
  readonly held: readonly FrozenLook[];
  readonly family: FamilyFit;
  /** The parameter of the family with the least divergence, and with the greatest likelihood. */
  readonly best: { readonly divergence: number; readonly likelihood: number };
}

/** Everything of one seed: the same start, trained in three ways, and once more with the decoder held. */
export async function gapCourse(lab: Lab, seed: number, rounding: number): Promise<GapCourse> {
  const { x } = linearGaussian({ seed }).train;
  const [steps, size] = [lab.amount(600, 300), x.shape[1]!];
  const how = { steps, learningRate: LEARNING_RATE, seed };
  const joint = linearVae(size, seed);
  let identity = 0;
  const gaps = new Map<number, number>();
  const exactTrace = await traced(joint, exactlyBounded(joint), x, {
    ...how,
    onStep: (step) => void (step % 50 === 0 && gaps.set(step, gapOf(joint, x))),
  });
  for (const [step, gap] of gaps)
    identity = Math.max(identity, Math.abs(exactTrace.logLikelihood[step]! - exactTrace.bound[step]! - gap));
  const sampled = linearVae(size, seed);
  const sampledTrace = await traced(sampled, sampled, x, { ...how, batchSize: 128 });
  const inTurn = linearVae(size, seed);
  const inTurnTrace = await traced(inTurn, exactlyEncoded(inTurn), x, { ...how, exact: true });
  // Its encoder has not moved: a trained decoder beside an encoder that knows nothing.
  const lateTrace = await traced(inTurn, exactlyBounded(inTurn), x, how);
  for (const model of [joint, sampled, inTurn]) model.dispose();
  const held = await frozenPhase(x, seed, lab.amount(400, 200));
  const family = familyFit(Array.from(x.data).filter((_, at) => at % size === 0));
  const best = {
    divergence: family.parameter[family.divergence.indexOf(Math.min(...family.divergence))]!,
    likelihood: family.parameter[family.logLikelihood.indexOf(Math.max(...family.logLikelihood))]!,
  };
  const back = [exactTrace, sampledTrace, inTurnTrace, lateTrace].map((trace) => backwardSteps(trace, rounding));
  return { identity, exactTrace, sampledTrace, inTurnTrace, lateTrace, back, held, family, best };
}
