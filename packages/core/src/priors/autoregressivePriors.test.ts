import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitPrior } from '../fitPrior.js';
import { samplePrior } from '../latent/sample.js';
import { adam } from '../optimizers/adam.js';
import { gaussian } from '../likelihoods/gaussian.js';
import { mlp } from '../networks/mlp.js';
import { passThrough } from '../networks/passThrough.js';
import { reconstruction } from '../objectives/reconstruction.js';
import type { BuiltPrior, Prior } from '../parts.js';
import { point } from '../posteriors/point.js';
import { randomStream } from '../random/randomStream.js';
import { deserialize, serialize } from '../saving/serialize.js';
import { deviation, tinyContext } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { vae } from '../vae.js';
import { type AutoregressivePriorOptions } from './autoregressivePrior.js';
import { classMeans } from './classMeans.js';
import { inverseAutoregressivePrior } from './inverseAutoregressivePrior.js';
import { maskedAutoregressive } from './maskedAutoregressive.js';

beforeAll(() => tf.setBackend('cpu'));

const normal = (seed: number, shape: readonly number[], scale = 1): tf.Tensor =>
  tf.mul(tf.tensor(randomStream(seed).fillNormal(new Float32Array(shape.reduce((a, b) => a * b, 1))), [...shape]), scale);

/** A built prior whose masked networks do something, over codes that lie somewhere else than at 0. */
function stirred(prior: Prior, d: number, classes?: number): BuiltPrior {
  const built = prior.build({ event: [4], latent: [d], ...(classes === undefined ? {} : { classes, conditionWidth: classes }) });
  tf.tidy(() => {
    Object.values(built.variables!).forEach((variable, i) => variable.assign(normal(50 + i, variable.shape, 0.5)));
    built.state!['mean']!.assign(tf.range(1, d + 1, 1, 'float32'));
    built.state!['deviation']!.assign(tf.fill([d], 1.5));
  });
  return built;
}

const priors: readonly (readonly [string, (options?: AutoregressivePriorOptions) => Prior])[] = [
  ['maskedAutoregressive', maskedAutoregressive],
  ['inverseAutoregressivePrior', inverseAutoregressivePrior],
];

describe.each(priors)('%s', (kind, prior) => {
  it('has the density of its draws: that of the noise over the Jacobian by finite differences', () => {
    const d = 3;
    const built = stirred(prior({ hidden: [7] }), d);
    const step = 1e-2;
    const moves = [...Array(d).keys()].flatMap((i) =>
      [step, -step].map((by) => Array.from({ length: d }, (_, k) => (k === i ? by : 0))),
    );
    for (const seed of [1, 2, 3])
      tf.tidy(() => {
        const eps = tf.add(normal(seed, [1, d]), tf.tensor2d([[0, 0, 0], ...moves])) as tf.Tensor2D;
        const context = tinyContext(eps.shape[0]);
        const z = built.draw({ eps }, context, 1);
        const rows = z.arraySync() as number[][];
        const [a, b, c] = [0, 1, 2].map((i) =>
          rows[1 + 2 * i]!.map((value, k) => (value - rows[2 + 2 * i]![k]!) / (2 * step)),
        ) as [number[], number[], number[]];
        const det =
          a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) -
          a[1]! * (b[0]! * c[2]! - b[2]! * c[0]!) +
          a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!);
        const ofNoise = eps.arraySync()[0]!.reduce((sum, e) => sum - (e * e + Math.log(2 * Math.PI)) / 2, 0);
        const expected = ofNoise - Math.log(Math.abs(det));
        expect(Math.abs(built.logDensity!(z, context).dataSync()[0]! - expected)).toBeLessThan(3e-3);
      });
  });

  it('has a density that integrates to 1 in two dimensions', () => {
    const built = stirred(prior({ hidden: [6], steps: 3 }), 2);
    const [n, width] = [161, 0.25];
    const at = (i: number): number => (i - (n - 1) / 2) * width;
    const grid = Float32Array.from({ length: n * n * 2 }, (_, k) =>
      at(k % 2 === 0 ? Math.floor(k / 2 / n) : Math.floor(k / 2) % n),
    );
    const mass = tf.tidy(
      () => tf.sum(tf.exp(built.logDensity!(tf.tensor2d(grid, [n * n, 2]), tinyContext(n * n)))).dataSync()[0]! * width ** 2,
    );
    expect(Math.abs(mass - 1)).toBeLessThan(5e-3);
  });

  it('sees the class, keeps the shape of the latent, scales its noise by the temperature, and leaves nothing behind', () => {
    const built = prior({ classes: 2, hidden: [5] }).build({ event: [4], latent: [1, 3], classes: 2, conditionWidth: 2 });
    tf.tidy(() => Object.values(built.variables!).forEach((variable, i) => variable.assign(normal(i, variable.shape))));
    expect(built.classes).toBe(2);
    const eps = normal(3, [2, 1, 3]);
    const [one, other] = [
      tf.tensor2d([
        [1, 0],
        [1, 0],
      ]),
      tf.tensor2d([
        [0, 1],
        [1, 0],
      ]),
    ];
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const drawn = [one, other].map((condition) => built.draw({ eps }, tinyContext(2, { condition }), 1));
      expect(drawn[0]!.shape).toEqual([2, 1, 3]);
      const [a, b] = drawn.map((z) => [...z.dataSync()]) as [number[], number[]];
      expect(b.slice(3)).toEqual(a.slice(3));
      expect(b.slice(0, 3)).not.toEqual(a.slice(0, 3));
      const still = built.draw({ eps }, tinyContext(2, { condition: one }), 0).dataSync();
      expect([...still.slice(0, 3)]).toEqual([...still.slice(3)]);
      expect(() => built.logDensity!(drawn[0]!, tinyContext(2))).toThrow(`${kind}: the batch has no labels; give \`y\``);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is fitted to codes that bend, nearly to their entropy, which no normal reaches; it has a file', async () => {
    const before = tf.memory().numTensors;
    const rows = 300;
    // z₁ ~ N(0, 1), z₂ ~ N(z₁², ¼): entropy log 2πe + log ½ = 2.14; the best normal has 3.24.
    const eps = randomStream(4).fillNormal(new Float32Array(2 * rows));
    const codes = eps.map((value, i) => (i % 2 === 0 ? value : eps[i - 1]! ** 2 + value / 2));
    const model = vae({
      event: [2],
      latent: 2,
      encoder: passThrough(),
      decoder: mlp({ hidden: [2] }),
      posterior: point(),
      likelihood: gaussian(),
      objective: reconstruction(),
    });
    const x = { data: codes, shape: [rows, 2] };
    const { model: fitted, result } = await fitPrior(model, prior({ hidden: [8] }), x, {
      epochs: 15,
      batchSize: 50,
      optimizer: adam({ learningRate: 3e-2 }),
    });
    const { loss } = result!.history;
    expect(loss!.at(-1)!).toBeLessThan(2.9);
    expect(loss!.at(-1)!).toBeGreaterThan(2.0);
    const again = await deserialize(await serialize(fitted));
    const drawn = [fitted, again].map((each) => samplePrior(each, { count: 5, seed: 2 }));
    expect(drawn[1]!.dataSync()).toEqual(drawn[0]!.dataSync());
    tf.dispose(drawn);
    for (const each of [again, fitted, model]) each.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is moved by a class as any other prior', async () => {
    const x = { data: randomStream(3).fillUniform(new Float32Array(80)), shape: [20, 4] };
    const y = { data: Int32Array.from({ length: 20 }, (_, i) => i % 2), shape: [20] };
    const nets = { event: [4], latent: 2, encoder: mlp({ hidden: [3] }), decoder: mlp({ hidden: [3] }) };
    const model = vae({ ...nets, prior: classMeans(2, { base: prior({ hidden: [4] }) }) });
    expect(Object.values((await evaluate(model, { x, y })).terms).every(Number.isFinite)).toBe(true);
    model.dispose();
  });

  it('what makes no sense is refused', () => {
    expect(() => prior({ steps: 0 })).toThrow(`${kind}: \`steps\` is 0; expected a whole number of at least 1`);
    expect(() => prior({ hidden: [] })).toThrow(`${kind}: \`hidden\` is empty; expected the width of one layer or more`);
    expect(() => prior({ classes: 1.5 })).toThrow(`${kind}: \`classes\` is 1.5; expected a whole number of at least 1`);
  });
});

it('one flow is the other turned round', () => {
  const [d, rows] = [4, 5];
  const [a, b] = [stirred(maskedAutoregressive({ hidden: [7] }), d), stirred(inverseAutoregressivePrior({ hidden: [7] }), d)];
  tf.tidy(() => {
    for (const built of [a, b]) {
      built.state!['mean']!.assign(tf.zeros([d]));
      built.state!['deviation']!.assign(tf.ones([d]));
    }
    const eps = normal(1, [rows, d]);
    const z = a.draw({ eps }, tinyContext(rows), 1);
    // The inverse flow makes of the masked flow's codes the noise again.
    expect(deviation(b.draw({ eps: z }, tinyContext(rows), 1).dataSync(), eps.dataSync())).toBeLessThan(1e-5);
  });
});
