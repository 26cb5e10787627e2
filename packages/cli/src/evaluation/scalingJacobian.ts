import type { Examples, TableEncoding } from '@vaekit/datasets';
import type { RunConfig } from '@vaekit/runs';

type Column = TableEncoding['columns'][number];

/** log |d encoded / d value| at an encoded number of a column, nats; 0 where the column is not a density's. */
function logSlope(column: Column, encoded: number): number {
  switch (column.type) {
    case 'number':
    case 'integer':
    case 'date':
      return -Math.log(column.deviation);
    case 'quantile': {
      const { knots, reach } = column;
      const last = knots.length - 1;
      const at = ((encoded + reach) / (2 * reach)) * last;
      const below = Math.min(last - 1, Math.max(0, Math.floor(at)));
      const inside = at >= 0 && at <= last;
      const [from, to] = inside ? [below, below + 1] : [0, last];
      return Math.log(((2 * reach) / last) * (to - from)) - Math.log(knots[to]! - knots[from]!);
    }
    default:
      return 0;
  }
}

/** Where the number that a column's density is of stands in a row. */
const placeOf = (column: Column): number => column.offset + (column.type === 'quantile' && column.zero ? 1 : 0);

/** Columns whose numbers a model sees in another unit. */
const scaledColumns = (encoding: TableEncoding | undefined): readonly Column[] =>
  encoding?.columns.filter(({ type }) => ['date', 'integer', 'number', 'quantile'].includes(type)) ?? [];

/** Whether a model sees numbers in another unit than that of the data. */
export const isScaled = ({ encoding, scaling }: RunConfig['data']): boolean =>
  scaling !== undefined || scaledColumns(encoding).length > 0;

/**
 * What has to be added to log p of the numbers that a model sees to have that of the data as they are, nats for each example: the log-Jacobian of the
 * standardization, of its observed values. `undefined` where nothing was scaled, or values have no density (normal scores of tied values).
 */
export function scalingJacobian(examples: Examples, { encoding, scaling }: RunConfig['data']): Float64Array | undefined {
  const { x, mask } = examples;
  const rows = x.shape[0]!;
  const width = x.data.length / rows;
  const sums = new Float64Array(rows);
  const observed = (at: number): boolean => mask === undefined || mask.data[at] === 1;
  if (scaling !== undefined) {
    const slopes = scaling.deviation.map((deviation) => -Math.log(deviation));
    for (let at = 0; at < x.data.length; at++) if (observed(at)) sums[Math.floor(at / width)]! += slopes[at % slopes.length]!;
    return sums;
  }
  const columns = scaledColumns(encoding);
  if (columns.length === 0) return undefined;
  for (let row = 0; row < rows; row++)
    for (const column of columns) {
      const at = row * width + placeOf(column);
      if (observed(at)) sums[row]! += logSlope(column, x.data[at]!);
    }
  return sums.every(Number.isFinite) ? sums : undefined;
}
