/** @throws Error when scores and kinds differ in number, or a score is NaN or no number, which has no rank */
export function checkScores(caller: string, scores: ArrayLike<number>, positive: readonly boolean[]): void {
  if (scores.length !== positive.length)
    throw new Error(
      `${caller}: there are ${scores.length} \`scores\` for ${positive.length} kinds; give one of each for every example`,
    );
  const bad = positive.findIndex((_, row) => !(typeof scores[row] === 'number' && !Number.isNaN(scores[row])));
  if (bad >= 0)
    throw new Error(`${caller}: score ${bad} is ${scores[bad]}, which has no rank; look for the example that made it`);
}
