import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gaussian } from '../likelihoods/gaussian.js';
import { linearWarmup } from '@vaekit/losses';
import { elbo } from '../objectives/elbo.js';
import { iwae } from '../objectives/iwae.js';
import type { Prior } from '../parts.js';
import { classMeans } from '../priors/classMeans.js';
import { standardNormal } from '../priors/standardNormal.js';
import { tinyData, tinyVae } from '../tiny.test-helper.js';
import { fit } from '../training/fit.js';
import { readWeights } from '../training/modelWeights.js';
import { type NamedArray, readSafetensors, writeSafetensors } from './safetensors.js';
import { deserialize, serialize } from './serialize.js';

const python = new Uint8Array(readFileSync(new URL('../../oracles/python.safetensors', import.meta.url)));

test('reads a file of the Python package', () => {
  const { tensors, metadata } = readSafetensors(python);
  expect(metadata).toEqual({ 'made by': 'safetensors for Python', ünïcode: '✓' });
  expect(tensors['weights/kernel']).toEqual({
    data: Float32Array.from({ length: 12 }, (_, i) => Math.fround(i) / Math.fround(7)),
    shape: [3, 4],
  });
  expect(tensors['weights/bias']).toEqual({ data: Float32Array.from([-1.5, 0, 3.4e38]), shape: [3] });
  expect(tensors['counts']).toEqual({ data: Int32Array.from([1, -2, 2147483647, -2147483648]), shape: [2, 2] });
  expect(tensors['step']).toEqual({ data: Int32Array.from([7]), shape: [] });
  expect(tensors['none']).toEqual({ data: new Float32Array(0), shape: [0, 5] });
  // From the middle of a larger buffer, at an odd offset.
  const shifted = new Uint8Array(python.length + 3);
  shifted.set(python, 3);
  expect(readSafetensors(shifted.subarray(3))).toEqual({ tensors, metadata });
});

test('writing and reading gives the same arrays, whatever their names; equal content gives equal bytes', () => {
  const array = fc.oneof(fc.float32Array(), fc.int32Array()).map((data): NamedArray => ({ data, shape: [data.length] }));
  const names = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '0')).filter((name) => name !== '__metadata__');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(names, array)),
      fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
      (entries, metadata) => {
        const tensors = Object.fromEntries(entries);
        const bytes = writeSafetensors({ tensors, metadata });
        const again = readSafetensors(bytes);
        expect(again.tensors).toEqual(tensors);
        expect(writeSafetensors(again)).toEqual(bytes);
        expect(writeSafetensors({ tensors: Object.fromEntries(Object.entries(tensors).reverse()), metadata })).toEqual(bytes);
      },
    ),
  );
  expect(() => writeSafetensors({ tensors: { a: { data: new Float32Array(3), shape: [2, 2] } } })).toThrow(
    '`a` has 3 numbers but shape [2,2] needs 4',
  );
});

test('1,000 damaged files give a message or no more numbers than the file has bytes, never a crash', () => {
  let refused = 0;
  const damage = fc.oneof(
    fc.record({ kind: fc.constant('byte' as const), at: fc.nat(python.length - 1), value: fc.nat(255) }),
    fc.record({
      kind: fc.constant('header' as const),
      at: fc.nat(Number(new DataView(python.buffer).getBigUint64(0, true)) + 7),
      value: fc.constantFrom(0x30, 0x39, 0x2c, 0x5d, 0x7b, 0x22),
    }),
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat(python.length - 1), value: fc.constant(0) }),
    fc.record({ kind: fc.constant('more' as const), at: fc.constant(0), value: fc.nat(255) }),
  );
  fc.assert(
    fc.property(damage, ({ kind, at, value }) => {
      const bytes =
        kind === 'cut' ? python.slice(0, at) : kind === 'more' ? Uint8Array.from([...python, value]) : python.with(at, value);
      try {
        const { tensors } = readSafetensors(bytes);
        expect(Object.values(tensors).reduce((sum, { data }) => sum + data.length, 0)).toBeLessThanOrEqual(bytes.length);
        for (const { data, shape } of Object.values(tensors)) expect(shape.reduce((a, b) => a * b, 1)).toBe(data.length);
      } catch (error) {
        expect(String(error)).toMatch(/^Error: readSafetensors: .*the file is damaged or not a safetensors file$/s);
        refused += 1;
      }
    }),
    { numRuns: 1000, seed: 1 },
  );
  expect(refused).toBeGreaterThan(400);
});

/** A file with a header of one's choice. */
const forged = (header: string, content: number = 0): Uint8Array => {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + content);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
};

test.each([
  [new Uint8Array(3), 'expected at least 8 bytes, got 3'],
  [new Uint8Array(8).fill(255), 'the header says it has 18446744073709552000 bytes but 0 follow'],
  [forged('{"a"'), 'the header is not valid JSON'],
  [forged('[]'), 'the header is not a JSON object'],
  [forged('null'), 'the header is not a JSON object'],
  [forged('{"a":1}'), 'the entry of `a` is not { dtype, shape, data_offsets }'],
  [forged('{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}', 2), '`a` has number type F8_E4M3; expected F64, F32,'],
  [forged('{"a":{"dtype":"F32","shape":[1e15],"data_offsets":[0,4000000000000000]}}'), 'ends at byte'],
  [forged('{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}', 8), '`a` has 8 bytes but shape'],
  [
    forged('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4),
    '`b` begins at byte',
  ],
  [forged('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8), '`a` begins at byte'],
  [forged('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 8), '4 bytes follow the last array'],
  [forged('{"__metadata__":{"a":1}}'), '`__metadata__` is not an object of strings'],
])('a forged file is refused: %#', (bytes, message) => {
  expect(() => readSafetensors(bytes)).toThrow(message);
});

test('a VAE comes back from its bytes: parts, class means, learned sigma, moving averages', async () => {
  const make = () =>
    tinyVae(
      {
        prior: classMeans(2, { bias: true, classVariance: true, separation: 0.5, seed: 3 }),
        likelihood: gaussian({ sigma: 'learned' }),
        objective: elbo({ beta: linearWarmup({ steps: 5 }), samples: 2 }),
      },
      { batchNorm: true, dropout: 0.1 },
    );
  const model = make();
  const y = { data: Int32Array.from({ length: 12 }, (_, i) => i % 2), shape: [12] };
  await fit(model, { x: tinyData(12), y }, { epochs: 2, batchSize: 6 });
  const bytes = await serialize(model);
  expect(await serialize(model)).toEqual(bytes);
  const before = tf.memory().numTensors;
  const again = await deserialize(bytes);
  expect(again.config).toEqual(model.config);
  expect(await readWeights(again)).toEqual(await readWeights(model));
  expect(Object.keys(await readWeights(model))).toEqual(
    expect.arrayContaining([
      'prior/means',
      'prior/bias',
      'prior/logVars',
      'likelihood/logVar',
      'encoder/hidden0-norm/moving_mean',
    ]),
  );
  // It trains on to the same bits.
  const options = { epochs: 1, batchSize: 6, seed: 4 } as const;
  const [a, b] = [await fit(model, { x: tinyData(12), y }, options), await fit(again, { x: tinyData(12), y }, options)];
  expect(b.state).toEqual(a.state);
  expect(await serialize(again)).toEqual(await serialize(model));
  again.dispose();
  again.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

const named = (kind: string): Prior => ({ ...standardNormal(), config: { kind, color: 'blue' } });

test('a part of somebody else’s comes back by its factory, and without one is named', async () => {
  const bytes = await serialize(tinyVae({ prior: named('mine'), objective: iwae({ k: 2 }) }));
  const before = tf.memory().numTensors;
  await expect(deserialize(bytes)).rejects.toThrow(
    /no factory for prior 'mine'; known are .*standardNormal.*; give yours in `parts`/,
  );
  expect(tf.memory().numTensors).toBe(before);
  const again = await deserialize(bytes, {
    parts: [{ role: 'prior', kind: 'mine', from: ({ kind, color }) => named(`${kind}-${String(color)}`) }],
  });
  expect(again.config.prior.kind).toBe('mine-blue');
  expect(again.config.objective).toEqual({ kind: 'iwae', k: 2 });
});

test('a damaged model is refused, whichever byte it is, and nothing stays allocated', async () => {
  const bytes = await serialize(tinyVae());
  const before = tf.memory().numTensors;
  for (let i = 0; i < 60; i++) {
    const at = Math.floor((i / 60) * bytes.length);
    const damaged = bytes.with(at, bytes[at]! ^ 1);
    await expect(deserialize(damaged), `byte ${at}`).rejects.toThrow(/readSafetensors|deserialize/);
  }
  expect(tf.memory().numTensors).toBe(before);
  await expect(deserialize(python)).rejects.toThrow('no vaekit description');
});
