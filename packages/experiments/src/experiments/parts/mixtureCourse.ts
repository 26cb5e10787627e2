import type { PlainTensor } from '@vaekit-internal/base';
import { adam, fit, gaussian, mlp, randomStream, vae, type Vae } from '@vaekit/core';
import { moons } from '@vaekit/datasets';
import type { Lab } from '../../lab/lab.js';
import { drawnSum, fittedSum, flooredDecoder, integralSum, logDensityOf, moonsSum, type NormalSum } from './normalSum.js';

/** The noise of the moons. */
export const NOISE = 0.1;
/** The least deviation that the decoder gives. */
export const FLOOR = 0.05;
/** Numbers of fitted normals. */
export const counts: readonly number[] = [1, 2, 4, 8, 16, 32, 64];
/** Numbers of drawn z. */
export const drawnCounts: readonly number[] = [1, 4, 16, 64, 256, 1024, 4096, 16384];
/** Nodes of the quadrature to a side. */
const SIDE = 400;

/** Points of a density that is known. */
interface KnownDensity {
  readonly train: PlainTensor;
  readonly test: Float32Array;
  /** log p(x) at the test points. */
  readonly truth: ArrayLike<number>;
}

function moonPoints(seed: number, size: number): KnownDensity {
  const { train, test } = moons({ seed, size, noise: NOISE });
  const points = Float32Array.from(test!.x.data);
  return { train: train.x, test: points, truth: logDensityOf(moonsSum(NOISE), points) };
}

/** A density with edges: uniform on the square from −1 to 1. */
function squarePoints(seed: number, size: number): KnownDensity {
  const stream = randomStream(seed).fork('square');
  const points = (count: number): Float32Array => stream.fillUniform(new Float32Array(2 * count)).map((value) => 2 * value - 1);
  const [train, test] = [points(0.8 * size), points(0.2 * size)];
  return {
    train: { data: train, shape: [train.length / 2, 2] },
    test,
    truth: new Float64Array(test.length / 2).fill(-Math.log(4)),
  };
}

/** The mean of log p − log p̂ over held-out points of p, nats. */
function divergence({ test, truth }: KnownDensity, sum: NormalSum): number {
  const found = logDensityOf(sum, test);
  return found.reduce((total, value, at) => total + (truth[at]! - value) / found.length, 0);
}

function continuous(lab: Lab, { train }: KnownDensity, seed: number): Promise<Vae> {
  const [epochs, hidden] = [lab.amount(100, 60), [64, 64]];
  return lab.shared(
    { is: 'mixture: continuous z over moons', rows: train.shape[0], noise: NOISE, floor: FLOOR, epochs, hidden, seed },
    async () => {
      lab.note(`VAE of moons, seed ${seed}, ${epochs} epochs`);
      const model = vae({
        encoder: mlp({ hidden, activation: 'tanh' }),
        decoder: flooredDecoder(hidden, FLOOR),
        event: [2],
        latent: 2,
        likelihood: gaussian({ sigma: 'predicted' }),
        seed,
      });
      await fit(model, train, { epochs, batchSize: 128, seed, engine: lab.engine, optimizer: adam({ learningRate: 2e-3 }) });
      return model;
    },
  );
}

/** What is seen of one seed: divergences from the truth on held-out points, nats. */
export interface MixtureCourse {
  readonly moonSums: readonly NormalSum[];
  /** Of fitted sums, by number of normals. */
  readonly moons: readonly number[];
  readonly square: readonly number[];
  /** The VAE's p(x) with half the nodes to a side, for pictures. */
  readonly integral: NormalSum;
  /** Its divergence with all nodes. */
  readonly left: number;
  /** What half the nodes to a side change of it. */
  readonly coarse: number;
  /** Of the VAE's normals at drawn z, by their number. */
  readonly drawn: readonly number[];
}

/** Everything of one seed. */
export async function mixtureCourse(lab: Lab, seed: number): Promise<MixtureCourse> {
  const size = lab.amount(10_000, 2500);
  const [moon, square] = [moonPoints(seed, size), squarePoints(seed, size)];
  lab.note(`sums of normals, seed ${seed}`);
  const sumsOf = async (points: KnownDensity): Promise<NormalSum[]> => {
    const sums: NormalSum[] = [];
    for (const count of counts) sums.push(await fittedSum(points.train, count, seed));
    return sums;
  };
  const moonSums = await sumsOf(moon);
  const squareSums = await sumsOf(square);
  const model = await continuous(lab, moon, seed);
  const integral = integralSum(model, SIDE / 2);
  const stream = randomStream(seed).fork('mixture/codes');
  const left = divergence(moon, integralSum(model, SIDE));
  return {
    moonSums,
    moons: moonSums.map((sum) => divergence(moon, sum)),
    square: squareSums.map((sum) => divergence(square, sum)),
    integral,
    left,
    coarse: Math.abs(divergence(moon, integral) - left),
    drawn: drawnCounts.map((count) => divergence(moon, drawnSum(model, stream.fillNormal(new Float32Array(2 * count))))),
  };
}
