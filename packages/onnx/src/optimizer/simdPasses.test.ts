import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fusedOptimizer } from './fusedOptimizer.js';
import { bytesOf, everyClipping, everyOptimizer, fill, gradientValue, layouts } from './optimizerCases.test-helper.js';
import { simdModule } from './simdPasses.js';

const values = fc.array(gradientValue, { minLength: 1, maxLength: 50 });

describe('simdPasses', () => {
  for (const [name, config] of Object.entries(everyOptimizer)) {
    it(`${name}: equals the JavaScript loop bit for bit, padding included`, () => {
      const scenario = fc.record({
        layout: layouts,
        clipping: fc.constantFrom(...everyClipping),
        averageDecay: fc.constantFrom(undefined, 0, 0.9, 0.9999),
        weights: values,
        steps: fc.array(
          fc.record({ gradients: values, learningRate: fc.double({ min: 0, max: 0.1, noNaN: true }), absent: fc.nat(6) }),
          { minLength: 1, maxLength: 5 },
        ),
      });
      fc.assert(
        fc.property(scenario, ({ layout, clipping, averageDecay, weights, steps }) => {
          const both = (['simd', 'loop'] as const).map((implementation) => {
            const optimizer = fusedOptimizer({ ...config, ...clipping }, layout, {
              implementation,
              ...(averageDecay !== undefined && { averageDecay }),
            });
            expect(optimizer.implementation).toBe(implementation);
            fill(optimizer.weights, weights);
            for (const { gradients, learningRate, absent } of steps) {
              fill(optimizer.gradients, gradients);
              const present = layout.map((variable) => variable.name).filter((_, i) => i !== absent);
              expect(optimizer.step(learningRate, absent === 6 ? undefined : present)).toBe(true);
            }
            return Buffer.from(bytesOf(optimizer));
          });
          expect(both[0]!.equals(both[1]!)).toBe(true);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('stays below 4096 bytes, so that a browser compiles it at once', () => {
    const far = 2 ** 31;
    const bases = { weights: far, gradients: far, slots: [far, far], average: far };
    for (const config of Object.values(everyOptimizer)) {
      const bytes = simdModule({ ...config, clipNorm: 1, clipValue: 1 }, { ...bases, slots: bases.slots });
      expect(WebAssembly.validate(bytes)).toBe(true);
      expect(bytes.length).toBeLessThan(4096);
    }
  });
});
