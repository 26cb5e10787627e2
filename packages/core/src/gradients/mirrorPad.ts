import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { gradientMend } from './gradientMend.js';

/** `tf.mirrorPad`: what was mirrored comes back to where it was taken from. tfjs drops it. */
export const mirrorPadMend: tf.GradConfig = gradientMend('MirrorPad', { inputs: ['x'] }, (dy, [x], { paddings, mode }) => ({
  x: () => {
    // `reflect` leaves out the border itself.
    const gap = mode === 'reflect' ? 1 : 0;
    const shape = [...dy.shape];
    return (paddings as readonly [number, number][]).reduce((padded, [before, after], axis) => {
      const extent = x!.shape[axis]!;
      const [outer, inner] = [sizeFromShape(shape.slice(0, axis)), sizeFromShape(shape.slice(axis + 1))];
      const rows = tf.reshape(padded, [outer, shape[axis]!, inner]) as tf.Tensor3D;
      const part = (start: number, count: number): tf.Tensor3D => tf.slice(rows, [0, start, 0], [outer, count, inner]);
      const mirrored = (start: number, count: number, to: number): tf.Tensor3D[] =>
        count === 0
          ? []
          : [
              tf.pad(tf.reverse(part(start, count), 1), [
                [0, 0],
                [to, extent - to - count],
                [0, 0],
              ]),
            ];
      shape[axis] = extent;
      const sum = tf.addN([
        part(before, extent),
        ...mirrored(0, before, gap),
        ...mirrored(before + extent, after, extent - gap - after),
      ]);
      return tf.reshape(sum, shape);
    }, dy);
  },
}));
