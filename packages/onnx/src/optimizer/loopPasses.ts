import type { OptimizerConfig } from '@vaekit/core';
import { type Passes, type RegionBases, SCRATCH } from './passes.js';
import { guardsSubnormals, SCALARS, type ScalarName, SUBNORMAL_GUARDS } from './stepScalars.js';

const f = Math.fround;

/** The passes as a JavaScript loop, equal to those of WebAssembly bit for bit: for engines without SIMD. */
export function loopPasses(config: OptimizerConfig, bases: RegionBases, memory: WebAssembly.Memory): Passes {
  const buffer = memory.buffer as ArrayBuffer;
  const from = (base: number): Float32Array => new Float32Array(buffer, base);
  const [weights, gradients] = [from(bases.weights), from(bases.gradients)];
  const gradientBits = new Int32Array(buffer, bases.gradients);
  const squares = new Float64Array(buffer, SCRATCH.squares, 16);
  const magnitudes = new Int32Array(buffer, SCRATCH.magnitudes, 4);
  const values = new Float32Array(buffer, SCRATCH.scalars, SCALARS.length);
  const scalar = (name: ScalarName): number => values[SCALARS.indexOf(name)]!;
  const [first, second] = bases.slots.map(from);
  const mean = bases.average === undefined ? undefined : from(bases.average);
  const { clipValue, clipNorm } = config;
  const bounded = (g: number, bound: number): number => (g < -bound ? -bound : g > bound ? bound : g);
  const moveAverage = (i: number, gain: number): void => {
    mean![i] = f(mean![i]! + f(f(weights[i]! - mean![i]!) * gain));
  };
  const element = elementRule(config, scalar, weights, first, second);

  return {
    scan(start, end) {
      const bound = scalar('clipValue');
      for (let i = start / 4; i < end / 4; i++) {
        const bits = gradientBits[i]! & 0x7fffffff;
        if (bits > magnitudes[i & 3]!) magnitudes[i & 3] = bits;
        if (clipNorm === undefined) continue;
        const g = clipValue === undefined ? gradients[i]! : bounded(gradients[i]!, bound);
        squares[i & 15]! += g * g;
      }
    },
    update(start, end) {
      const [bound, factor, gain] = [scalar('clipValue'), scalar('clipFactor'), scalar('averageGain')];
      const change = element();
      for (let i = start / 4; i < end / 4; i++) {
        let g = gradients[i]!;
        if (clipValue !== undefined) g = bounded(g, bound);
        if (clipNorm !== undefined) g = f(g * factor);
        weights[i] = f(weights[i]! - change(i, g));
        if (mean !== undefined) moveAverage(i, gain);
      }
    },
    average(start, end) {
      const gain = scalar('averageGain');
      for (let i = start / 4; i < end / 4; i++) moveAverage(i, gain);
    },
  };
}

/** What an element's weight loses; its slots move. The outer call reads the step's scalars. */
function elementRule(
  config: OptimizerConfig,
  scalar: (name: ScalarName) => number,
  weights: Float32Array,
  first: Float32Array | undefined,
  second: Float32Array | undefined,
): () => (i: number, g: number) => number {
  const guarded = guardsSubnormals(config);
  const { grain, leastRoot } = SUBNORMAL_GUARDS;
  const momentum = (value: number): number => (guarded ? f(f(value + grain) - grain) : value);
  const sumOfSquares = (decayed: number, g: number): number => {
    const root = guarded ? Math.max(Math.abs(g), leastRoot) : g;
    return f(decayed + f(root * root));
  };
  switch (config.kind) {
    case 'adam':
    case 'adamw': {
      const [m, v] = [first!, second!];
      const decays = config.kind === 'adamw' && config.weightDecay !== 0;
      return () => {
        const [rate, floor, decay1, decay2, weightDecay] = [
          scalar('rate'),
          scalar('floor'),
          scalar('decay1'),
          scalar('decay2'),
          scalar('weightDecay'),
        ];
        return (i, g) => {
          const nextM = momentum(f(f(m[i]! * decay1) + g));
          const nextV = sumOfSquares(f(v[i]! * decay2), g);
          m[i] = nextM;
          v[i] = nextV;
          const step = f(f(nextM / f(f(Math.sqrt(nextV)) + floor)) * rate);
          return decays ? f(f(weights[i]! * weightDecay) + step) : step;
        };
      };
    }
    case 'adamax': {
      const [m, u] = [first!, second!];
      return () => {
        const [rate, floor, decay1, decay2] = [scalar('rate'), scalar('floor'), scalar('decay1'), scalar('decay2')];
        return (i, g) => {
          const nextM = momentum(f(f(m[i]! * decay1) + g));
          const nextU = Math.max(f(u[i]! * decay2), f(Math.abs(g) + floor));
          m[i] = nextM;
          u[i] = nextU;
          return f(f(nextM / nextU) * rate);
        };
      };
    }
    case 'rmsprop': {
      const v = first!;
      const b = second;
      return () => {
        const [rate, floor, decay, inertia] = [scalar('rate'), scalar('floor'), scalar('decay2'), scalar('inertia')];
        return (i, g) => {
          const nextV = sumOfSquares(f(v[i]! * decay), g);
          v[i] = nextV;
          const scaled = f(g / f(f(Math.sqrt(nextV)) + floor));
          if (b === undefined) return f(scaled * rate);
          const nextB = momentum(f(f(b[i]! * inertia) + scaled));
          b[i] = nextB;
          return f(nextB * rate);
        };
      };
    }
    case 'sgd': {
      const b = first;
      return () => {
        const [rate, inertia] = [scalar('rate'), scalar('inertia')];
        return (i, g) => {
          if (b === undefined) return f(g * rate);
          const nextB = momentum(f(f(b[i]! * inertia) + g));
          b[i] = nextB;
          return f((config.nesterov ? f(g + f(nextB * inertia)) : nextB) * rate);
        };
      };
    }
  }
}
