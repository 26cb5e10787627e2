/** How examples are kept back: a part of the training data, the test split (then nothing is selected), or none. */
export type Validation = number | 'none' | 'test';

/** The part that a word names. */
export const readValidation = (value: string): Validation | undefined => {
  if (value === 'test' || value === 'none') return value;
  const part = /^(0?\.\d+)$/.test(value) ? Number(value) : Number.NaN;
  return part > 0 && part < 1 ? part : undefined;
};
