import { type RandomStream, samplePrior, type Vae } from '@vaekit/core';
import type { CodeRows } from './codeDensities.js';
import { openTransition } from './hamiltonianTransition.js';
import type { Compile } from './logWeights.js';
import { requireCounts, requirePositive } from './requireCounts.js';
import { weightSum } from './weightSum.js';

/** How chains move; see `AnnealingOptions`. */
interface ChainOptions {
  readonly leapfrogs?: number;
  readonly stepSize?: number;
  readonly compile?: Compile;
  readonly onProgress?: (done: number, transitions: number) => void;
}

/** How many there are of what. */
interface ChainCounts {
  readonly chains?: number;
  readonly temperatures?: number;
  readonly rows?: number;
  readonly examples?: number;
}

/** @throws RangeError in the name of `caller` when an option makes no sense */
export function checkAnnealing(
  caller: string,
  { stepSize, chains, temperatures, leapfrogs, rows, examples }: ChainOptions & ChainCounts,
): void {
  requireCounts(caller, { chains, temperatures, leapfrogs, rows, examples });
  requirePositive(caller, { stepSize });
}

/** A chain's step is made longer by this when it is accepted, and shorter so that it stays where 65 % are. */
const [LONGER, SHORTER] = [1.02, 1.02 ** (-0.65 / 0.35)];

/** log weights of chains from one end to the other, `[rows]`. */
export async function anneal(
  model: Vae,
  rows: CodeRows,
  start: Float32Array,
  { betas, stream, options }: { betas: readonly number[]; stream: RandomStream; options: ChainOptions },
): Promise<{ logWeights: Float64Array; accepted: number }> {
  const { leapfrogs = 2, stepSize = 0.3, compile, onProgress } = options;
  const count = rows.x.shape[0]!;
  const transition = await openTransition(model, rows, { leapfrogs, compile });
  const logWeights = new Float64Array(count);
  const step = new Float32Array(count).fill(stepSize);
  const momentum = new Float32Array(start.length);
  const uniform = new Float32Array(count);
  let z: ArrayLike<number> = start;
  let accepted = 0;
  try {
    // A step of length 0 ends where it began: log p(x|z) of the start.
    let { logLikelihood } = await transition.run({ z, momentum, uniform, step: new Float32Array(count), beta: [0] });
    for (let t = 1; t < betas.length; t++) {
      for (let row = 0; row < count; row++) logWeights[row]! += (betas[t]! - betas[t - 1]!) * logLikelihood[row]!;
      if (t === betas.length - 1) break;
      stream.fillNormal(momentum);
      stream.fillUniform(uniform);
      const moved = await transition.run({ z, momentum, uniform, step, beta: [betas[t]!] });
      ({ z, logLikelihood } = moved);
      for (let row = 0; row < count; row++) {
        step[row]! *= moved.accepted[row] === 1 ? LONGER : SHORTER;
        accepted += moved.accepted[row]!;
      }
      onProgress?.(t, betas.length - 2);
    }
  } finally {
    await transition.dispose();
  }
  return { logWeights, accepted: accepted / (count * Math.max(1, betas.length - 2)) };
}

/** The chains of each example as one estimate of log p, upward or downward. */
export function perExample(logWeights: Float64Array, chains: number): { logMeans: number[]; variances: number[] } {
  const sums = Array.from({ length: logWeights.length / chains }, (_, example) => {
    const sum = weightSum();
    for (let chain = 0; chain < chains; chain++) sum.add(logWeights[example * chains + chain]!);
    return sum;
  });
  return { logMeans: sums.map((sum) => sum.logMean()), variances: sums.map((sum) => sum.variance()) };
}

/** Codes of the prior for rows, as plain numbers; a prior that sees a condition sees theirs. */
export function priorCodes(model: Vae, count: number, y: CodeRows['y'], seed: number): Float32Array {
  const codes = samplePrior(model, { count, labels: y, seed });
  const data = codes.dataSync() as Float32Array;
  codes.dispose();
  return data;
}
