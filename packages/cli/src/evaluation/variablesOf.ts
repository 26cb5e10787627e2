import type { Vae } from '@vaekit/core';

/** How many variables an example has: its numbers, of which those of a one-hot row are one variable. */
export function variablesOf({ event, describes }: Pick<Vae, 'describes' | 'event'>): number {
  const size = event.reduce((product, extent) => product * extent, 1);
  const { columns, classes, encoding } = describes?.details ?? {};
  if (columns !== undefined) return columns.length;
  return encoding === 'oneHot' && classes !== undefined ? size / classes : size;
}
