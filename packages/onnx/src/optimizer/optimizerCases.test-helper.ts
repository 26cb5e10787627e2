import { adam, adamax, adamw, type OptimizerConfig, rmsprop, sgd } from '@vaekit/core';
import fc from 'fast-check';
import { SCRATCH_BYTES } from './flatMemory.js';

/** Every optimizer, with what it can do. */
export const everyOptimizer: Readonly<Record<string, OptimizerConfig>> = {
  adam: adam(),
  'adam, wide ε': adam({ beta1: 0, beta2: 0.5, epsilon: 1e-2 }),
  'adam, vanishing ε': adam({ epsilon: 1e-20 }),
  adamw: adamw({ weightDecay: 0.3 }),
  'adamw without decay': adamw({ weightDecay: 0 }),
  adamax: adamax(),
  rmsprop: rmsprop(),
  'rmsprop with momentum': rmsprop({ momentum: 0.9, rho: 0.99 }),
  sgd: sgd(),
  'sgd with momentum': sgd({ momentum: 0.9 }),
  'sgd, Nesterov': sgd({ momentum: 0.9, nesterov: true }),
};

/** Every clipping. */
export const everyClipping: readonly Pick<OptimizerConfig, 'clipNorm' | 'clipValue'>[] = [
  {},
  { clipValue: 0.25 },
  { clipNorm: 0.5 },
  { clipValue: 0.75, clipNorm: 1.5 },
];

/** Layouts of one to five variables, sizes about those of a block and its parts. */
export const layouts: fc.Arbitrary<{ readonly name: string; readonly shape: readonly number[] }[]> = fc
  .array(
    fc.oneof(
      fc.constant([]),
      fc.tuple(fc.integer({ min: 0, max: 40 })),
      fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((shapes) => shapes.map((shape, i) => ({ name: `v${i}`, shape })));

/** A gradient: of usual size, exactly 0, or so small or large that squares leave the normal numbers. */
export const gradientValue: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -3, max: 3, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0) },
  { weight: 1, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e18), max: Math.fround(1e18) }) },
);

/** Puts values into arrays by name, one after another, from the beginning again when they end. */
export function fill(arrays: Readonly<Record<string, Float32Array>>, values: readonly number[]): void {
  let next = 0;
  for (const array of Object.values(arrays)) {
    for (let i = 0; i < array.length; i++) array[i] = values[next++ % values.length]!;
  }
}

/** Everything that an optimizer's memory holds, padding included, as bytes. */
export const bytesOf = ({ weights }: { readonly weights: Readonly<Record<string, Float32Array>> }): Uint8Array =>
  new Uint8Array(Object.values(weights)[0]!.buffer).slice(SCRATCH_BYTES);
