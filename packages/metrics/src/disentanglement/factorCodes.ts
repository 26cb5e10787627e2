import type { PlainTensor } from '@vaekit-internal/base';

/** Codes of examples and the factors that the examples were made from. */
export interface FactorCodes {
  /** `[examples, width]`: means of q(z|x), as a rule. */
  readonly codes: PlainTensor;
  /** `[examples, factors]`, which of its values each factor has: whole numbers from 0. */
  readonly factors: PlainTensor;
}

/** Checked, by columns. */
export interface CodeColumns {
  readonly rows: number;
  /** One array of `[examples]` for each number of the code. */
  readonly codes: readonly Float64Array[];
  readonly factors: readonly Int32Array[];
}

/** @throws Error when shapes are not `[examples, …]` of one number of examples, data do not fill theirs, a number of a code is not finite, or a factor is no whole number from 0 */
export function codeColumns(caller: string, { codes, factors }: FactorCodes): CodeColumns {
  const [rows, width] = codes.shape;
  const [factorRows, count] = factors.shape;
  if (codes.shape.length !== 2 || factors.shape.length !== 2 || rows !== factorRows || rows! < 2 || !width || !count)
    throw new Error(
      `${caller}: \`codes\` has shape [${codes.shape.join()}] and \`factors\` [${factors.shape.join()}]; give [examples, width] and [examples, factors] of the same two or more examples, with at least one number and one factor`,
    );
  for (const [name, { data, shape }] of Object.entries({ codes, factors }))
    if (data.length !== shape[0]! * shape[1]!)
      throw new Error(
        `${caller}: \`${name}\` has shape [${shape.join()}] but ${data.length} numbers; give ${shape[0]! * shape[1]!}, row by row`,
      );
  const lost = codes.data.findIndex((value) => !Number.isFinite(value));
  if (lost >= 0)
    throw new Error(
      `${caller}: number ${lost % width} of the code of example ${Math.floor(lost / width)} is ${codes.data[lost]}; give finite numbers`,
    );
  const bad = factors.data.findIndex((value) => !Number.isInteger(value) || value < 0);
  if (bad >= 0)
    throw new Error(
      `${caller}: factor ${bad % count!} of example ${Math.floor(bad / count!)} is ${factors.data[bad]}; give whole numbers from 0`,
    );
  return {
    rows: rows!,
    codes: Array.from({ length: width! }, (_, d) =>
      Float64Array.from({ length: rows! }, (__, row) => codes.data[row * width! + d]!),
    ),
    factors: Array.from({ length: count! }, (_, f) =>
      Int32Array.from({ length: rows! }, (__, row) => factors.data[row * count! + f]!),
    ),
  };
}
