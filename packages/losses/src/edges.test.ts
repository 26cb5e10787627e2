import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { edges, worstOf } from './edges.test-helper.js';

const say = (line: string): void => {
  if (process.env['VAEKIT_EDGES']) process.stdout.write(`${line}\n`);
};

// |error| <= tolerance · Σ |terms| + 4 Σ ulp(x) |∂f/∂x|, tolerance 1e-5 for values and 1e-4 for derivatives, over the range of float32.
onEveryBackend(() => {
  test.each(edges.flatMap((one) => (['float32', 'int32'] as const).map((dtype) => [one.name, dtype, one] as const)))(
    '%s is right at the edges in %s, and so is its gradient',
    (name, dtype, one) => {
      const before = tf.memory().numTensors;
      const { ratio, where } = worstOf(one, dtype);
      say(`${tf.getBackend().padEnd(5)} ${dtype.padEnd(8)} ${name.padEnd(34)} ${ratio.toPrecision(3)}`);
      expect(ratio, where).toBeLessThanOrEqual(1);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
