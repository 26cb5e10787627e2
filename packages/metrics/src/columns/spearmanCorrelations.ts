/** The ranks of values from 1, those of equal ones the middle of theirs; NaN where a value is missing. */
function ranksOf(values: ArrayLike<number>): Float64Array {
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  const order = Uint32Array.from({ length: values.length }, (_, row) => row)
    .filter((row) => !Number.isNaN(values[row]!))
    .sort((a, b) => values[a]! - values[b]!);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

/** Ranks less their mean, over the root of the sum of their squares; 0 where they do not vary. */
function standardized(ranks: Float64Array): Float64Array {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
  const norm = Math.sqrt(ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0));
  return ranks.map((rank) => (norm === 0 ? 0 : (rank - mean) / norm));
}

/** The rank correlation of two columns over the rows that have both. */
function ofKnown(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const known = Array.from({ length: a.length }, (_, row) => row).filter(
    (row) => !Number.isNaN(a[row]!) && !Number.isNaN(b[row]!),
  );
  const [first, second] = [a, b].map((own) => standardized(ranksOf(known.map((row) => own[row]!)))) as [
    Float64Array,
    Float64Array,
  ];
  return product(first, second);
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < a.length; row++) sum += a[row]! * b[row]!;
  return Math.min(1, Math.max(-1, sum));
}

/**
 * Spearman's rank correlations of columns with each other, `[columns][columns]`: 1 or −1 where one always rises or falls with the other, 0 where they have
 * nothing to do with each other. A column that does not vary has 0 with every other, and 1 with itself.
 *
 * A value that is missing leaves its row out of the pairs of that column; the ranks are those among the rows that both columns of a pair have.
 *
 * @param columns as many values each, NaN where one is missing
 * @throws Error when columns differ in length
 * @see Spearman 1904, "The proof and measurement of association between two things"
 */
export function spearmanCorrelations(columns: readonly ArrayLike<number>[]): number[][] {
  const other = columns.find(({ length }) => length !== columns[0]!.length);
  if (other !== undefined)
    throw new Error(
      `spearmanCorrelations: a column has ${other.length} values but the first has ${columns[0]!.length}; give one for each row, NaN where it is missing`,
    );
  const ranks = columns.map(ranksOf);
  // Most columns lack nothing, and are standardized once for all of their pairs.
  const whole = ranks.map((own) => (own.some(Number.isNaN) ? undefined : standardized(own)));
  const found = ranks.map(() => ranks.map(() => 1));
  columns.forEach((own, i) => {
    for (let j = 0; j < i; j++) {
      const [a, b] = [whole[i], whole[j]];
      found[i]![j] = found[j]![i] = a === undefined || b === undefined ? ofKnown(own, columns[j]!) : product(a, b);
    }
  });
  return found;
}
