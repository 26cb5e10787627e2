import type { Catalog } from '@vaekit/models';
import { checkModelOptions } from '../../model/modelOptions.js';
import type { TrainOptions } from '../trainOptions.js';
import { checkCondition } from './checkCondition.js';
import { checkData } from './checkData.js';
import { checkEarlyStopping } from './checkEarlyStopping.js';
import { checkFrom } from './checkFrom.js';
import { checkLabelsFraction } from './checkLabelsFraction.js';
import { checkLikelihoodChoice } from './checkLikelihoodChoice.js';
import { checkNetworks } from './checkNetworks.js';
import { checkNormal } from './checkNormal.js';
import { checkOptimizer } from './checkOptimizer.js';
import { checkResume } from './checkResume.js';
import { checkSteps } from './checkSteps.js';

/** Checks the options of `train` alone, before any data are read. @throws UsageError for options that contradict each other */
export function checkTrainOptions(options: TrainOptions, given: ReadonlySet<string>, models: Catalog): void {
  if (options.resume !== undefined) return checkResume(given);
  checkData(options, given);
  checkNormal(options);
  checkFrom(options, given, models);
  checkOptimizer(options);
  if (options.from !== undefined) return checkEarlyStopping(options);
  checkModelOptions(options, given, models);
  checkCondition(options, models);
  checkLabelsFraction(options, models);
  checkSteps(options, given, models);
  checkNetworks(options, given);
  checkEarlyStopping(options);
  checkLikelihoodChoice(options);
}
