/**
 * Which of `count` labels are written if only every `least`-th has room: with the first and the last if a slightly wider
 * step allows it, else with the middle one.
 */
export function thinLabels(count: number, least: number): (index: number) => boolean {
  for (let step = least; step <= 2 * least; step++) {
    if ((count - 1) % step === 0) return (index) => index % step === 0;
  }
  return (index) => index % least === Math.floor((count - 1) / 2) % least;
}
