import type { Examination } from './examination.js';
import { meanOf } from './meanOf.js';

interface Group {
  readonly mean: number;
  readonly examples: number;
  /** The sum of squared deviations from the mean. */
  readonly squares: number;
}

/** Losses by label. */
function byLabel(loss: Float64Array, labels: ArrayLike<number>): Map<number, Group> {
  const groups = new Map<number, Group>();
  loss.forEach((value, row) => {
    const { mean, examples, squares } = groups.get(labels[row]!) ?? { mean: 0, examples: 0, squares: 0 };
    const next = mean + (value - mean) / (examples + 1);
    groups.set(labels[row]!, { mean: next, examples: examples + 1, squares: squares + (value - mean) * (value - next) });
  });
  return groups;
}

/** The variance within groups. */
function varianceWithin(groups: Map<number, Group>): number {
  let [squares, freedom] = [0, 0];
  for (const group of groups.values()) {
    squares += group.squares;
    freedom += group.examples - 1;
  }
  return squares / Math.max(1, freedom);
}

/**
 * A value of Student's t as that of a standard normal which is as rare, to 4 % for |t| up to 20 and ν from 2 on: `(8ν + 1)/(8ν + 3) · √(ν log(1 + t²/ν))`.
 *
 * @see Wallace 1959, "Bounds on normal approximations to Student's and the chi-square distributions"
 */
export const normalOfStudent = (t: number, freedom: number): number =>
  (Math.sign(t) * (8 * freedom + 1) * Math.sqrt(freedom * Math.log1p((t * t) / freedom))) / (8 * freedom + 3);

/**
 * The gap from training to held-out examples by label, and how far the widest is above the others, and above 0. This is in standard deviations twice, of which the less
 * counts: by the spread of the other gaps, of which few classes tell little, and by the widest's own standard error, of which few examples tell little.
 */
export function classGaps(
  [unseen, labels]: readonly [Float64Array, ArrayLike<number>],
  [seen, trained]: readonly [Float64Array, ArrayLike<number>],
): Examination['byClass'] {
  if (![unseen, seen].every((values) => values.every(Number.isFinite))) return undefined;
  const [known, judged] = [byLabel(seen, trained), byLabel(unseen, labels)];
  const classes = [...judged]
    .filter(([label, { examples }]) => label >= 0 && examples >= 5)
    .map(([label, { mean, examples }]) => {
      const own = known.get(label);
      return { label, examples, trained: own?.examples ?? 0, mean, gap: mean - (own?.mean ?? meanOf(seen)) };
    })
    .sort((a, b) => a.label - b.label);
  if (classes.length < 4) return undefined;
  const worst = classes.reduce((most, each) => (each.gap > most.gap ? each : most));
  const others = classes.filter((each) => each !== worst).map(({ gap }) => gap);
  const count = others.length;
  const middle = others.reduce((sum, value) => sum + value, 0) / count;
  const spread = Math.sqrt(others.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (count - 1));
  const above = worst.gap - Math.max(0, middle);
  // A further value beside the mean of others, both by the spread of these.
  const bySpread = normalOfStudent(above / (spread * Math.sqrt(1 + 1 / count)), count - 1);
  const error = Math.sqrt(varianceWithin(judged) / worst.examples + varianceWithin(known) / (worst.trained || seen.length));
  return { classes, worst: worst.label, excess: Math.min(bySpread, above / error) };
}
