import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { axes, combinations, type Combination, names, title } from './axes.test-helper.js';
import { pairwise } from './cover.test-helper.js';
import { derivatives, disagreement } from './derivatives.test-helper.js';
import { pairInput, pairModel } from './pairModel.test-helper.js';
import { type Decision, refusalTable } from './refusals.test-helper.js';
import { surrogates } from './surrogates.test-helper.js';

// Every objective with every posterior, prior and way to see the class is made, or refused by name when it is composed; and what is made has the gradient
// that it should have. `pnpm test:pairs` decides all of them and differentiates a set in which every pair is; without it a few are tried.

const ALL = process.env['VAEKIT_PAIRS'] === 'all';

/** Far apart, and such that every name of each axis comes up, which is asserted. */
const STRIDE = 1008;

const everyCombination = [...combinations()];
const tried = ALL ? everyCombination : everyCombination.filter((_, i) => i % STRIDE === 0);

/** Priors whose density is a bound at fixed draws: training refuses the objectives that ask for it. */
const FOR_SCORES = ['diffusion', 'secondStage'];

/** A named refusal: whose it is, what was expected, what to do. */
const named = /^\w+: .{20}.*; .+$/s;

function decide(combination: Combination): Decision {
  const before = tf.memory().numTensors;
  try {
    pairModel(combination).dispose();
    return { combination };
  } catch (error) {
    const { message } = error as Error;
    expect(message, title(combination)).toMatch(named);
    return { combination, reason: message };
  } finally {
    expect(tf.memory().numTensors, title(combination)).toBe(before);
  }
}

let decisions: readonly Decision[] = [];
let made: readonly Combination[] = [];

// Every combination is made, or refused by name, and nothing is left of it.
beforeAll(async () => {
  await tf.setBackend('cpu');
  decisions = tried.map(decide);
  made = decisions.filter(({ reason }) => reason === undefined).map(({ combination }) => combination);
}, 3_600_000);

test('every choice is among what is tried, and some of it is made', () => {
  for (const axis of axes) expect(new Set(tried.map((one) => one[axis])), axis).toEqual(new Set(names[axis]));
  expect(made.length).toBeGreaterThan(0);
});

const documented = `# Pairs without meaning

\`vae\` composes any objective, posterior and prior, with a class that moves the prior (\`classMeans\` around it), that the networks see (\`conditional: true\`), or without one.
Some of these have no meaning together. \`vae\` then refuses by name, with the reason and what to take instead. The table at the end has all of them, by the parts of
\`@vaekit/core\` with the options of their examples; “any” means whatever it is.

## Pairs with a catch

These have a meaning, but one that is easily missed. What is said here is what \`vaekit\` computes; C is the number of classes.

- **Class means, label missing.** With responsibilities r, KL_y the divergence from the prior of class y and π_y = 1/C, a row costs Σ_y r_y [KL_y + log(r_y/π_y)]. Without the logarithm it is no bound on the divergence from Σ_y π_y p(z|y): it can lie below it.
- **M2.** The entropy H(q(y|x)) is subtracted once, log p(y) is inside L(x, y), and −α·log q(y|x) is reported apart, as \`classification\`: it is no part of the bound. An importance-weighted estimate of log p(x) is log Σ_y p(y) · mean_k w(x, y, z_k), with neither q(y|x) nor its entropy (\`logLikelihood\` with \`labels: 'summed'\`, \`evaluate --nll 1000 --sum-classes\`).
- **Total correlation with classes.** The loss of \`totalCorrelation\` is −ELBO + (β − 1)·TC(z | y), averaged over classes. Minibatch weights have N_y, the examples of the class, as N times the share of the class in the batch. With β = 1 it is the ELBO exactly, draw by draw.
- **Class means with \`mmd\`, \`adversarialCodes\` or \`factor\`.** What is matched, or seen by the discriminator, is (r, y) jointly, r = (z − μ^y)/σ^y. Matching r alone lets codes of different classes lie in different places.
- **\`dreg\` with a learned prior.** Only the density q(z|x) is held; the prior keeps its full gradient.
- **Importance-weighted bounds with β ≠ 1, or under \`constrained\` (GECO).** The result is no bound, so both are refused. With missing values masked, \`iwae\` is the missing-data bound, on log p of what was observed, and is taken.
- **\`vectorQuantized\`, \`residualQuantized\`, \`vonMisesFisher\` with a fixed κ.** Their KL is a constant, on which β does nothing. A weight or a target on it is refused.
- **A density that is a bound: \`diffusion\`, \`secondStage\`.** Their log p(z) is taken at draws that are always the same, for scores after \`fitPrior\`. \`vae\` composes them, so that phases can fit them; an objective that asks for log p(z) is refused in the first step of training, since networks would learn those draws.
- **An encoder that saw y.** Its codes may hold what they were told, so accuracies from them are no evidence: \`nearestMean\`, \`stationarityGap\` and \`evaluate --what disentanglement\` refuse it, and accuracies by nearest neighbors are not given. \`classify\` tries every label instead.
- **Label concatenation with a fitted prior.** Codes depend on the label that the encoder saw, so \`fitPrior\` fits p(z|y), a prior for each class.
- **Few examples.** From N examples I(x; z) saturates at log N, and the total correlation of d numbers at (d − 1)·log N; where codes tell more than log N, that of independent numbers is far above 0. The doctor prints all three beside the estimates.

## Refused

This table is written by \`pnpm test:pairs -u\`, which tries every combination. What is not in it trains, the two priors that are for scores aside: in a set in which every pair occurs, the gradient is that of finite differences.
`;

test.runIf(ALL)('docs/pairs.md lists what is refused, and no more', async () => {
  await expect(`${documented}\n${refusalTable(decisions, names)}\n`).toMatchFileSnapshot('../../../../docs/pairs.md');
});

test('losses are finite, and gradients those of finite differences with what is stopped held', { timeout: 3_600_000 }, () => {
  expect(made.length).toBeGreaterThan(0);
  for (const combination of pairwise(made.filter(({ prior }) => !FOR_SCORES.includes(prior)))) {
    const before = tf.memory().numTensors;
    const model = pairModel(combination);
    const input = pairInput(model);
    model.initialize?.(input.batch, input.noise);
    for (const derivative of derivatives(model, input)) {
      const what = `${title(combination)}: ${JSON.stringify(derivative)}`;
      expect(Number.isFinite(derivative.loss), what).toBe(true);
      expect(disagreement(derivative), what).toBeLessThan(0.01);
      const held = Object.values(combination).some((name) => name in surrogates);
      if (!held) expect(derivative.stops, what).toBe(0);
    }
    model.dispose();
    tf.dispose([input.batch, input.noise, input.schedule] as unknown as tf.TensorContainer);
    expect(tf.memory().numTensors, title(combination)).toBe(before);
  }
});
