import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import oracles from '../../oracles/flowOracles.json' with { type: 'json' };
import { maskedAutoregressive } from '../priors/maskedAutoregressive.js';
import { deviation, tinyContext } from '../tiny.test-helper.js';
import { inverseAutoregressive } from './inverseAutoregressive.js';
import { planarFlow } from './planarFlow.js';
import { radialFlow } from './radialFlow.js';

beforeAll(() => tf.setBackend('cpu'));

const flows = { planar: planarFlow, radial: radialFlow };

it.each(oracles.plain.map((each) => [each.name, each.d, each] as const))(
  '%s of %i numbers is that of NumPy, with the log-determinant of its Jacobian',
  (name, d, { parameters, z0, z, logDet }) => {
    const flow = flows[name as keyof typeof flows];
    expect(flow.width(d)).toBe(parameters.length);
    tf.tidy(() => {
      const found = flow.apply(tf.tensor2d(z0, [4, d]), tf.tensor2d(parameters, [1, parameters.length]));
      expect(deviation(found.z.dataSync(), z)).toBeLessThan(1e-5);
      expect(deviation(found.logDet.dataSync(), logDet)).toBeLessThan(2e-5);
    });
  },
);

describe.each(oracles.masked.map((each) => [each.name, each] as const))(
  '%s',
  (name, { d, units, context, steps, z0, z, logDet }) => {
    it('is that of NumPy, in which each unit picks what it sees, with the log-determinant of its Jacobian', () => {
      const inverse = name === 'inverseAutoregressive';
      const shapes = { event: [4], latent: [d], classes: 2, conditionWidth: 2 };
      const built = inverse
        ? inverseAutoregressive({ hidden: [units], context: 2 }).build(shapes)
        : maskedAutoregressive({ hidden: [units], classes: 2 }).build(shapes);
      const [first, second] = inverse ? ['mean', 'gate'] : ['shift', 'logScale'];
      steps.forEach((step, i) => {
        const set = (own: string, values: readonly number[]): void => {
          const variable = built.variables![`step${i}/${own}`]!;
          tf.tidy(() => variable.assign(tf.tensor([...values], variable.shape)));
        };
        set('hidden0/kernel', step.hiddenKernel);
        set('hidden0/bias', step.hiddenBias);
        set('hidden0/context', step.context);
        set(`${first}/kernel`, step.firstKernel);
        set(`${first}/bias`, step.firstBias);
        set(`${second}/kernel`, step.secondKernel);
        set(`${second}/bias`, step.secondBias);
      });
      tf.tidy(() => {
        const start = tf.tensor2d(z0, [4, d]);
        const seen = tf.tile(tf.tensor2d([context]), [4, 1]) as tf.Tensor2D;
        const logNormal = (u: number[]): number[] =>
          [0, 1, 2, 3].map((row) =>
            u.slice(row * d, (row + 1) * d).reduce((sum, v) => sum - (v * v + Math.log(2 * Math.PI)) / 2, 0),
          );
        if ('parameters' in built) {
          const drawn = built.draw([tf.zeros([4, d]), tf.zeros([4, d]), seen], { eps: start }, tinyContext(4));
          expect(deviation(drawn.z.dataSync(), z)).toBeLessThan(1e-5);
          expect(
            deviation(
              drawn.logDensity!.dataSync(),
              logNormal(z0).map((value, row) => value - logDet[row]!),
            ),
          ).toBeLessThan(1e-5);
        } else {
          const at = tinyContext(4, { condition: seen });
          expect(
            deviation(
              built.logDensity!(start, at).dataSync(),
              logNormal(z).map((value, row) => value + logDet[row]!),
            ),
          ).toBeLessThan(1e-5);
          // A draw from the noise is the code again.
          expect(deviation(built.draw({ eps: tf.tensor2d(z, [4, d]) }, at, 1).dataSync(), z0)).toBeLessThan(1e-5);
        }
      });
    });
  },
);
