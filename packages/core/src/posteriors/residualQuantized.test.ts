import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyContext } from '../tiny.test-helper.js';
import { residualQuantized } from './residualQuantized.js';
import { vectorQuantized } from './vectorQuantized.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const [rows, places, d, codes, levels] = [5, 2, 3, 4, 3];
const shapes = { event: [4], latent: [places, d] };
const normal = (name: string, size: number): number[] =>
  Array.from(randomStream(6).fork(name).fillNormal(new Float32Array(size)));
const squared = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);

/** Levels by loops: the number of the nearest code of each level, and what remains after it. */
function nested(vector: number[], books: number[][][]): { chosen: number[]; left: number[][] } {
  const [chosen, left]: [number[], number[][]] = [[], []];
  let rest = vector;
  for (const book of books) {
    const distances = book.map((code) => squared(rest, code));
    const best = distances.indexOf(Math.min(...distances));
    rest = rest.map((value, i) => value - book[best]![i]!);
    chosen.push(best);
    left.push(rest);
  }
  return { chosen, left };
}

test('codes, commitment, gradient and moving averages are those of nested nearest neighbors', () => {
  const q = residualQuantized({ levels, codes, commitment: 0.4, decay: 0.8 }).build(shapes);
  const books = Array.from({ length: levels }, (_, level) =>
    Array.from({ length: codes }, (_, k) => normal(`${level}/${k}`, d).map((value) => value / 2 ** level)),
  );
  books.forEach((book, level) => {
    q.state![`level${level}/codebook`]!.assign(tf.tensor2d(book));
    q.state![`level${level}/sums`]!.assign(tf.tensor2d(book));
  });
  const values = normal('f', rows * places * d);
  const code = tf.tensor(values, [rows, places, d]);
  const weight = tf.tensor1d([1, 1, 1, 1, 0]);
  const before = tf.memory().numTensors;
  const vectors = Array.from({ length: rows * places }, (_, i) => values.slice(i * d, (i + 1) * d));
  const found = vectors.map((vector) => nested(vector, books));
  tf.tidy(() => {
    const { z, terms, nextState } = q.draw([code], {}, tinyContext(rows, { weight }));
    const wantedZ = vectors.flatMap((vector, i) => vector.map((value, j) => value - found[i]!.left.at(-1)![j]!));
    expect(deviation(z.dataSync(), wantedZ)).toBeLessThan(1e-6);
    const gaps = found.map(({ left }) => left.reduce((sum, rest) => sum + squared(rest, [0, 0, 0]), 0));
    const wanted = Array.from({ length: rows }, (_, row) => 0.4 * (gaps[2 * row]! + gaps[2 * row + 1]!));
    expect(deviation(terms!['commitment']!.dataSync(), wanted)).toBeLessThan(1e-6);
    books.forEach((book, level) => {
      const mine = (k: number) => found.map((one, i) => ({ one, i })).filter(({ one, i }) => one.chosen[level] === k && i < 8);
      const asked = ({ one, i }: { one: (typeof found)[number]; i: number }): number[] =>
        level === 0 ? vectors[i]! : one.left[level - 1]!;
      const counts = book.map((_, k) => 0.8 + 0.2 * mine(k).length);
      const sums = book.flatMap((code, k) =>
        code.map((value, j) => 0.8 * value + 0.2 * mine(k).reduce((sum, each) => sum + asked(each)[j]!, 0)),
      );
      expect(deviation(nextState![`level${level}/counts`]!.dataSync(), counts)).toBeLessThan(1e-6);
      expect(deviation(nextState![`level${level}/sums`]!.dataSync(), sums)).toBeLessThan(1e-6);
    });
    // Straight through: 1 for z, and 2β Σ_l of what level l leaves.
    const slope = tf.grad((f: tf.Tensor) => {
      const draw = q.draw([f], {}, tinyContext(rows, { mode: 'evaluate' }));
      return tf.add(tf.sum(draw.z), tf.sum(draw.terms!['commitment']!));
    })(code);
    const wantedSlope = found.flatMap(({ left }) =>
      [0, 1, 2].map((j) => 1 + 0.8 * left.reduce((sum, rest) => sum + rest[j]!, 0)),
    );
    expect(deviation(slope.dataSync(), wantedSlope)).toBeLessThan(1e-5);
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('one level is vectorQuantized', () => {
  const options = { codes, decay: 0.9, seed: 3 };
  const [one, other] = [residualQuantized({ ...options, levels: 1 }).build(shapes), vectorQuantized(options).build(shapes)];
  const code = tf.tensor(normal('g', rows * places * d), [rows, places, d]);
  const [a, b] = [one, other].map((q) => q.draw([code], {}, tinyContext(rows)));
  expect(a!.z.dataSync()).toEqual(b!.z.dataSync());
  expect(a!.nextState!['level0/codebook']!.dataSync()).toEqual(b!.nextState!['codebook']!.dataSync());
});

test('levels start at what those before them leave, and counts without meaning are refused', () => {
  const q = residualQuantized({ levels: 2, codes: 5 }).build({ event: [4], latent: [d] });
  const x = tf.tensor2d(normal('x', 5 * d), [5, d]);
  const model = { encodeParameters: () => [x] } as never;
  q.initialize!({ x }, {}, model);
  const [first, second] = [0, 1].map((level) => q.state![`level${level}/codebook`]!);
  // Up to 1 %: five codes at five vectors, of which little remains.
  expect(deviation(first!.dataSync(), x.dataSync())).toBeLessThan(0.05);
  expect(Math.max(...second!.dataSync().map(Math.abs))).toBeLessThan(0.05);
  expect(() => residualQuantized({ codes: 3, levels: 0 })).toThrow(
    'residualQuantized: `levels` is 0; expected a whole number of at least 1',
  );
  expect(() => residualQuantized({ codes: 0 })).toThrow('residualQuantized: `codes` is 0');
});
