import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import oracles from '../../oracles/factorOracles.json' with { type: 'json' };
import { gaussian } from '../likelihoods/gaussian.js';
import { mlp } from '../networks/mlp.js';
import { adam } from '../optimizers/adam.js';
import { classMeans } from '../priors/classMeans.js';
import { perClass } from '../priors/perClass.js';
import { standardNormal } from '../priors/standardNormal.js';
import { randomStream } from '../random/randomStream.js';
import { judgedBy } from '../judgedBy.js';
import { deviation, tinyVae } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { fit } from '../training/fit.js';
import { vae } from '../vae.js';
import { weightedMean } from '../weightedMean.js';
import { factor } from './factor.js';
import { classPrior, expectPaddingFree, expectPaddingUnseen, passOf } from './objectives.test-helper.js';
import { totalCorrelation } from './totalCorrelation.js';

test.each(oracles)('losses of both players and their gradients by NumPy: $name', (oracle) => {
  const { gamma, weight, labels } = oracle;
  const shape = oracle.shape as [number, number];
  const width = shape[1];
  const condition = labels === null ? {} : { classes: 2, conditionWidth: 2 };
  const objective = factor({ gamma, hidden: [4], activation: 'tanh' }).build({ event: [4], latent: [width], ...condition });
  const prior = classPrior(tf.tensor(oracle.classMean, [2, width]), tf.zeros([2, width]));
  const z = tf.variable(tf.tensor(oracle.z, shape));
  const own = Object.fromEntries(
    [
      ['kernel0', 'hidden0/kernel'],
      ['bias0', 'hidden0/bias'],
      ['kernel1', 'logit/kernel'],
      ['bias1', 'logit/bias'],
    ].map(([name, path]) => [name!, objective.variables![`discriminator/${path}`]!]),
  );
  for (const [name, variable] of Object.entries(own)) variable.assign(tf.tensor(oracle[name as 'kernel0'], variable.shape));
  const judge = () => objective.evaluate(passOf({ z, weight, labels, ...(labels === null ? {} : { prior }) }));
  const { terms } = judge();
  expect(deviation(tf.mul(terms['totalCorrelation']!, weight).dataSync(), oracle.logits)).toBeLessThan(1e-5);

  const codes = { z, ...(labels === null ? {} : { classMean: prior.variables!['means']! }) };
  for (const [player, variables] of [['model', codes] as const, ['discriminator', own] as const]) {
    const { value, grads } = tf.variableGrads(
      () => weightedMean(judge().losses![player] as tf.Tensor1D, tf.tensor1d(weight)),
      Object.values(variables),
    );
    expect(deviation(value.dataSync(), [oracle[player]]), player).toBeLessThan(1e-5);
    for (const [name, variable] of Object.entries(variables))
      expect(deviation(grads[variable.name]!.dataSync(), oracle.gradients[name as 'z']), name).toBeLessThan(1e-4);
  }
  // The discriminator's loss sees the codes as constants.
  expect(() => tf.variableGrads(() => tf.mean(judge().losses!['discriminator']!) as tf.Scalar, [z])).toThrow(
    'Cannot find a connection',
  );
});

test('the players own the model between them, the discriminator with the optimizer of the paper', () => {
  const model = tinyVae({ objective: factor({ hidden: [3] }) });
  const { model: first, discriminator } = model.players!;
  expect([...first!.variables, ...discriminator!.variables].sort()).toEqual(Object.keys(model.variables).sort());
  expect(discriminator!.variables.every((name) => name.startsWith('objective/discriminator/'))).toBe(true);
  expect(discriminator!.variables).toHaveLength(4);
  expect(discriminator!.optimizer).toEqual(adam({ learningRate: 1e-4, beta1: 0.5, beta2: 0.9 }));
  expect(discriminator!.update ?? 'together').toBe('together');
  model.dispose();
});

/** Two factors with a correlation of 0.9, which the decoder shows as they are: codes cannot turn away from it. */
async function correlationAfter(gamma: number, seed: number): Promise<number> {
  const rows = 128;
  const normals = randomStream(seed).fillNormal(new Float32Array(2 * rows));
  const data = normals.map((value, i) => (i % 2 === 0 ? value : 0.9 * normals[i - 1]! + Math.sqrt(1 - 0.81) * value));
  const z = tf.input({ shape: [2] });
  const shown = tf.layers.dense({ units: 2, useBias: false, kernelInitializer: 'identity', trainable: false }).apply(z);
  const model = vae({
    event: [2],
    latent: 2,
    encoder: mlp({ hidden: [8], activation: 'tanh' }),
    decoder: tf.model({ inputs: z, outputs: shown as tf.SymbolicTensor }),
    likelihood: gaussian({ sigma: 0.5 }),
    objective: factor({
      gamma,
      hidden: [16],
      activation: 'tanh',
      optimizer: adam({ learningRate: 0.02, beta1: 0.5, beta2: 0.9 }),
    }),
    seed,
  });
  const examples = { data, shape: [rows, 2] };
  await fit(model, examples, { epochs: 40, batchSize: 32, seed, optimizer: adam({ learningRate: 0.01 }) });
  const judge = judgedBy(model, totalCorrelation({ estimator: 'stratified' }));
  const { terms } = await evaluate(judge, examples, { batchSize: rows });
  judge.dispose();
  model.dispose();
  return terms['totalCorrelation']!;
}

test('the game lowers the total correlation of codes that depend on each other', async () => {
  const before = tf.memory().numTensors;
  const plain = await correlationAfter(0, 1);
  // The codes of the plain autoencoder are nearly normal with a correlation of about 0.7: −½ log(1 − 0.7²) = 0.34.
  expect(plain).toBeGreaterThan(0.25);
  expect(await correlationAfter(5, 1)).toBeLessThan(plain / 3);
  expect(tf.memory().numTensors).toBe(before);
});

test('rows of weight 0 are not seen by either player, and nothing leaks', async () => {
  const objective = () => factor({ hidden: [3], gamma: 2 });
  await expectPaddingUnseen(objective, { prior: classMeans(2) });
  expectPaddingFree(objective, { prior: classMeans(2) });
  await expectPaddingUnseen(() => factor({ hidden: [3], gamma: 2, zoo: true }));
});

test('says what is wrong with options and with parts', () => {
  expect(() => factor({ gamma: -1 })).toThrow('factor: `gamma` is -1; expected a number of at least 0');
  expect(() => factor({ hidden: [0] })).toThrow('factor: `hidden[0]` is 0; expected a whole number of at least 1');
  const latent = { event: [4], latent: [2] };
  const judge = (prior: ReturnType<typeof classPrior>) =>
    factor({ hidden: [3] })
      .build({ ...latent, classes: 2, conditionWidth: 2 })
      .evaluate(passOf({ z: tf.zeros([3, 2]), labels: [0, 1, 1], prior }));
  expect(() => judge(perClass(2, standardNormal()).build({ ...latent, classes: 2 }))).toThrow(
    'factor: the prior has a class-dependent shape, and codes that follow it depend on the class; take a prior that a class only moves, such as classMeans(classes, { base })',
  );
  const shaped = classMeans(2, { base: perClass(2, standardNormal()) });
  expect(() => tinyVae({ prior: shaped, objective: factor({ hidden: [3] }) })).toThrow(
    'factor: the prior has a class-dependent shape',
  );
  expect(() => judge(classMeans(2, { unknownLabels: true }).build({ ...latent, classes: 2 }))).toThrow(
    'factor: the prior sums over labels that are not known',
  );
});
