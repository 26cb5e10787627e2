import { randomStream } from '@vaekit/core';

/** Square patches of images `[rows, side, side, 1]`, one a row, in the order of the image. */
function patchesOf({ data, shape: [rows, height, width] }, side) {
  const size = side * side;
  const across = width / side;
  const places = (height / side) * across;
  const patches = new Float32Array(rows * places * size);
  for (let i = 0; i < rows * height * width; i++) {
    const [row, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
    const place = Math.floor(y / side) * across + Math.floor(x / side);
    patches[(row * places + place) * size + (y % side) * side + (x % side)] = data[i];
  }
  return { patches, size };
}

/** The nearest mean of each patch, and the sum of the squared distances. */
function assigned(patches, means, size) {
  const chosen = new Int32Array(patches.length / size);
  let error = 0;
  chosen.forEach((_, row) => {
    let best = Infinity;
    for (let k = 0; k < means.length / size; k++) {
      let distance = 0;
      for (let i = 0; i < size && distance < best; i++) distance += (patches[row * size + i] - means[k * size + i]) ** 2;
      if (distance < best) [best, chosen[row]] = [distance, k];
    }
    error += best;
  });
  return { chosen, error };
}

/**
 * The squared error a held-out image, summed over its pixels, of k-means over patches: one codebook for all places, as many places and codes as a
 * quantized autoencoder has, so that both say as much about an image.
 */
export function patchMeansError(training, held, { side, codes, seed, steps = 15, most = 40_000 }) {
  const { patches, size } = patchesOf(training.x, side);
  const stream = randomStream(seed).fork('patches');
  const count = patches.length / size;
  const few = new Float32Array(Math.min(most, count) * size);
  for (let row = 0; row < few.length / size; row++) {
    const from = stream.below(count);
    few.set(patches.subarray(from * size, (from + 1) * size), row * size);
  }
  const means = few.slice(0, codes * size);
  for (let step = 0; step < steps; step++) {
    const { chosen } = assigned(few, means, size);
    const [sums, counts] = [new Float64Array(means.length), new Float64Array(codes)];
    chosen.forEach((k, row) => {
      counts[k] += 1;
      for (let i = 0; i < size; i++) sums[k * size + i] += few[row * size + i];
    });
    for (let i = 0; i < means.length; i++) {
      const k = Math.floor(i / size);
      // A mean without patches starts again at one of them.
      means[i] = counts[k] > 0 ? sums[i] / counts[k] : few[((k * 7919 + step) % (few.length / size)) * size + (i % size)];
    }
  }
  return assigned(patchesOf(held.x, side).patches, means, size).error / held.x.shape[0];
}
