/** Rows of the data set; a multiple of every batch that is used, so that no batch is short. */
const SIDE = 28;
const PIXELS = SIDE * SIDE;

/** Marsaglia's xorshift: uniform in [0, 1), the same everywhere. */
function uniforms(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Gray images of ten classes: three soft blobs each, at places of the class, moved and sized by chance. Something to be learned. */
function images(rows) {
  const next = uniforms(20231);
  const places = Array.from({ length: 10 }, () => Array.from({ length: 3 }, () => [6 + 16 * next(), 6 + 16 * next()]));
  const x = new Float32Array(rows * PIXELS);
  const y = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    y[row] = Math.floor(10 * next());
    for (const [centerX, centerY] of places[y[row]]) {
      const [left, top, width] = [centerX + 4 * (next() - 0.5), centerY + 4 * (next() - 0.5), 1.5 + 1.5 * next()];
      for (let i = 0; i < PIXELS; i++) {
        const square = ((i % SIDE) - left) ** 2 + (Math.floor(i / SIDE) - top) ** 2;
        if (square < 9 * width * width) {
          const at = row * PIXELS + i;
          x[at] = Math.min(1, x[at] + 1.2 * Math.exp(-square / (2 * width * width)));
        }
      }
    }
  }
  return { x, y };
}

/** Glorot's uniform rule for matrices and kernels, zeros for vectors. */
function initialWeights(weights) {
  const next = uniforms(7);
  return weights.map(({ shape }) => {
    const values = new Float32Array(shape.reduce((size, extent) => size * extent, 1));
    if (shape.length > 1) {
      const receptive = shape.slice(0, -2).reduce((size, extent) => size * extent, 1);
      const limit = Math.sqrt(6 / ((shape.at(-2) + shape.at(-1)) * receptive));
      for (let i = 0; i < values.length; i++) {
        values[i] = (2 * next() - 1) * limit;
      }
    }
    return values;
  });
}

function shuffledRows(rows) {
  const next = uniforms(99);
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  for (let i = rows - 1; i > 0; i--) {
    const j = Math.floor((i + 1) * next());
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** What all contenders start from: the images, their order, and the first weights, one after the other. `known`: every so many labels are known, the others −1. */
export function makeInputs(spec, parts = initialWeights(spec.weights)) {
  const rows = spec.batch * Math.max(1, Math.round(2048 / spec.batch));
  const values = new Float32Array(parts.reduce((size, { length }) => size + length, 0));
  let offset = 0;
  for (const part of parts) {
    values.set(part, offset);
    offset += part.length;
  }
  const { x, y } = images(rows);
  const { known = 1 } = spec;
  return { x, y: y.map((label, row) => (row % known === 0 ? label : -1)), order: shuffledRows(rows), values };
}

/** Weights by name, and `nextBatch()`, which copies the next rows over the ones before, or into the arrays that are given, as the loaders of `fit` do. */
export function openInputs(spec, { x, y, order, values }) {
  const weights = {};
  let offset = 0;
  for (const { name, shape } of spec.weights) {
    const size = shape.reduce((product, extent) => product * extent, 1);
    weights[name] = values.slice(offset, offset + size);
    offset += size;
  }
  let position = 0;
  const own = { x: new Float32Array(spec.batch * PIXELS), y: new Int32Array(spec.batch) };
  const nextBatch = (into = {}) => {
    const batch = { x: into.x ?? own.x, y: into.y ?? own.y };
    for (let row = 0; row < spec.batch; row++) {
      const from = order[position];
      batch.x.set(x.subarray(from * PIXELS, (from + 1) * PIXELS), row * PIXELS);
      batch.y[row] = y[from];
      position = (position + 1) % order.length;
    }
    return batch;
  };
  return { spec, weights, nextBatch, rows: order.length };
}
