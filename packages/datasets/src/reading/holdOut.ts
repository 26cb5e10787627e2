import { split } from '../split.js';
import type { Parts, ReadExamples, ReadExamplesOptions } from './readExamplesOptions.js';

/** The parts there are, and those that are to be held out where there are none; what was noted while reading the examples comes along. */
export function holdOut({ parts, notes, ...own }: Parts, options: ReadExamplesOptions): Omit<ReadExamples, 'format'> {
  const { testFraction, validationFraction, validationOf = 'all', seed = 0 } = options;
  let { train, validation, test } = own;
  if (test === undefined && testFraction !== undefined) {
    ({ train, validation: test } = split(train, { fraction: testFraction, seed }));
  }
  if (validation === undefined && validationFraction !== undefined && validationOf === 'all') {
    ({ train, validation } = split(train, { fraction: validationFraction, seed: seed + 1 }));
  }
  const said = [...(notes ?? []), ...(own.train.notes ?? [])];
  return {
    train,
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
    ...(parts === undefined ? {} : { parts }),
    ...(said.length === 0 ? {} : { notes: said }),
  };
}
