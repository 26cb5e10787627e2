import type { Examination } from './examination.js';
import { meanOf } from './meanOf.js';

/** Means of losses by label. */
function meansByLabel(loss: Float64Array, labels: ArrayLike<number>): Map<number, { mean: number; examples: number }> {
  const groups = new Map<number, { mean: number; examples: number }>();
  loss.forEach((value, row) => {
    const { mean, examples } = groups.get(labels[row]!) ?? { mean: 0, examples: 0 };
    groups.set(labels[row]!, { mean: (mean * examples + value) / (examples + 1), examples: examples + 1 });
  });
  return groups;
}

/** The gap from training to held-out examples by label, and how far the widest is above the others. */
export function classGaps(
  [unseen, labels]: readonly [Float64Array, ArrayLike<number>],
  [seen, trained]: readonly [Float64Array, ArrayLike<number>],
): Examination['byClass'] {
  const known = meansByLabel(seen, trained);
  const classes = [...meansByLabel(unseen, labels)]
    .filter(([label, { examples }]) => label >= 0 && examples >= 5)
    .map(([label, { mean, examples }]) => {
      const own = known.get(label);
      return { label, examples, trained: own?.examples ?? 0, mean, gap: mean - (own?.mean ?? meanOf(seen)) };
    })
    .sort((a, b) => a.label - b.label);
  if (classes.length < 4) return undefined;
  const worst = classes.reduce((most, each) => (each.gap > most.gap ? each : most));
  const others = classes.filter((each) => each !== worst).map(({ gap }) => gap);
  const middle = others.reduce((sum, value) => sum + value, 0) / others.length;
  const spread = Math.sqrt(others.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (others.length - 1));
  return { classes, worst: worst.label, excess: (worst.gap - middle) / spread };
}
