import type { PlainTensor } from '@vaekit-internal/base';
import { counted, faults } from './faults.js';
import type { DataSet } from './examples.js';
import { normalDeviate } from './normalDeviate.js';
import { type SyntheticOptions, syntheticSet } from './syntheticSet.js';
import { turn } from './turn.js';

export interface EightGaussiansOptions extends SyntheticOptions {
  /** The radius of the circle that the eight means lie on; 2 unless said. */
  readonly radius?: number;
  /** The standard deviation of each on both coordinates; 0.2 unless said. */
  readonly deviation?: number;
}

/** A data set whose true density is known. */
export interface DensityDataSet extends DataSet<'none'> {
  /** `log p(x)` in nats for each row of `x`, `[n, …]` as in the set; returns `[n]` numbers. Throws a `DataError` of kind `'shape'`. */
  logLikelihood(x: PlainTensor): Float64Array;
}

/**
 * Eight normal distributions in the plane, a class each, whose means lie on a circle, `p(x) = ⅛ Σ_k N(x; μ_k, deviation² I)`; with its exact log-likelihood.
 *
 * `μ_k` is `radius (cos(2π k / 8), sin(2π k / 8))`. `x` is `[n, 2]`; row r comes from number `r mod 8`. Throws a `DataError` of kind `'option'`.
 */
export function eightGaussians(options: EightGaussiansOptions = {}): DensityDataSet {
  const { radius = 2, deviation = 0.2 } = options;
  for (const [option, value] of Object.entries({ radius, deviation })) {
    if (Number.isFinite(value) && value > 0) continue;
    throw faults.option`eightGaussians: \`${option}\` is ${value}; a finite number above 0 was expected`;
  }
  const means = Array.from({ length: 8 }, (_, k) => {
    const { cosine, sine } = turn(k / 8);
    return [radius * cosine, radius * sine] as const;
  });
  const set = syntheticSet(
    {
      caller: 'eightGaussians',
      name: 'eight-gaussians',
      description: `Eight normal distributions of standard deviation ${deviation} on a circle of radius ${radius} in the plane, a class each`,
      shape: [2],
      classes: Array.from({ length: 8 }, (_, k) => `${45 * k}°`),
      draw: (stream, row, point) => {
        const label = row % 8;
        const [x, y] = means[label] ?? [0, 0];
        point[0] = x + deviation * normalDeviate(stream);
        point[1] = y + deviation * normalDeviate(stream);
        return label;
      },
    },
    options,
  );
  const logScale = -Math.log(8 * 2 * Math.PI * deviation * deviation);
  return {
    ...set,
    logLikelihood(x): Float64Array {
      checkRows('eightGaussians.logLikelihood', x, 2);
      const { data } = x;
      return Float64Array.from({ length: x.shape[0] ?? 0 }, (_, row) => {
        const exponents = means.map(([a, b]) => {
          const dx = (data[2 * row] ?? 0) - a;
          const dy = (data[2 * row + 1] ?? 0) - b;
          return -(dx * dx + dy * dy) / (2 * deviation * deviation);
        });
        // log Σ exp, with the largest taken out.
        const largest = Math.max(...exponents);
        return logScale + largest + Math.log(exponents.reduce((sum, exponent) => sum + Math.exp(exponent - largest), 0));
      });
    },
  };
}

/** Throws unless a tensor is `[n, columns]` and filled. */
export function checkRows(caller: string, x: PlainTensor, columns: number): void {
  const [rows = 0, found] = x.shape;
  if (x.shape.length === 2 && found === columns && x.data.length === rows * columns) return;
  throw faults.shape`${caller}: \`x\` has shape [${x.shape}] and ${counted(x.data.length, 'number')}; [n,${columns}] was expected`;
}
