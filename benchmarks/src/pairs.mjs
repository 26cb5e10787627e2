/** The middle of the values. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * Times contenders in turn, so that whatever else the machine does falls on all of them: each round gives every contender one
 * sample, in an order that alternates from round to round. A contender is `{ enter, leave, run, repeats }`; a sample is the mean
 * over `repeats` runs after one run that is not counted.
 */
export function alternate(contenders, { rounds, warmUp }) {
  const samples = contenders.map(() => []);
  for (let round = -warmUp; round < rounds; round++) {
    const order = contenders.map((_, i) => i);
    for (const i of round % 2 === 0 ? order : order.toReversed()) {
      const { enter, leave, run, repeats } = contenders[i];
      enter();
      run();
      const start = performance.now();
      for (let repeat = 0; repeat < repeats; repeat++) {
        run();
      }
      const milliseconds = (performance.now() - start) / repeats;
      leave();
      if (round >= 0) {
        samples[i].push(milliseconds);
      }
    }
  }
  return samples;
}
