import * as tf from '@tensorflow/tfjs';
import { linearWarmup } from '@vaekit/losses';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Noise } from './contract.js';
import { eager } from './engines/eager.js';
import { bernoulli } from './likelihoods/bernoulli.js';
import { gaussian } from './likelihoods/gaussian.js';
import { mlp } from './networks/mlp.js';
import { adversarialCodes } from './objectives/adversarialCodes.js';
import { capacity } from './objectives/capacity.js';
import { ciwae } from './objectives/ciwae.js';
import { elbo } from './objectives/elbo.js';
import { factor } from './objectives/factor.js';
import { iwae } from './objectives/iwae.js';
import { miwae } from './objectives/miwae.js';
import { mmd } from './objectives/mmd.js';
import { piwae } from './objectives/piwae.js';
import { raeGp } from './objectives/raeGp.js';
import { raeL2 } from './objectives/raeL2.js';
import { reconstruction } from './objectives/reconstruction.js';
import { totalCorrelation } from './objectives/totalCorrelation.js';
import { adam } from './optimizers/adam.js';
import { planarRadial } from './posteriors/planarRadial.js';
import { point } from './posteriors/point.js';
import { vectorQuantized } from './posteriors/vectorQuantized.js';
import { vampPrior } from './priors/vampPrior.js';
import { deviation } from './tiny.test-helper.js';
import { readWeights, writeWeights } from './training/modelWeights.js';
import { vae, type VaeOptions } from './vae.js';

// The models of `oracles/zoo.py` by our parts, and their twenty steps, replayed.

const [BATCH, EVENT, LATENT] = [8, 6, 2];
const optimizer = adam({ learningRate: 1e-2 });

/** One model of the collection by our parts. */
export interface Transplant {
  readonly name: string;
  readonly parts: Omit<Partial<VaeOptions>, 'encoder' | 'decoder'>;
  /** What their numbers are called here, in the order in which they were drawn; default `posterior/eps`. */
  readonly draws?: readonly string[];
  /** Their numbers of a step in our order. */
  readonly arranged?: (draws: readonly (readonly number[])[]) => readonly (readonly number[])[];
  /** Our loss less this is theirs: the constant of a density, a penalty that they do not count. */
  readonly constant?: number;
  /** Where they depart from the paper, and by what it is matched. */
  readonly departs?: string;
}

// Their reconstruction is |x − x̂|², a normal likelihood of variance ½ without its constant.
const squares = { likelihood: gaussian({ sigma: Math.SQRT1_2 }), posterior: point() };
const squaresConstant = (EVENT / 2) * Math.log(Math.PI);

/** `[batch, m, k]` as `[batch, k, m]`, each of so many numbers. */
function exchanged(values: readonly number[], m: number, k: number): number[] {
  const result: number[] = [];
  for (let row = 0; row < BATCH; row++)
    for (let j = 0; j < k; j++)
      for (let i = 0; i < m; i++)
        result.push(...values.slice(((row * m + i) * k + j) * LATENT, ((row * m + i) * k + j + 1) * LATENT));
  return result;
}

const weightsAcross = 'weighs over its estimates and averages over its draws, so that the two options change places';
const valueOnly = 'reports Σ w log w, of the same gradient; its bound is computed from its log-weights';

export const transplants: readonly Transplant[] = [
  {
    name: 'AE',
    parts: { ...squares, objective: reconstruction() },
    draws: [],
    constant: squaresConstant,
    departs: 'reports the squared error: a variance of ½, without the constant',
  },
  { name: 'VAE', parts: { objective: elbo() } },
  { name: 'BetaVAE', parts: { objective: elbo({ beta: 4 }) } },
  {
    name: 'DisentangledBetaVAE',
    parts: { objective: capacity({ gamma: 3, capacity: linearWarmup({ to: 2, steps: 10 }), over: 'example' }) },
    departs: "holds each example at the capacity: `capacity({ over: 'example' })`",
  },
  {
    name: 'BetaTCVAE',
    parts: { objective: totalCorrelation({ alpha: 0.5, beta: 3, gamma: 2 }) },
    departs: 'its default `use_mss` has one of the others whichever weigh (N−M)/(N·M); with `use_mss=False` it is `weighted`',
  },
  {
    name: 'FactorVAE',
    parts: { objective: factor({ gamma: 2, hidden: [5], activation: 'tanh', optimizer, zoo: true }) },
    arranged: ([second, first]) => [[...first!, ...second!]],
    departs: 'half a batch for each player, and the encoder minimizes the discriminator’s loss too: `factor({ zoo: true })`',
  },
  { name: 'IWAE', parts: { objective: iwae({ k: 3 }) }, departs: valueOnly },
  {
    name: 'MIWAE',
    parts: { objective: miwae({ m: 2, k: 3 }) },
    arranged: ([draws]) => [exchanged(draws!, 3, 2)],
    departs: `${weightsAcross}; ${valueOnly}`,
  },
  {
    name: 'PIWAE',
    parts: { objective: piwae({ m: 2, k: 3, zoo: true }) },
    arranged: ([draws]) => [exchanged(draws!, 3, 2)],
    departs: `${weightsAcross}; its trainer adds the gradient of the decoder’s bound to the encoder’s: \`piwae({ zoo: true })\`; ${valueOnly}`,
  },
  { name: 'CIWAE', parts: { objective: ciwae({ k: 3, share: 0.3 }) }, departs: valueOnly },
  {
    name: 'WAE',
    parts: { ...squares, objective: mmd({ weight: 3, scales: [0.5, 1, 2], zoo: true }) },
    draws: ['objective/eps'],
    constant: squaresConstant,
    departs: 'compares a code with all draws, its own place too, over B²: `mmd({ zoo: true })`',
  },
  {
    name: 'INFOVAE_MMD',
    parts: { objective: mmd({ weight: 2.5, kl: 0.5, scales: [0.5, 1], zoo: true }) },
    draws: ['posterior/eps', 'objective/eps'],
    departs: 'as WAE',
  },
  {
    name: 'VAMP',
    parts: { likelihood: gaussian(), prior: vampPrior({ pseudoInputs: 4 }) },
    constant: (EVENT / 2) * Math.log(2 * Math.PI),
    departs: 'pseudo-inputs are cut to [0, 1] and share a bias, which is held at 0 here',
  },
  {
    name: 'VQVAE',
    parts: {
      likelihood: squares.likelihood,
      latent: [LATENT, 1],
      posterior: vectorQuantized({ codes: 4, decay: 0.9, commitment: 0.25 / LATENT }),
      objective: reconstruction(),
    },
    draws: [],
    constant: squaresConstant,
    departs:
      'the commitment is a mean over numbers, flat codes are quantized number by number, counts are kept smoothed (1e-5 a step)',
  },
  {
    name: 'RAE_L2',
    parts: { ...squares, objective: raeL2({ code: 0.1, decoder: 0.01 }) },
    draws: [],
    constant: squaresConstant,
    departs: 'the penalty is Adam’s weight decay, twice ours and not reported',
  },
  {
    name: 'RAE_GP',
    parts: { ...squares, objective: raeGp({ code: 0.1, slope: 0.5, zoo: true }) },
    draws: [],
    constant: squaresConstant,
    departs: 'penalizes the slope of x̂ in x, through the encoder too: `raeGp({ zoo: true })`',
  },
  {
    name: 'Adversarial_AE',
    parts: { objective: adversarialCodes({ weight: 0.5, hidden: [5], activation: 'tanh', optimizer }) },
    draws: ['posterior/eps', 'objective/eps'],
    departs: 'the encoder is a normal; here too',
  },
  {
    name: 'VAE_LinNF',
    parts: { posterior: planarRadial({ flows: ['planar', 'radial'], zoo: true }) },
    departs: 'all x share the flows, which are not held to where they can be inverted: `planarRadial({ zoo: true })`',
  },
];

/** The others, and why their steps cannot be ours. */
export const notTransplanted: Readonly<Record<string, string>> = {
  VAE_IAF: 'its flow is of one scale for all x, `z·exp(s) + m` without a context and without gates',
  MSSSIM_VAE:
    'one similarity of a batch and not of an example, pads images with zeros, and takes (1 + s)/2 to a power in place of s',
  SVAE: 'differentiates through the accepted proposal, which is not the gradient of the bound; ours is that of a draw of the same probability',
  PoincareVAE: 'not tried: what its encoder gives is taken as a point of the ball as it is',
  VAEGAN: 'three losses whose gradients its trainer adds up in one pass, and players that wait for each other by a margin',
  HVAE: 'places are moved by the momentum of the step before, and the tempering is computed and dropped',
  RHVAE: 'its metric is rebuilt from the codes of an epoch, between steps',
  HRQVAE: 'not in version 0.1.2',
};

/** What `oracles/zoo.py` wrote. */
interface Recorded {
  readonly x: readonly number[];
  readonly start: Readonly<Record<string, readonly number[]>>;
  /** By step, in the order in which they were drawn. */
  readonly noise: readonly (readonly (readonly number[])[])[];
  readonly losses: Readonly<Record<string, readonly number[]>>;
  readonly end: Readonly<Record<string, readonly number[]>>;
}

const recorded = (name: string): Recorded =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../oracles/zoo/${name}.json`, import.meta.url)), 'utf8')) as Recorded;

/** The largest differences of losses and of weights after twenty steps, each as a part of 1 + what they have. */
export interface Difference {
  readonly losses: number;
  readonly weights: number;
}

/** Replays one model. */
export async function replayed({
  name,
  parts,
  draws = ['posterior/eps'],
  arranged,
  constant = 0,
}: Transplant): Promise<Difference> {
  const theirs = recorded(name);
  const dense = { hidden: [5], activation: 'tanh' } as const;
  const model = vae({
    encoder: mlp(dense),
    decoder: mlp(dense),
    event: [EVENT],
    latent: LATENT,
    likelihood: bernoulli(),
    ...parts,
  });
  const step = await eager().prepare(model, optimizer, {}, theirs.x.length / EVENT);
  try {
    const own = await readWeights(model);
    const started = Object.keys(own).filter((key) => key.endsWith('/started'));
    writeWeights(model, { ...theirs.start, ...Object.fromEntries(started.map((key) => [key, [1]])) });
    const spec = model.noise('train');
    const losses: Record<string, number[]> = {};
    for (const [i, drawn] of theirs.noise.entries()) {
      const from = (i % 3) * BATCH * EVENT;
      const x = tf.tensor2d(theirs.x.slice(from, from + BATCH * EVENT), [BATCH, EVENT]);
      const ordered = arranged === undefined ? drawn : arranged(drawn);
      const noise: Noise = Object.fromEntries(
        draws.map((key, k) => [key, tf.tensor([...ordered[k]!], [BATCH, ...spec[key]!.shape], 'float32')]),
      );
      const scalars = { learningRate: 1e-2, 'learningRate/discriminator': 1e-2 };
      const values = Object.entries(model.schedules ?? {}).map(([key, schedule]) => [key, schedule.at(i)] as const);
      const schedule = Object.fromEntries([...Object.entries(scalars), ...values].map(([key, value]) => [key, tf.scalar(value)]));
      await step.run({ x }, noise, schedule);
      tf.dispose([x, noise, schedule] as unknown as tf.TensorContainer);
      const report = await step.read();
      // Of the penalty on weights, theirs know nothing.
      const penalty = report.terms['decoderPenalty'] ?? 0;
      for (const [player, loss] of Object.entries(report.losses))
        (losses[player] ??= []).push(loss - (player === 'discriminator' ? 0 : constant + penalty));
    }
    const players = Object.entries(losses);
    const end = await readWeights(model);
    const theirLosses = {
      ...theirs.losses,
      ...(players.length === 1 ? { [players[0]![0]]: Object.values(theirs.losses)[0]! } : {}),
    };
    return {
      losses: Math.max(...players.map(([player, values]) => deviation(values, theirLosses[player]!))),
      weights: Math.max(...Object.entries(theirs.end).map(([key, values]) => deviation(end[key]!, values))),
    };
  } finally {
    step.dispose();
    model.dispose();
  }
}
