import type { Examples, PlainTensor, RowIds, Table } from '@vaekit/datasets';

/** The same values so many times, one after another. */
const times = <T>(values: readonly T[], count: number): T[] => Array.from({ length: count }, () => values).flat();

/** What belongs to rows besides their numbers, for rows that come so many times. */
export interface RepeatedRows {
  readonly labels?: Int32Array | undefined;
  readonly condition?: PlainTensor | undefined;
  readonly ids?: readonly RowIds[] | undefined;
  readonly rows?: Table | undefined;
}

/** Labels, conditions, names and cells of examples whose rows come so many times, all of them and then all again. */
export function repeatedRows({ y, condition, ids, rows }: Examples, count: number): RepeatedRows {
  return {
    labels: y && Int32Array.from(times(Array.from(y.data), count)),
    condition: condition && {
      data: Float32Array.from(times(Array.from(condition.data), count)),
      shape: [condition.shape[0]! * count, ...condition.shape.slice(1)],
    },
    ids: ids?.map((one) => ({ ...one, values: times([...one.values], count) }) as RowIds),
    rows: rows && {
      ...rows,
      size: rows.size * count,
      columns: rows.columns.map(
        ({ missing, ...column }) =>
          ({
            ...column,
            values: times([...column.values], count),
            ...(missing === undefined ? {} : { missing: Uint8Array.from(times(Array.from(missing), count)) }),
          }) as typeof column,
      ),
    },
  };
}
