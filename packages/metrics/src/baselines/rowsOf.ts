import type { PlainTensor } from '@vaekit-internal/base';

/** Rows in double precision, whatever the shape of one. @throws Error when there are none, they are of another width, or a number is not finite */
export function rowsOf(
  caller: string,
  { data, shape }: PlainTensor,
  wanted?: number,
): { readonly rows: Float64Array; readonly count: number; readonly width: number } {
  const count = shape[0] ?? 0;
  const width = data.length / count;
  if (shape.length < 2 || count < 1 || !Number.isInteger(width) || width < 1 || (wanted !== undefined && width !== wanted))
    throw new Error(
      `${caller}: the data have shape [${shape.join()}] and ${data.length} numbers; give [rows, …]${wanted === undefined ? '' : ` of ${wanted} numbers, as the baseline was fitted on`}`,
    );
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new Error(`${caller}: row ${Math.floor(bad / width)} of the data holds ${data[bad]}; every number must be finite`);
  return { rows: Float64Array.from(data), count, width };
}
