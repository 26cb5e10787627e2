/** The share of pairs of a positive and another row in which the positive one has the larger score; ties count half. */
export function rocAuc(scores, positive) {
  const [up, down] = [true, false].map((kind) => scores.filter((_, row) => positive[row] === kind));
  let wins = 0;
  for (const a of up) for (const b of down) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (up.length * down.length);
}
