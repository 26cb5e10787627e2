/** The number of letters to insert, delete, replace or swap with their neighbor to get from one word to the other. */
export function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = rows[i - 1]![j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      let best = Math.min(replaced, rows[i - 1]![j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[from.length]![to.length]!;
}

/** The word someone may have meant: the closest one, if at most a third of it (one letter at least, but not its only one) is mistyped, or the one it begins. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const plain = word.toLowerCase();
  const [best] = words
    .map((candidate) => ({ candidate, distance: editDistance(plain, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)) && distance < candidate.length)
    .sort((a, b) => a.distance - b.distance);
  if (best !== undefined) return best.candidate;
  const begun = words.filter((candidate) => plain.length >= 3 && candidate.toLowerCase().startsWith(plain));
  return begun.length === 1 ? begun[0] : undefined;
}

/** ` (did you mean x?)`, or nothing. */
export function didYouMean(word: string, words: readonly string[]): string {
  const found = nearest(word, words);
  return found === undefined ? '' : ` (did you mean ${found}?)`;
}
