import type { PlainTensor } from '@vaekit-internal/base';
import { moonPhases } from '@vaekit/datasets';
import type { Lab } from '../../lab/lab.js';
import type { LabData } from '../../lab/labData.js';
import { pick, rowOf } from '../../lab/rows.js';

/** First quarter and full moon: the ends of the path, in radians. */
export const ENDS: readonly [number, number] = [Math.PI / 2, Math.PI];

/** Moons in the order of their phases. */
export interface Moons {
  readonly images: PlainTensor<Float32Array>;
  readonly phases: readonly number[];
}

/** What the midpoints are measured on. */
export interface MoonSets {
  /** Many phases all around the circle, to look for the nearest in. */
  readonly dense: Moons;
  /** The images at the ends of the path. */
  readonly ends: PlainTensor<Float32Array>;
  /** Moons of all phases but those strictly between the ends. */
  readonly gap: LabData;
  /** The text’s own set: the two images at the ends, sixteen times each. */
  readonly two: LabData;
}

function moonsOf(size: number, imageSize: number, seed: number): Moons {
  const { x, factors } = moonPhases({ size, imageSize, seed }).train;
  const phases = factors!.values.data;
  const order = Array.from({ length: x.shape[0]! }, (_, row) => row).sort((a, b) => phases[a]! - phases[b]!);
  const images = pick(x, order);
  return {
    images: { ...images, data: images.data.map((value) => value / 255) },
    phases: order.map((row) => phases[row]!),
  };
}

/** The row of the moon whose phase is nearest. */
export const rowAt = ({ phases }: Moons, phase: number): number =>
  phases.reduce((best, value, row) => (Math.abs(value - phase) < Math.abs(phases[best]! - phase) ? row : best), 0);

/** The row of the moon that looks most like an image, by squared error, and that error; among some phases only, where they are given. */
export function nearestMoon(
  { images, phases }: Moons,
  image: PlainTensor['data'],
  [low, high]: readonly [number, number] = [0, 2 * Math.PI],
): { readonly row: number; readonly error: number } {
  let best = { row: -1, error: Infinity };
  for (const [row, phase] of phases.entries()) {
    if (phase < low || phase > high) continue;
    const moon = rowOf(images, row);
    let error = 0;
    for (let i = 0; i < moon.length; i++) error += (moon[i]! - image[i]!) ** 2;
    if (error < best.error) best = { row, error };
  }
  return best;
}

const data = (key: string, x: PlainTensor): LabData => {
  const examples = { x, binarization: 'none' } as const;
  return { key, train: examples, test: examples };
};

/** Moons of 20 × 20 pixels, 16 × 16 where it is to be quick. */
export function moonSets(lab: Pick<Lab, 'amount'>): MoonSets {
  const side = lab.amount(20, 16);
  const dense = moonsOf(2500, side, 1);
  const all = moonsOf(1250, side, 0);
  const [low, high] = ENDS;
  const outside = all.phases.flatMap((phase, row) => (phase > low && phase < high ? [] : [row]));
  const ends = ENDS.map((phase) => rowAt(dense, phase));
  const copies = Array.from({ length: 32 }, (_, i) => ends[i % 2]!);
  return {
    dense,
    ends: pick(dense.images, ends),
    gap: data(`moons of ${side}, without those from first quarter to full`, pick(all.images, outside)),
    two: data(`moons of ${side}, first quarter and full`, pick(dense.images, copies)),
  };
}
