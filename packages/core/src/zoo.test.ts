import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { type Difference, notTransplanted, replayed, transplants } from './zoo.test-helper.js';

// Twenty steps of models of the largest collection in Python (`oracles/zoo.py`), with their weights, their noise and their Adam: losses and weights, as a part of
// 1 + what they have. `npx vitest run src/zoo.test.ts -u` writes the table.
const TOLERANCE = 1e-4;
const found = new Map<string, Difference & { readonly left: number }>();

beforeAll(async () => {
  await tf.setBackend('cpu');
  for (const one of transplants) {
    const tensors = tf.memory().numTensors;
    const difference = await replayed(one);
    found.set(one.name, { ...difference, left: tf.memory().numTensors - tensors });
  }
}, 600_000);

it.each(transplants.map(({ name }) => name))('%s trains as there', (name) => {
  const difference = found.get(name)!;
  expect(difference.left).toBe(0);
  expect(Math.max(difference.losses, difference.weights)).toBeLessThanOrEqual(TOLERANCE);
});

/** The power of ten that a difference does not exceed. */
const bound = (value: number): string => `1e${Math.ceil(Math.log10(Math.max(value, 1e-8)))}`;

it('is written down', async () => {
  const rows = transplants.map(({ name, parts, departs = '' }) => {
    const { losses, weights } = found.get(name)!;
    const kinds = [parts.objective, parts.posterior, parts.prior].flatMap((part) =>
      part === undefined ? [] : [part.config.kind],
    );
    return `| ${name} | ${kinds.join(', ') || 'elbo'} | ${bound(losses)} | ${bound(weights)} | ${departs} |`;
  });
  const others = Object.entries(notTransplanted).map(([name, reason]) => `| ${name} | ${reason} |`);
  const text = [
    '# Twenty steps beside the largest collection in Python',
    '',
    'Each model of pythae 0.1.2 with dense networks of five hidden units and a code of two numbers, and our composition of it with its weights, examples and noise: twenty steps of',
    'Adam at a rate of 0.01, its own trainers where two optimizers meet. The largest differences of losses and of weights at the end are at most this part of 1 + what they have.',
    `${transplants.length} of 26. Written by \`npx vitest run src/zoo.test.ts -u\` in \`packages/core\` from the files that \`zoo.py\` makes.`,
    '',
    '| Model | Objective, posterior, prior | Losses | Weights | Where it departs from the paper, or from us |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    '## Not compared',
    '',
    '| Model | Why |',
    '|---|---|',
    ...others,
    '',
  ].join('\n');
  await expect(text).toMatchFileSnapshot('../oracles/zoo/README.md');
});
