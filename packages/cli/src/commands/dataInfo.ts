import { command, type Command } from '../command.js';
import { didYouMean } from '../nearest.js';
import { UsageError } from '../usageError.js';
import { checkDataDir, dataDirOption, type DataName, dataNames } from './dataOptions.js';
import { jsonOption } from './runOptions.js';

/** The options of `data info`. */
export interface DataInfoOptions {
  readonly 'data-dir': string | undefined;
  readonly json: boolean;
}

/** The data set that a word names. @throws UsageError */
export function readDataName(word: string): DataName {
  const found = dataNames.find((name) => name === word);
  if (found === undefined)
    throw new UsageError(`unknown data set ${word}${didYouMean(word, dataNames)}; expected one of ${dataNames.join(', ')}`);
  return found;
}

/** `vaekit data info`. */
export const dataInfo: Command = command<DataInfoOptions>({
  name: 'data info',
  operands: ['NAME'],
  operandWords: dataNames,
  summary: 'Describe a data set: sizes, classes, values, source and licence',
  details: `Data sets: ${dataNames.join(', ')}.`,
  options: { 'data-dir': dataDirOption, json: jsonOption },
  examples: ['vaekit data info digits', 'vaekit data info mnist --data-dir ~/data/mnist --json'],
  check: (options, { operands }) => checkDataDir(readDataName(operands[0]!), options['data-dir']),
});
