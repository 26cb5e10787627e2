import * as tf from '@tensorflow/tfjs';
import { checkGradients, type GradientCase } from './gradientCheck.test-helper.js';

const modes = [
  ['', false, false],
  ['corners aligned', true, false],
  ['half pixels', false, true],
] as const;
const sizes: readonly [number, number][] = [
  [4, 6],
  [3, 5],
  [5, 2],
  [1, 2],
];
const cases = (nearest: boolean): GradientCase[] =>
  modes.flatMap(([mode, align, half]) =>
    sizes.map((size) => ({
      name: `2 × 3 to ${size.join(' × ')} ${mode}`,
      op: (x) => (nearest ? tf.image.resizeNearestNeighbor : tf.image.resizeBilinear)(x as tf.Tensor4D, size, align, half),
      shapes: [[2, 2, 3, 2]],
      stock: [nearest ? 'wrong' : 'throws', 'throws'],
    })),
  );
checkGradients('tf.image.resizeBilinear', cases(false));
checkGradients('tf.image.resizeNearestNeighbor', cases(true));
