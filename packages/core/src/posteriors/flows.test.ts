import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { withGradientMends } from '../gradients/withGradientMends.js';
import type { BuiltPosterior, Posterior } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyContext } from '../tiny.test-helper.js';
import { fullNormal } from './fullNormal.js';
import { householder } from './householder.js';
import { inverseAutoregressive } from './inverseAutoregressive.js';
import { planarFlow } from './planarFlow.js';
import { planarRadial } from './planarRadial.js';
import { radialFlow } from './radialFlow.js';

beforeAll(() => tf.setBackend('cpu'));

const normal = (seed: number, shape: number[], scale = 1): tf.Tensor =>
  tf.mul(tf.tensor(randomStream(seed).fillNormal(new Float32Array(shape.reduce((a, b) => a * b, 1))), shape), scale);

const flows: readonly (readonly [string, Posterior])[] = [
  ['householder', householder({ steps: 3 })],
  ['planar', planarRadial({ flows: ['planar', 'planar'] })],
  ['radial', planarRadial({ flows: ['radial', 'radial'] })],
  ['planar and radial, shared', planarRadial({ flows: ['radial', 'planar'], shared: true, seed: 4 })],
  ['inverse autoregressive', inverseAutoregressive({ steps: 2, hidden: [9, 7], context: 3, seed: 2 })],
];

/** Parameters of one example, repeated for so many rows. */
const parametersOf = (q: BuiltPosterior, rows: number, scale = 1): tf.Tensor[] =>
  q.parameters.map(({ name, shape }, i) =>
    tf.tile(normal(i + 1, [1, ...shape], name === 'logVar' ? 0.3 : scale), [rows, ...shape.map(() => 1)]),
  );

/** Masked kernels start small; here they are to do something. */
const stirred = (q: BuiltPosterior): BuiltPosterior => {
  Object.values(q.variables ?? {}).forEach((variable, i) => tf.tidy(() => variable.assign(normal(50 + i, variable.shape, 0.8))));
  return q;
};

const determinant = (matrix: number[][]): number =>
  matrix.length === 1
    ? matrix[0]![0]!
    : matrix[0]!.reduce(
        (sum, value, j) =>
          sum + (j % 2 === 0 ? 1 : -1) * value * determinant(matrix.slice(1).map((row) => row.filter((_, k) => k !== j))),
        0,
      );

describe.each(flows)('%s', (_, posterior) => {
  const d = 3;
  const q = (): BuiltPosterior => stirred(posterior.build({ event: [4], latent: [d] }));

  it('has the log-determinant of its Jacobian, by finite differences', () => {
    const built = q();
    const step = 1e-2;
    for (const seed of [11, 12, 13]) {
      // One row is ε itself; the others are moved along each axis, to both sides.
      const moves = [...Array(d).keys()].flatMap((i) =>
        [step, -step].map((by) => Array.from({ length: d }, (_1, k) => (k === i ? by : 0))),
      );
      const rows = moves.length + 1;
      const found = tf.tidy(() => {
        const parameters = parametersOf(built, rows);
        const eps = tf.add(normal(seed, [1, d]), tf.tensor2d([Array(d).fill(0) as number[], ...moves]));
        const { z, logDensity } = built.draw(parameters, { eps }, tinyContext(rows));
        return { eps: eps.arraySync() as number[][], z: z.arraySync() as number[][], logDensity: logDensity!.dataSync()[0]! };
      });
      const jacobian = Array.from({ length: d }, (_1, i) =>
        found.z[1 + 2 * i]!.map((value, k) => (value - found.z[2 + 2 * i]![k]!) / (2 * step)),
      );
      const ofNoise = found.eps[0]!.reduce((sum, e) => sum - (e * e + Math.log(2 * Math.PI)) / 2, 0);
      const logDet = ofNoise - found.logDensity;
      // The step's square times third derivatives, and float32's rounding over the step.
      expect(Math.abs(logDet - Math.log(Math.abs(determinant(jacobian))))).toBeLessThan(2e-3);
    }
  });

  it('has a density that integrates to 1 in two dimensions, by its own draws on a grid of cells', () => {
    const built = stirred(posterior.build({ event: [4], latent: [2] }));
    // ∫ q dz over the image of a grid of ε = Σ q(z)·area, each area that of the image of a cell by its diagonals.
    const [n, width] = [121, 0.1];
    const at = (i: number): number => (i - (n - 1) / 2) * width;
    const eps = Float32Array.from({ length: n * n * 2 }, (_1, k) =>
      at(k % 2 === 0 ? Math.floor(k / 2 / n) : Math.floor(k / 2) % n),
    );
    const { z, q: density } = tf.tidy(() => {
      const parameters = parametersOf(built, n * n, 0.7);
      const drawn = built.draw(parameters, { eps: tf.tensor2d(eps, [n * n, 2]) }, tinyContext(n * n));
      return { z: drawn.z.dataSync(), q: tf.exp(drawn.logDensity!).dataSync() };
    });
    let mass = 0;
    const corner = (i: number, j: number): [number, number] => [z[2 * (i * n + j)]!, z[2 * (i * n + j) + 1]!];
    for (let i = 0; i + 1 < n; i++)
      for (let j = 0; j + 1 < n; j++) {
        const [a, b, c, e] = [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)];
        const area = Math.abs((c[0] - a[0]) * (e[1] - b[1]) - (c[1] - a[1]) * (e[0] - b[0])) / 2;
        const mean =
          (density[i * n + j]! + density[(i + 1) * n + j]! + density[(i + 1) * n + j + 1]! + density[i * n + j + 1]!) / 4;
        mass += area * mean;
      }
    // The trapezoid rule with cells of 0.1, out to six deviations.
    expect(Math.abs(mass - 1)).toBeLessThan(5e-3);
  });

  it('has a center in the shape of the latent, and leaves nothing behind', () => {
    const built = posterior.build({ event: [4], latent: [1, 2] });
    const parameters = parametersOf(built, 2);
    const before = tf.memory().numTensors;
    const center = tf.tidy(() => built.center(parameters, tinyContext(2)));
    expect(center.shape).toEqual([2, 1, 2]);
    const eps = tf.zeros([2, 1, 2]);
    // The center is where ε = 0 is brought.
    tf.tidy(() => {
      const { z } = built.draw(parameters, { eps }, tinyContext(2));
      expect(deviation(center.dataSync(), z.dataSync())).toBeLessThan(1e-6);
    });
    tf.dispose([center, eps]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('reflections give a normal with the covariance H·diag(σ²)·Hᵀ: its density at any z is that of the full normal', () => {
  const [rows, d] = [4, 3];
  const built = householder({ steps: 2 }).build({ event: [4], latent: [d] });
  const full = fullNormal().build({ event: [4], latent: [d] });
  tf.tidy(() => {
    const parameters = parametersOf(built, rows);
    const [mean, logVar, axes] = parameters.map((tensor) => tensor.arraySync() as number[][]) as [
      number[][],
      number[][],
      unknown,
    ];
    const reflect = (v: number[], z: number[]): number[] => {
      const share = (2 * v.reduce((sum, x, i) => sum + x * z[i]!, 0)) / v.reduce((sum, x) => sum + x * x, 0);
      return z.map((x, i) => x - share * v[i]!);
    };
    const turned = (z: number[]): number[] => (axes as number[][][])[0]!.reduce((at, v) => reflect(v, at), z);
    const columnsOf = [0, 1, 2].map((k) => turned([0, 1, 2].map((i) => (i === k ? 1 : 0))));
    const covariance = [0, 1, 2].map((i) =>
      [0, 1, 2].map((j) =>
        [0, 1, 2].reduce((sum, k) => sum + columnsOf[k]![i]! * columnsOf[k]![j]! * Math.exp(logVar[0]![k]!), 0),
      ),
    );
    // Cholesky by hand, in double precision.
    const L = [0, 1, 2].map(() => [0, 0, 0]);
    for (let i = 0; i < d; i++)
      for (let j = 0; j <= i; j++) {
        const rest = covariance[i]![j]! - L[i]!.slice(0, j).reduce((sum, value, k) => sum + value * L[j]![k]!, 0);
        L[i]![j] = i === j ? Math.sqrt(rest) : rest / L[j]![j]!;
      }
    const every = (values: number[]): tf.Tensor => tf.tensor2d(Array.from({ length: rows }, () => values));
    const ofFull = full.perExample!([
      every(turned(mean[0]!)),
      every([0, 1, 2].map((i) => 2 * Math.log(L[i]![i]!))),
      every([L[1]![0]!, L[2]![0]!, L[2]![1]!]),
    ]);
    const z = normal(9, [rows, d]);
    const expected = full.logDensity!(ofFull, z, tinyContext(rows)).dataSync();
    const own = parameters;
    expect(deviation(built.logDensity!(own, z, tinyContext(rows)).dataSync(), expected)).toBeLessThan(1e-5);
    // A reflection undoes itself: a draw's own density is the density at that draw.
    const drawn = built.draw(own, { eps: normal(8, [rows, d]) }, tinyContext(rows));
    expect(deviation(built.logDensity!(own, drawn.z, tinyContext(rows)).dataSync(), drawn.logDensity!.dataSync())).toBeLessThan(
      1e-5,
    );
  });
});

describe('a planar and a radial flow can be inverted whatever their parameters', () => {
  it.each([1, 2, 3, 4, 5, 6])('set %i', (seed) => {
    const d = 2;
    const z = normal(seed, [200, d], 2);
    const given = normal(seed + 20, [1, planarFlow.width(d)], 3);
    const [p, y, logDet] = tf.tidy(() => {
      const flowed = planarFlow.apply(z, given);
      return [given.dataSync(), flowed.z.arraySync() as number[][], flowed.logDet.dataSync()] as const;
    });
    expect(logDet.every(Number.isFinite)).toBe(true);
    const [u, w, b] = [p.slice(0, d), p.slice(d, 2 * d), p[2 * d]!];
    const dot = (one: ArrayLike<number>, other: ArrayLike<number>): number => one[0]! * other[0]! + one[1]! * other[1]!;
    // wᵀy = a + m·tanh(a + b) rises with a = wᵀz, so that halving an interval finds a, and then z = y − û·tanh(a + b).
    const s = dot(w, u);
    const m = Math.log1p(Math.exp(s + Math.log(Math.E - 1))) - 1;
    const moved = [0, 1].map((i) => u[i]! + ((m - s) * w[i]!) / dot(w, w));
    const inverse = (at: number[]): number[] => {
      let [low, high] = [-1000, 1000];
      for (let i = 0; i < 100; i++) {
        const a = (low + high) / 2;
        if (a + m * Math.tanh(a + b) < dot(w, at)) low = a;
        else high = a;
      }
      return at.map((value, i) => value - moved[i]! * Math.tanh(low + b));
    };
    // Where the flow nearly folds, an inverse loses what the forward map has rounded away.
    const steep = (row: number): boolean => logDet[row]! > -1;
    const expected = z.arraySync() as number[][];
    const kept = y.flatMap((row, i) => (steep(i) ? [[inverse(row), expected[i]!] as const] : []));
    expect(kept.length).toBeGreaterThan(50);
    for (const [found, wanted] of kept) expect(deviation(found, wanted)).toBeLessThan(1e-5);
    tf.dispose([z, given]);
  });

  it.each([1, 2, 3, 4])('radial, set %i', (seed) => {
    const d = 3;
    const z = normal(seed, [100, d], 2);
    const given = normal(seed + 30, [1, radialFlow.width(d)], 1);
    const [p, y] = tf.tidy(() => [given.dataSync(), radialFlow.apply(z, given).z.arraySync() as number[][]] as const);
    const soft = (x: number): number => Math.log1p(Math.exp(x + Math.log(Math.E - 1)));
    const [alpha, beta] = [soft(p[d]!), soft(p[d]!) * (soft(p[d + 1]!) - 1)];
    const expected = z.arraySync() as number[][];
    y.forEach((row, i) => {
      const away = row.map((value, k) => value - p[k]!);
      const length = Math.hypot(...away);
      // |y − c| = r·(1 + β/(α + r)): r² + (α + β − |y|)·r − α·|y| = 0.
      const half = (alpha + beta - length) / 2;
      const r = -half + Math.sqrt(half * half + alpha * length);
      const found = away.map((value, k) => p[k]! + (value / length) * r);
      expect(deviation(found, expected[i]!)).toBeLessThan(1e-5);
    });
    tf.dispose([z, given]);
  });
});

it('parameters that are 0 change nothing, and a gradient there is finite', () => {
  for (const [flow, d] of [
    [planarFlow, 3],
    [radialFlow, 3],
  ] as const) {
    tf.tidy(() => {
      const z = tf.zeros([2, d]);
      const given = tf.zeros([2, flow.width(d)]);
      const flowed = flow.apply(z, given);
      expect([...flowed.z.dataSync(), ...flowed.logDet.dataSync()].every((value) => Math.abs(value) < 1e-6)).toBe(true);
      const gradients = withGradientMends(() =>
        tf.grads((a: tf.Tensor, b: tf.Tensor) => {
          const { z: to, logDet } = flow.apply(a, b);
          return tf.add(tf.sum(tf.square(to)), tf.sum(logDet)) as tf.Scalar;
        })([z, given]),
      );
      for (const gradient of gradients) expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
    });
  }
  tf.tidy(() => {
    const built = householder().build({ event: [4], latent: [2] });
    const axes = tf.zeros([1, 2, 2]);
    const { z } = built.draw([tf.ones([1, 2]), tf.zeros([1, 2]), axes], { eps: tf.zeros([1, 2]) }, tinyContext(1));
    expect([...z.dataSync()]).toEqual([1, 1]);
  });
});

it('what makes no sense is refused', () => {
  const one = { event: [4], latent: [1] };
  expect(() => householder().build(one)).toThrow('householder: the latent has shape [1], one element; expected at least 2');
  expect(() => householder({ steps: 0 })).toThrow('householder: `steps` is 0; expected a whole number of at least 1');
  expect(() => planarRadial({ flows: [] })).toThrow('planarRadial: `flows` is []; expected one or more of planar and radial');
  expect(() => planarRadial({ flows: ['sylvester' as 'planar'] })).toThrow('planarRadial: `flows` is [sylvester]');
  expect(() => inverseAutoregressive({ hidden: [] })).toThrow('inverseAutoregressive: `hidden` is empty; expected the width');
  expect(() => inverseAutoregressive({ context: 0.5 })).toThrow('inverseAutoregressive: `context` is 0.5');
});
