import type { PlainTensor } from '@vaekit/datasets';

/** Whether values are intensities as pictures have them: bytes, which a model sees from 0 to 1, or numbers from 0 to 1. */
export function areIntensities({ data }: PlainTensor): boolean {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return true;
  for (const value of data) if (!(value >= 0 && value <= 1)) return false;
  return true;
}
