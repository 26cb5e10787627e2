import { axes, type Combination } from './axes.test-helper.js';

/** The pairs of choices in a combination. */
const pairsIn = (combination: Combination): string[] =>
  axes.flatMap((a, i) => axes.slice(i + 1).map((b) => `${a} ${combination[a]} | ${b} ${combination[b]}`));

/** Some of the combinations in which every pair occurs that occurs in any: at each turn one that has the most pairs not seen yet. */
export function pairwise(combinations: readonly Combination[]): Combination[] {
  const open = new Set(combinations.flatMap(pairsIn));
  // How many a combination can still add only shrinks, so that it is counted again only where it might be the most.
  const gains = combinations.map((combination) => ({ combination, gain: Infinity }));
  const chosen: Combination[] = [];
  while (open.size > 0) {
    let best: (typeof gains)[number] | undefined;
    for (const one of gains) {
      if (one.gain <= (best?.gain ?? 0)) continue;
      one.gain = pairsIn(one.combination).filter((pair) => open.has(pair)).length;
      if (one.gain > (best?.gain ?? 0)) best = one;
    }
    for (const pair of pairsIn(best!.combination)) open.delete(pair);
    chosen.push(best!.combination);
  }
  return chosen;
}
