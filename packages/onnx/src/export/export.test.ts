import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {
  decode,
  fit,
  mlpDecoder,
  mlpEncoder,
  posteriorMoments,
  type Prior,
  randomStream,
  standardNormal,
  vae,
  type Vae,
} from '@vaekit/core';
import onnxProto from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportDecoder } from './exportDecoder.js';
import { exportEncoder } from './exportEncoder.js';
import { exportSampler } from './exportSampler.js';
import { exampleData } from '../exampleModel.test-helper.js';
import { exportedModels as models } from './exportedModels.test-helper.js';

const { onnx } = onnxProto;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const batches = [1, 2, 5, 33];
const stream = randomStream(11);
const normals = (shape: readonly number[]) => ({
  data: stream.fillNormal(new Float32Array(shape.reduce((a, b) => a * b, 1))),
  shape,
});
const uniforms = (shape: readonly number[]) => ({
  data: stream.fillUniform(new Float32Array(shape.reduce((a, b) => a * b, 1))),
  shape,
});

type Feeds = Readonly<Record<string, { readonly data: Float32Array | Int32Array; readonly shape: readonly number[] }>>;

async function runOnnx(session: InferenceSession, feeds: Feeds) {
  return session.run(
    Object.fromEntries(
      session.inputNames.map((name) => {
        const { data, shape } = feeds[name]!;
        return [name, new Tensor(data instanceof Int32Array ? 'int32' : 'float32', data, [...shape])];
      }),
    ),
  );
}

function close(actual: { readonly data: unknown; readonly dims: readonly number[] }, expected: tf.Tensor): void {
  expect([...actual.dims]).toEqual(expected.shape);
  const values = actual.data as Float32Array;
  const wanted = expected.dataSync();
  const size = Math.max(1, ...wanted.map(Math.abs));
  expect(Math.max(...wanted.map((value, i) => Math.abs(value - values[i]!))) / size).toBeLessThan(1e-5);
}

/** The same by the functions of core. */
function byTfjs(model: Vae, part: 'decoder' | 'encoder' | 'sampler', feeds: Feeds): Record<string, tf.Tensor> {
  const tensor = (name: string): tf.Tensor => tf.tensor(feeds[name]!.data, [...feeds[name]!.shape]);
  const labels = feeds['y']!.data;
  const given = model.classes === undefined ? {} : { labels };
  if (part === 'encoder') return { ...posteriorMoments(model, tensor('x'), given) };
  const context = model.context(tf.tensor1d(labels, 'int32'), labels.length);
  if (part === 'sampler') {
    const z = model.prior.draw({ eps: tensor('eps') }, context, 0.7);
    return { samples: decode(model, z, given) };
  }
  const outputs = model.decodeParameters(tensor('z'), context.condition);
  const parameters = model.likelihood.parameters.map(({ name }, i) => [name, outputs[i]!] as const);
  return { mean: decode(model, tensor('z'), given), ...Object.fromEntries(parameters.filter(([name]) => name !== 'mean')) };
}

/** Files for `oracles/exports.py`, which runs this test and then looks at the models from Python. */
function writeForPython(name: string, bytes: Uint8Array, feeds: Feeds, expected: Readonly<Record<string, tf.Tensor>>): void {
  const folder = process.env['VAEKIT_EXPORTS'];
  if (folder === undefined) return;
  const plain = (values: Feeds) =>
    Object.fromEntries(Object.entries(values).map(([label, { data, shape }]) => [label, { data: Array.from(data), shape }]));
  const outputs = Object.fromEntries(
    Object.entries(expected).map(([label, value]) => [label, { data: value.dataSync() as Float32Array, shape: value.shape }]),
  );
  writeFileSync(join(folder, `${name}.onnx`), bytes);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ feeds: plain(feeds), outputs: plain(outputs) }));
}

const session = (bytes: Uint8Array): Promise<InferenceSession> =>
  InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 2 });

describe('exports give the numbers of tfjs at every batch size', () => {
  for (const [name, make] of Object.entries(models)) {
    it(`${name}`, async () => {
      const model = make();
      // Trained a little: weights and moving averages are not those of the start.
      await fit(model, exampleData(model), { epochs: 3, batchSize: 8 });

      const before = tf.memory();
      const exported = { encoder: exportEncoder(model), decoder: exportDecoder(model), sampler: exportSampler(model) };
      expect(tf.memory()).toEqual(before);
      for (const [part, bytes] of Object.entries(exported)) {
        const one = await session(bytes);
        for (const batch of batches) {
          const feeds: Feeds = {
            x: uniforms([batch, ...model.event]),
            y: { data: Int32Array.from({ length: batch }, (_, i) => (i * 2) % 3), shape: [batch] },
            z: normals([batch, ...model.latent]),
            eps: normals([batch, ...model.latent]),
            temperature: { data: Float32Array.of(0.7), shape: [] },
          };
          const expected = tf.tidy(() => byTfjs(model, part as keyof typeof exported, feeds));
          const outputs = await runOnnx(one, feeds);
          expect(Object.keys(outputs)).toEqual(Object.keys(expected));
          for (const [label, wanted] of Object.entries(expected)) close(outputs[label]!, wanted);
          if (batch === 5)
            writeForPython(
              `${name}, ${part}`,
              bytes,
              Object.fromEntries(one.inputNames.map((input) => [input, feeds[input]!])),
              expected,
            );
          tf.dispose(expected);
        }
        await one.release();
      }
      model.dispose();
    });
  }
});

const parsed = (bytes: Uint8Array) => onnx.ModelProto.decode(bytes);
const dims = (
  info: ReturnType<typeof parsed>['graph'] extends infer G
    ? NonNullable<G> extends { input?: (infer I)[] | null }
      ? I
      : never
    : never,
) => info.type!.tensorType!.shape!.dim!.map(({ dimParam, dimValue }) => dimParam || Number(dimValue));

describe('an exported model', () => {
  it('has readable names, an open batch, and says what it is', () => {
    const model = models['conditional, learned prior']!();
    const { graph, metadataProps, producerName, docString } = parsed(exportDecoder(model));
    expect(producerName).toBe('vaekit');
    expect(docString).toMatch(/^Decoder/);
    expect(graph!.input!.map((input) => [input.name, dims(input)])).toEqual([
      ['z', ['batch', 3]],
      ['y', ['batch']],
    ]);
    expect(graph!.output!.map((output) => [output.name, dims(output)])).toEqual([
      ['mean', ['batch', 8, 8, 1]],
      ['logits', ['batch', 8, 8, 1]],
    ]);
    const names = graph!.initializer!.map(({ name }) => name);
    for (const name of Object.keys(model.decoder.variables)) expect(names).toContain(name);
    expect(names.some((name) => name!.startsWith('encoder/'))).toBe(false);
    const metadata = Object.fromEntries(metadataProps!.map(({ key, value }) => [key, value]));
    expect(metadata).toMatchObject({
      'vaekit.part': 'decoder',
      'vaekit.classes': '3',
      'vaekit.latent': '[3]',
      'vaekit.event': '[8,8,1]',
    });
    expect(JSON.parse(metadata['vaekit.description']!)).toMatchObject({
      format: 'vaekit-vae',
      parts: { prior: { kind: 'classMeans' } },
    });
    model.dispose();
  });

  it('asks for labels only where they matter', () => {
    const model = models['class means']!();
    const inputs = (bytes: Uint8Array) => parsed(bytes).graph!.input!.map(({ name }) => name);
    expect(inputs(exportEncoder(model))).toEqual(['x']);
    expect(inputs(exportDecoder(model))).toEqual(['z']);
    expect(inputs(exportSampler(model))).toEqual(['eps', 'y', 'temperature']);
    model.dispose();
  });

  it('holds the weights of the moment of the export', async () => {
    const model = models['mlp']!();
    const bytes = exportEncoder(model);
    const x = uniforms([2, 8, 8, 1]);
    const then = tf.tidy(() => posteriorMoments(model, tf.tensor(x.data, [...x.shape])).mean.dataSync());
    for (const variable of Object.values(model.variables)) variable.assign(tf.mul(variable, 2));
    const one = await session(bytes);
    const { mean } = await runOnnx(one, { x });
    (mean!.data as Float32Array).forEach((value, i) => expect(value).toBeCloseTo(then[i]!, 5));
    await one.release();
    model.dispose();
  });
});

describe('what does not compute each row by itself is refused by name', () => {
  const refusal = (make: () => Vae, run: (model: Vae) => unknown): string => {
    const model = make();
    const before = tf.memory();
    try {
      run(model);
      return 'accepted';
    } catch (error) {
      expect(tf.memory()).toEqual(before);
      return (error as Error).message;
    } finally {
      model.dispose();
    }
  };
  const withPrior = (draw: ReturnType<Prior['build']>['draw']) => (): Vae => {
    const base = standardNormal();
    return vae({
      encoder: mlpEncoder({ input: [4], hidden: [], latent: 2 }),
      decoder: mlpDecoder({ latent: 2, hidden: [], output: [4] }),
      prior: { config: { kind: 'own' }, build: (shape) => ({ ...base.build(shape), draw }) },
    });
  };

  it('a number that depends on the batch size', () => {
    const prior = withPrior((noise) => tf.mul(noise['eps']!, 1 / noise['eps']!.shape[0]!));
    expect(refusal(prior, exportSampler)).toMatch(
      /^exportSampler: a number that goes into Mul is .* computed outside the graph; an export/,
    );
  });

  it('arithmetic with the temperature on the host', () => {
    expect(
      refusal(
        withPrior((noise, _, temperature) => tf.mul(noise['eps']!, temperature ** 2)),
        exportSampler,
      ),
    ).toMatch(/a number that goes into Mul/);
    expect(
      refusal(
        withPrior((noise, _, temperature) => tf.mul(temperature, noise['eps']!)),
        exportSampler,
      ),
    ).toBe('accepted');
  });

  it('random numbers of its own, and numbers read back', () => {
    expect(
      refusal(
        withPrior((noise) => tf.add(noise['eps']!, Math.random())),
        exportSampler,
      ),
    ).toMatch(/Math\.random is called/);
    expect(
      refusal(
        withPrior((noise) => tf.mul(noise['eps']!, noise['eps']!.dataSync()[0]!)),
        exportSampler,
      ),
    ).toMatch(/a tensor is read back/);
  });

  it('rows with numbers of their own', () => {
    const prior = withPrior((noise) => tf.add(noise['eps']!, tf.reshape(tf.range(0, noise['eps']!.shape[0]!), [-1, 1])));
    expect(refusal(prior, exportSampler)).toMatch(
      /a constant \[97\] that goes into Reshape has other numbers in every row|a constant \[97,1\]/,
    );
  });

  it('operations by the number of rows', () => {
    const prior = withPrior((noise) => tf.concat(tf.unstack(noise['eps']!).map((row) => tf.expandDims(row))));
    expect(refusal(prior, exportSampler)).toMatch(/the operations depend on the batch size/);
  });

  it('constants alike in every row are not refused', () => {
    const prior = withPrior((noise) =>
      tf.add(noise['eps']!, tf.mul(tf.ones([noise['eps']!.shape[0]!, 2]), tf.tensor1d([1, -1]))),
    );
    expect(refusal(prior, exportSampler)).toBe('accepted');
    const tiled = withPrior((noise) => tf.add(noise['eps']!, tf.tile(tf.tensor2d([[1, -1]]), [noise['eps']!.shape[0]!, 1])));
    expect(refusal(tiled, exportSampler)).toBe('accepted');
  });
});
