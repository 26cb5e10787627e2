import type * as tf from '@tensorflow/tfjs';
import { broadcastMends } from './broadcasting.js';
import { convolutionMends } from './convolution.js';
import { cumulativeSumMend } from './cumulativeSum.js';
import { constantMends } from './derivativeInputs.js';
import { eluGradientMend } from './elu.js';
import { gatherMend } from './gather.js';
import { matrixProductMend } from './matrixProduct.js';
import { mirrorPadMend } from './mirrorPad.js';
import { poolingMends } from './pooling.js';
import { resizeMends } from './resize.js';
import { splittingMends } from './splitting.js';
import { tileMend } from './tile.js';

/** The gradients that replace those in tfjs's registry, or fill in where it has none. */
export const mendedGradients: readonly tf.GradConfig[] = [
  ...constantMends,
  ...broadcastMends,
  ...convolutionMends,
  cumulativeSumMend,
  eluGradientMend,
  gatherMend,
  matrixProductMend,
  mirrorPadMend,
  ...poolingMends,
  ...resizeMends,
  ...splittingMends,
  tileMend,
];
