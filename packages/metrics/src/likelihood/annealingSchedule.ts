const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Weights from 0 to 1, close together at both ends: a sigmoid over [−4, 4], stretched. */
export function annealingSchedule(temperatures: number): number[] {
  const [low, high] = [sigmoid(-4), sigmoid(4)];
  return Array.from({ length: temperatures + 1 }, (_, t) => (sigmoid(-4 + (8 * t) / temperatures) - low) / (high - low));
}
