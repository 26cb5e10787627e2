import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  classMeans,
  constrained,
  decode,
  elbo,
  encode,
  evaluate,
  fit,
  gaussian,
  iwae,
  mlp,
  mlpDecoder,
  mlpEncoder,
  optimizerFromJSON,
  perClass,
  posteriorMoments,
  reconstruct,
  sample,
  vae,
  vectorQuantized,
} from './index.js';
import { partFactories } from './registry.js';

const wrong: readonly [string, unknown, string][] = [
  ['nothing', undefined, 'undefined'],
  ['a number', 3, '3'],
  ['a name', 'vae', "the text 'vae'"],
  ['a list', [1], 'an array'],
  ['a maker', vae, 'a function; call it first'],
  ['a Promise', Promise.resolve(1), 'a Promise; await it first'],
  ['options', { count: 3 }, 'an object with the fields count'],
];

test.each(wrong)('%s in place of a model is a sentence', async (_, value, came) => {
  const x = tf.ones([1, 2]);
  const data = { x: { data: Float32Array.of(1, 2), shape: [1, 2] } };
  const before = tf.memory().numTensors;
  const model = value as never;
  const expected = (caller: string): string =>
    `${caller}: expected a model first, such as vae({ encoder, decoder }) or await deserialize(bytes), but got ${came}`;
  expect(() => sample(model)).toThrow(expected('sample'));
  expect(() => encode(model, x)).toThrow(expected('encode'));
  expect(() => decode(model, x)).toThrow(expected('decode'));
  expect(() => reconstruct(model, x)).toThrow(expected('reconstruct'));
  expect(() => posteriorMoments(model, x)).toThrow(expected('posteriorMoments'));
  await expect(fit(model, data, { epochs: 1, optimizer: {} as never })).rejects.toThrow(expected('fit'));
  await expect(evaluate(model, data)).rejects.toThrow(expected('evaluate'));
  expect(tf.memory().numTensors).toBe(before);
  x.dispose();
});

test('a number in place of options is a sentence', () => {
  const model = vae({
    encoder: mlpEncoder({ input: [2], hidden: [], latent: 1 }),
    decoder: mlpDecoder({ latent: 1, hidden: [], output: [2] }),
  });
  expect(() => sample(model, 16 as never)).toThrow('sample: expected an object of options, such as { count: 16 }, but got 16');
  model.dispose();
});

test.each([
  ['mlp', (hidden: never) => mlp({ hidden })],
  ['mlpEncoder', (hidden: never) => mlpEncoder({ input: [2], latent: 1, hidden })],
  ['mlpDecoder', (hidden: never) => mlpDecoder({ output: [2], latent: 1, hidden })],
])('%s without `hidden`, or with a number, is a sentence', (name, make) => {
  expect(() => make(undefined as never)).toThrow(
    `${name}: \`hidden\` is undefined; expected a list of whole numbers of at least 1, such as [400], or [] for none`,
  );
  expect(() => make(400 as never)).toThrow(`${name}: \`hidden\` is 400; expected a list of whole numbers`);
});

test('`mlp` without options is a sentence', () => {
  expect(() => mlp(undefined as never)).toThrow(
    'mlp: expected an object of options, such as { hidden: [400] }, but got undefined',
  );
});

test('a part without the options that it needs, or with something else in their place, is a sentence', () => {
  const call =
    (part: unknown, ...given: unknown[]) =>
    (): unknown =>
      (part as (...options: unknown[]) => unknown)(...given);
  expect(call(iwae)).toThrow('iwae: expected an object of options, such as { k: 3 }, but got undefined');
  expect(call(iwae, 5)).toThrow('iwae: expected an object of options, such as { k: 3 }, but got 5');
  expect(call(gaussian, 0.1)).toThrow(/^gaussian: expected an object of options, such as \{.*\}, but got 0\.1$/);
  expect(call(vectorQuantized, 'codes')).toThrow("but got the text 'codes'");
  expect(call(gaussian)).not.toThrow();
  expect(call(elbo, undefined)).not.toThrow();
  expect(() => optimizerFromJSON(null as never)).toThrow('optimizerFromJSON: expected an object of options, such as { kind:');
});

// Those take a number of classes first.
const positional = ['classMeans', 'perClass'];

test.each(partFactories.filter(({ kind }) => !positional.includes(kind)).map((factory) => [factory.kind, factory] as const))(
  '%s refuses a number in place of its options',
  (kind, factory) => {
    const called = factory as unknown as (options: unknown) => unknown;
    expect(() => called(4)).toThrow(`${kind}: expected an object of options, such as {`);
    expect(() => called(4)).toThrow(', but got 4');
  },
);

test('options that a part needs, and parts inside others, are asked for in a sentence', () => {
  const call =
    (part: unknown, ...given: unknown[]): (() => unknown) =>
    () =>
      (part as (...options: unknown[]) => unknown)(...given);
  expect(call(constrained)).toThrow(
    'constrained: expected an object of options, such as { tolerance: 3.5, objective: elbo(…) }, but got undefined',
  );
  expect(call(perClass, 3)).toThrow(
    'perClass: expected the prior of a class second, such as perClass(3, mixtureOfNormals({ components: 2 })), but got undefined',
  );
  expect(call(classMeans, 3, 4)).toThrow('classMeans: expected an object of options, such as { classVariance: true }, but got 4');
  expect(call(classMeans, 3)).not.toThrow();
});
