import { split } from '../split.js';
import type { Parts, ReadExamples, ReadExamplesOptions } from './readExamplesOptions.js';

/** The parts there are, and those that are to be held out where there are none. */
export function holdOut(parts: Parts, options: ReadExamplesOptions): Omit<ReadExamples, 'format'> {
  const { testFraction, validationFraction, seed = 0 } = options;
  let { train, test, validation } = parts;
  if (test === undefined && testFraction !== undefined) {
    ({ train, validation: test } = split(train, { fraction: testFraction, seed }));
  }
  if (validation === undefined && validationFraction !== undefined) {
    ({ train, validation } = split(train, { fraction: validationFraction, seed: seed + 1 }));
  }
  return { train, ...(validation === undefined ? {} : { validation }), ...(test === undefined ? {} : { test }) };
}
