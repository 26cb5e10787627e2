import type { RandomStream } from '@vaekit/core';

/** A classification tree: the class of a row, and how much each column took part in telling classes apart. */
export interface DecisionTree {
  classify(row: number): number;
  /** The decrease of Gini impurity by column, weighted by rows; they sum to 1, or are all 0. */
  readonly importances: Float64Array;
}

interface Node {
  readonly label: number;
  readonly column?: number;
  readonly threshold?: number;
  readonly below?: Node;
  readonly above?: Node;
}

interface Split {
  readonly column: number;
  readonly threshold: number;
  readonly decrease: number;
}

const squares = (counts: ArrayLike<number>): number => {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) sum += counts[k]! ** 2;
  return sum;
};

/** The best split of rows by one column: `n·Gini − n_l·Gini_l − n_r·Gini_r = Σ_l²/n_l + Σ_r²/n_r − Σ²/n`, with the sums of squared class counts. */
function bestSplit(
  rows: Int32Array,
  column: number,
  values: Float64Array,
  labels: Int32Array,
  classes: number,
): Split | undefined {
  const order = Array.from(rows).sort((a, b) => values[a]! - values[b]!);
  const [below, above] = [new Float64Array(classes), new Float64Array(classes)];
  for (const row of order) above[labels[row]!]! += 1;
  const n = order.length;
  const before = squares(above) / n;
  let [left, right] = [0, squares(above)];
  let best: Split | undefined;
  for (let i = 0; i < n - 1; i++) {
    const k = labels[order[i]!]!;
    // (c + 1)² − c² and c² − (c − 1)².
    left += 2 * below[k]! + 1;
    right -= 2 * above[k]! - 1;
    below[k]! += 1;
    above[k]! -= 1;
    const [here, next] = [values[order[i]!]!, values[order[i + 1]!]!];
    if (next <= here) continue;
    const decrease = left / (i + 1) + right / (n - i - 1) - before;
    if (decrease > (best?.decrease ?? 1e-12)) best = { column, threshold: (here + next) / 2, decrease };
  }
  return best;
}

/**
 * Grows a tree by the Gini impurity until its leaves are pure or it is `depth` deep.
 *
 * @param columns one array of `[n]` for each column
 * @param labels `[n]`, from 0
 * @see Breiman, Friedman, Olshen and Stone 1984, "Classification and regression trees", chapter 4
 */
export function decisionTree(
  columns: readonly Float64Array[],
  labels: Int32Array,
  { depth = 10, rows }: { readonly depth?: number; readonly rows?: Int32Array } = {},
): DecisionTree {
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const importances = new Float64Array(columns.length);
  const grow = (own: Int32Array, left: number): Node => {
    const counts = new Float64Array(classes);
    for (const row of own) counts[labels[row]!]! += 1;
    const label = counts.indexOf(Math.max(...counts));
    if (left === 0 || counts[label] === own.length) return { label };
    let best: Split | undefined;
    for (const [column, values] of columns.entries()) {
      const split = bestSplit(own, column, values, labels, classes);
      if (split !== undefined && split.decrease > (best?.decrease ?? 0)) best = split;
    }
    if (best === undefined) return { label };
    const { column, threshold, decrease } = best;
    importances[column]! += decrease;
    return {
      label,
      column,
      threshold,
      below: grow(
        own.filter((row) => columns[column]![row]! <= threshold),
        left - 1,
      ),
      above: grow(
        own.filter((row) => columns[column]![row]! > threshold),
        left - 1,
      ),
    };
  };
  const root = grow(rows ?? Int32Array.from(labels.keys()), depth);
  const total = importances.reduce((sum, value) => sum + value, 0);
  return {
    importances: total === 0 ? importances : importances.map((value) => value / total),
    classify(row) {
      let node = root;
      while (node.column !== undefined) node = columns[node.column]![row]! <= node.threshold! ? node.below! : node.above!;
      return node.label;
    },
  };
}

/** Trees of rows drawn with repetition, as random regression forests have them, each split chosen from all columns; the mean importances, and the class that most trees say. */
export function forest(
  columns: readonly Float64Array[],
  labels: Int32Array,
  { trees = 10, rows, stream }: { trees?: number; rows: Int32Array; stream: RandomStream },
): DecisionTree {
  const grown = Array.from({ length: trees }, () =>
    decisionTree(columns, labels, { rows: rows.map(() => rows[stream.below(rows.length)]!) }),
  );
  const importances = columns.map((_, d) => grown.reduce((sum, tree) => sum + tree.importances[d]! / trees, 0));
  return {
    importances: Float64Array.from(importances),
    classify(row) {
      const votes = new Map<number, number>();
      for (const tree of grown) {
        const label = tree.classify(row);
        votes.set(label, (votes.get(label) ?? 0) + 1);
      }
      return [...votes].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
    },
  };
}
