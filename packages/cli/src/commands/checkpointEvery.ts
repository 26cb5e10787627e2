/** How often an exact point is saved besides the ends of epochs. */
export type CheckpointEvery = { readonly steps: number } | { readonly seconds: number };

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** The interval that a word such as 500, 30s or 5m names. */
export function readCheckpointEvery(value: string): CheckpointEvery | undefined {
  const [, digits = '', unit] = /^(\d{1,9})([smh])?$/.exec(value.trim()) ?? [];
  const count = Number(digits);
  if (count === 0) return undefined;
  return unit === undefined ? { steps: count } : { seconds: count * secondsIn[unit]! };
}
