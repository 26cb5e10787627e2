/**
 * `cos(2π t)` and `sin(2π t)` within 1e-15, by + − × ÷ alone, so that every engine gives the same bits (`Math.cos` differs between browsers).
 */
export function turn(t: number): { cosine: number; sine: number } {
  // To the nearest quarter turn: a = 2π (t − quarters / 4) lies in [−π/4, π/4], where the Taylor series below leave out less than 1e-20.
  const quarters = Math.floor(4 * t + 0.5);
  const a = 2 * Math.PI * (t - quarters / 4);
  let cosine = 1;
  let sine = 1;
  for (let k = 16; k >= 2; k -= 2) {
    cosine = 1 - (cosine * a * a) / (k * (k - 1));
    sine = 1 - (sine * a * a) / (k * (k + 1));
  }
  sine *= a;
  switch (((quarters % 4) + 4) % 4) {
    case 1:
      return { cosine: -sine, sine: cosine };
    case 2:
      return { cosine: -cosine, sine: -sine };
    case 3:
      return { cosine: sine, sine: -cosine };
    default:
      return { cosine, sine };
  }
}
