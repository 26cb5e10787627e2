import { codeColumns, type FactorCodes } from './factorCodes.js';

/** The value below which the share `q` lies, by a straight line between neighbors. */
function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * IRS: how little each number of the code moves while its own factor is held and all others change. `1 − E_value [quantile_.99 |z − E(z | value)|] / max |z − E z|`, its
 * best factor, the mean over the numbers of the code by how far they move at all. Numbers that never move are left out.
 *
 * @see Suter et al. 2019, "Robustly disentangled causal mechanisms", section 4
 */
export function interventionalRobustness(data: FactorCodes): number {
  const { codes, factors } = codeColumns('interventionalRobustness', data);
  let [total, weights] = [0, 0];
  for (const code of codes) {
    const values = Array.from(code);
    const middle = mean(values);
    const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value - middle)), 0);
    if (most <= 1e-12) continue;
    const robust = factors.map((factor) => {
      const groups = new Map<number, number[]>();
      values.forEach((value, row) => {
        const group = groups.get(factor[row]!);
        if (group === undefined) groups.set(factor[row]!, [value]);
        else group.push(value);
      });
      let moved = 0;
      for (const group of groups.values()) {
        const own = mean(group);
        moved +=
          (group.length / values.length) *
          quantile(
            group.map((value) => Math.abs(value - own)),
            0.99,
          );
      }
      return 1 - moved / most;
    });
    total += most * Math.max(...robust);
    weights += most;
  }
  return weights === 0 ? 0 : total / weights;
}
