/** `exp(value)` within 1e-15 of its size for values from −700 to 700, by + − × ÷ alone, so that every engine gives the same bits. */
export function exponential(value: number): number {
  // exp(value) = 2^k · exp(r) with r in [−log(2) / 2, log(2) / 2], where the Taylor series below leaves out less than 1e-18.
  const k = Math.floor(value / Math.LN2 + 0.5);
  // log(2) in two parts, the first of which times k is exact: r loses nothing.
  const r = value - k * 0.693_147_180_369_123_8 - k * 1.908_214_929_270_587_7e-10;
  let series = 1;
  for (let n = 16; n >= 1; n--) series = 1 + (series * r) / n;
  for (let i = 0; i < k; i++) series *= 2;
  for (let i = 0; i > k; i--) series /= 2;
  return series;
}
