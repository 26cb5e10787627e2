import type { PlainTensor } from '@vaekit-internal/base';

/** A stream of numbers in [0, 1): the same everywhere, by integer arithmetic alone. */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** `count` soft rings of side `side` whose radius, width and place vary; only + - * / are used. */
export function rings(count: number, side: number = 12, channels: 1 | 3 = 1): PlainTensor {
  const next = stream(17);
  const data = new Float32Array(count * side * side * channels);
  let at = 0;
  for (let image = 0; image < count; image++) {
    const radius = side * (0.2 + 0.2 * next());
    const [cx, cy] = [side / 2 + next() - 0.5, side / 2 + next() - 0.5];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const distance = (x + 0.5 - cx) ** 2 + (y + 0.5 - cy) ** 2 - radius ** 2;
        for (let c = 0; c < channels; c++) data[at++] = 1 / (1 + (distance / (side * (1 + c * 0.5))) ** 2);
      }
    }
  }
  return { data, shape: [count, side, side, channels] };
}

/** Points of ten classes around ten means, with labels. */
export function clusters(
  count: number,
  classes: number = 10,
): { points: PlainTensor; labels: Int32Array; classMeans: PlainTensor } {
  const next = stream(5);
  const means = Float32Array.from({ length: 2 * classes }, () => 6 * next() - 3);
  const labels = Int32Array.from({ length: count }, (_, index) => index % classes);
  const data = new Float32Array(2 * count);
  for (let i = 0; i < 2 * count; i++) {
    let sum = -2;
    for (let k = 0; k < 4; k++) sum += next();
    data[i] = means[2 * labels[i >> 1]! + (i % 2)]! + sum;
  }
  return { points: { data, shape: [count, 2] }, labels, classMeans: { data: means, shape: [classes, 2] } };
}
