import * as tf from '@tensorflow/tfjs';
import {
  classMeans,
  encode,
  fullNormal,
  hierarchicalPrior,
  householder,
  type InputTransform,
  inverseAutoregressive,
  inverseAutoregressivePrior,
  log1p,
  maskedAutoregressive,
  mixtureOfNormals,
  mlp,
  perClass,
  planarRadial,
  point,
  type Posterior,
  posteriorMoments,
  type Prior,
  randomStream,
  reconstruction,
  rescaled,
  secondStage,
  standardized,
  vae,
  type Vae,
  vampPrior,
  vectorQuantized,
} from '@vaekit/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, expect, test } from 'vitest';
import { exportEncoder } from './exportEncoder.js';
import { exportSampler } from './exportSampler.js';

// Parts that stand around the networks are in the exported graph as they are in the model.

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const small = { event: [4], latent: [2], encoder: mlp({ hidden: [5] }), decoder: mlp({ hidden: [5] }) } as const;

function uniforms(shape: readonly number[], seed = 1): tf.Tensor {
  return tf.tensor(randomStream(seed).fillUniform(new Float32Array(shape.reduce((a, b) => a * b, 1))), [...shape]);
}

/** The outputs of an ONNX model by name. */
async function outputsOf(bytes: Uint8Array, inputs: Readonly<Record<string, tf.Tensor>>): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 2 });
  const feeds = Object.fromEntries(
    session.inputNames.map((name) => {
      const { dtype, shape } = inputs[name]!;
      return [name, new Tensor(dtype as 'float32', inputs[name]!.dataSync() as Float32Array, shape)];
    }),
  );
  const outputs = await session.run(feeds);
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  a.length === b.length ? Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!))) : Infinity;

test.each<[string, InputTransform]>([
  ['standardized', standardized({ mean: [0.1, 0.2, 0.3, 0.4], deviation: 0.2 })],
  ['rescaled', rescaled({ from: [0, 1], to: [-1, 1] })],
  ['log1p', log1p()],
])('an exported encoder sees its input %s', async (_, input) => {
  const [model, plain] = [vae({ ...small, input }), vae(small)];
  for (const rows of [1, 7]) {
    const x = uniforms([rows, 4]);
    const found = await outputsOf(exportEncoder(model), { x });
    const [own, without] = [model, plain].map((each) => posteriorMoments(each, x).mean.dataSync());
    expect(largest(found['mean']!, own!)).toBeLessThan(1e-5);
    expect(largest(found['mean']!, without!)).toBeGreaterThan(1e-2);
  }
});

test.each<[string, Posterior, readonly number[], readonly string[]]>([
  ['point', point(), [2], ['code']],
  ['fullNormal', fullNormal(), [2], ['mean', 'logVar', 'lower']],
  ['householder', householder(), [2], ['mean', 'logVar', 'axes', 'z']],
  ['inverseAutoregressive', inverseAutoregressive({ hidden: [5], context: 3 }), [2], ['mean', 'logVar', 'context', 'z']],
  ['planarRadial', planarRadial({ shared: true }), [2], ['mean', 'logVar', 'z']],
  ['vectorQuantized', vectorQuantized({ codes: 5 }), [3, 2], ['code', 'z']],
])('an exported encoder gives the code of an example, beside its parameters: %s', async (_, posterior, latent, names) => {
  const model = vae({ ...small, latent, posterior, objective: reconstruction() });
  for (const rows of [1, 7]) {
    const x = uniforms([rows, 4]);
    const found = await outputsOf(exportEncoder(model), { x });
    expect(Object.keys(found)).toEqual(names);
    expect(largest(found[names.includes('z') ? 'z' : names[0]!]!, encode(model, x).dataSync())).toBeLessThan(1e-5);
  }
});

const samples = (
  model: Vae,
  noise: Readonly<Record<string, tf.Tensor>>,
  y: tf.Tensor1D | undefined,
  rows: number,
): tf.TypedArray =>
  tf.tidy(() => {
    const context = model.context(y, rows);
    const z = model.prior.draw(noise, context, 0.7);
    return model.likelihood.mean(model.decodeParameters(z, context.condition)).dataSync();
  });

test.each<[string, Prior]>([
  ['mixtureOfNormals', mixtureOfNormals({ components: 3 })],
  ['vampPrior', vampPrior({ pseudoInputs: 3 })],
  ['maskedAutoregressive', maskedAutoregressive({ hidden: [5] })],
  ['inverseAutoregressivePrior', inverseAutoregressivePrior({ hidden: [5], classes: 3 })],
  ['hierarchicalPrior', hierarchicalPrior({ top: 1, hidden: [5] })],
  ['secondStage', secondStage({ hidden: [5] })],
  ['perClass', perClass(3, mixtureOfNormals({ components: 2 }))],
  ['classMeans over another prior', classMeans(3, { classVariance: true, base: mixtureOfNormals({ components: 2 }) })],
])('an exported sampler draws from the prior: %s', async (_, prior) => {
  const model = vae({ ...small, prior });
  const bytes = exportSampler(model);
  for (const rows of [1, 8]) {
    const noise = Object.fromEntries(
      Object.entries(model.prior.noise(model)).map(([name, { shape }], i) => [name, uniforms([rows, ...shape], i)]),
    );
    const y =
      model.classes === undefined
        ? undefined
        : tf.tensor1d(
            Array.from({ length: rows }, (_each, i) => i % 3),
            'int32',
          );
    const given = { ...noise, temperature: tf.scalar(0.7), ...(y === undefined ? {} : { y }) };
    const { samples: found } = await outputsOf(bytes, given);
    expect(largest(found!, samples(model, noise, y, rows))).toBeLessThan(1e-5);
  }
});
