import type { Command } from '../command.js';
import { classify } from './classify.js';
import { compare } from './compare.js';
import { completion } from './completion.js';
import { dataFetch } from './dataFetch.js';
import { dataInfo } from './dataInfo.js';
import { dataList } from './dataList.js';
import { encode } from './encode.js';
import { evaluate } from './evaluate.js';
import { experiment } from './experiment.js';
import { exportModel } from './export.js';
import { fitPrior } from './fitPrior.js';
import { impute } from './impute.js';
import { interpolate } from './interpolate.js';
import { models } from './models.js';
import { reconstruct } from './reconstruct.js';
import { report } from './report.js';
import { sample } from './sample.js';
import { score } from './score.js';
import { sweep } from './sweep.js';
import { train } from './train.js';
import { transform } from './transform.js';
import { traverse } from './traverse.js';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  train,
  sweep,
  evaluate,
  sample,
  reconstruct,
  impute,
  interpolate,
  traverse,
  transform,
  encode,
  classify,
  score,
  fitPrior,
  report,
  compare,
  exportModel,
  experiment,
  models,
  dataList,
  dataFetch,
  dataInfo,
  completion,
];
