import { randomStream } from '@vaekit/core';

export const length = 64;

/** One curve: a pulse of random place, width and height on a slow wave, with a little noise. Always the same for the same stream. */
export function curve(stream) {
  const [place, width, height, phase] = stream.fillUniform(new Float32Array(4));
  const noise = stream.fillNormal(new Float32Array(length));
  return noise.map((deviate, i) => {
    const t = i / (length - 1);
    const pulse = Math.exp(-0.5 * ((t - 0.2 - 0.6 * place) / (0.03 + 0.05 * width)) ** 2);
    return (0.6 + 0.8 * height) * pulse + 0.3 * Math.sin(2 * Math.PI * (t + phase)) + 0.03 * deviate;
  });
}

/**
 * A data set without an end: batches by epoch, each made when it is asked for, so that no curve is ever seen twice and nothing is kept.
 *
 * `epoch(i)` must depend on nothing but i: a training that was interrupted then goes on to the same bits. It may be asynchronous.
 *
 * @returns {import('@vaekit/core').BatchSource}
 */
export function freshCurves({ size, batchSize, seed }) {
  return {
    size, // examples an epoch
    batchSize,
    binarization: 'none',
    async *epoch(index) {
      const stream = randomStream(seed).fork(`epoch ${index}`);
      for (let start = 0; start < size; start += batchSize) {
        const present = Math.min(batchSize, size - start);
        const data = new Float32Array(batchSize * length);
        for (let row = 0; row < present; row++) data.set(curve(stream), row * length);
        // Every batch has one shape; rows of weight 0 fill a short last one.
        const weight = Float32Array.from({ length: batchSize }, (_, row) => (row < present ? 1 : 0));
        yield { x: { data, shape: [batchSize, length] }, weight: { data: weight, shape: [batchSize] } };
      }
    },
  };
}
