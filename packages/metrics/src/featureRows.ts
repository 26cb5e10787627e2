import type { PlainTensor } from '@vaekit-internal/base';

/** Features of one set, in double precision, a row after the other. */
export interface FeatureRows {
  readonly data: Float64Array;
  readonly rows: number;
  readonly width: number;
}

/**
 * Checks two sets of features, `[rows, width]`, and gives their numbers in double precision.
 *
 * @throws Error when a shape is not `[rows, width]`, the widths differ, or a set has fewer rows than `fewest`
 */
export function featureRows(
  caller: string,
  [first, a]: readonly [name: string, features: PlainTensor],
  [second, b]: readonly [name: string, features: PlainTensor],
  fewest = 2,
): [FeatureRows, FeatureRows] {
  const width = a.shape[1]!;
  const checked = (name: string, { data, shape }: PlainTensor): FeatureRows => {
    if (shape.length !== 2 || shape[1]! < 1 || shape[0]! * shape[1]! !== data.length)
      throw new Error(
        `${caller}: \`${name}\` has shape [${shape.join()}] and ${data.length} numbers; give features, [rows, width]`,
      );
    if (shape[1] !== width)
      throw new Error(
        `${caller}: \`${name}\` has features of width ${shape[1]} but \`${first}\` of ${width}; take both from one net`,
      );
    if (shape[0]! < fewest) throw new Error(`${caller}: \`${name}\` has ${shape[0]} rows; at least ${fewest} are needed`);
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new Error(
        `${caller}: row ${Math.floor(bad / width)} of \`${name}\` holds ${data[bad]}; every feature must be finite`,
      );
    return { data: Float64Array.from(data), rows: shape[0]!, width };
  };
  return [checked(first, a), checked(second, b)];
}
