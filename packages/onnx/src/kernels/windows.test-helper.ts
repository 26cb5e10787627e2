import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';

/** How a window moves over an image, in tfjs's words, and how many places it takes. */
export interface WindowGeometry {
  readonly batch: number;
  readonly image: readonly [number, number];
  readonly window: readonly [number, number];
  readonly out: readonly [number, number];
  readonly attributes: {
    readonly strides: number | [number, number];
    readonly dilations: number | [number, number];
    readonly pad: 'same' | 'valid' | number | number[][];
    readonly dimRoundingMode?: 'ceil' | 'floor' | 'round';
    readonly dataFormat: 'NHWC';
  };
}

type Explicit = tf.backend_util.ExplicitPadding;

const small = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const two = (arbitrary: fc.Arbitrary<number>): fc.Arbitrary<[number, number]> => fc.tuple(arbitrary, arbitrary);

/** Whether the last window along an axis begins inside the image; rounded up, it may not. */
function lastWithin(
  image: readonly number[],
  window: readonly number[],
  out: readonly number[],
  { strides, pad }: WindowGeometry['attributes'],
  axis: number,
): boolean {
  const stride = Array.isArray(strides) ? strides[axis]! : strides;
  const whole = Math.max(0, (out[axis]! - 1) * stride + window[axis]! - image[axis]!);
  const before =
    pad === 'same' ? Math.floor(whole / 2) : pad === 'valid' ? 0 : typeof pad === 'number' ? pad : pad[axis + 1]![0]!;
  return (out[axis]! - 1) * stride - before < image[axis]!;
}

/**
 * Windows of 1 to 4 over images of 1 to 7 and now and then to 14, strides or dilations of 1 to 3, every kind of padding. `padWithin`: a window never lies wholly in
 * the padding, as pooling needs. `rounding`: modes of rounding with padding by numbers.
 */
export function windowGeometries({
  dilations = false,
  rounding = false,
  padWithin = false,
}: {
  readonly dilations?: boolean;
  readonly rounding?: boolean;
  readonly padWithin?: boolean;
} = {}): fc.Arbitrary<WindowGeometry> {
  return fc
    .record({
      batch: small(1, 3),
      image: two(fc.oneof({ weight: 6, arbitrary: small(1, 7) }, { weight: 1, arbitrary: small(8, 14) })),
      window: two(small(1, 4)),
      steps: two(small(1, 3)),
      dilated: dilations ? fc.boolean() : fc.constant(false),
      kind: fc.constantFrom('same', 'valid', 'number', 'explicit'),
      pads: fc.tuple(small(0, 3), small(0, 3), small(0, 3), small(0, 3)),
      mode: rounding ? fc.constantFrom(undefined, 'ceil', 'floor', 'round') : fc.constant(undefined),
      single: fc.boolean(),
    })
    .map(({ batch, image, window, steps, dilated, kind, pads, mode, single }) => {
      // With padding by one number tfjs computes the width of the output as if window and strides were square.
      const square = kind === 'number';
      const frame: [number, number] = square ? [window[0], window[0]] : window;
      const pace: [number, number] = square || single ? [steps[0], steps[0]] : steps;
      const span = frame.map((each, i) => (dilated ? pace[i]! * (each - 1) + 1 : each));
      const [top, bottom, left, right] = pads.map((each, i) =>
        padWithin ? Math.min(each, span[i >> 1]! - 1) : each,
      ) as typeof pads;
      const pad =
        kind === 'number'
          ? top
          : kind === 'explicit'
            ? [
                [0, 0],
                [top, bottom],
                [left, right],
                [0, 0],
              ]
            : (kind as 'same' | 'valid');
      const moving: number | [number, number] = single ? pace[0] : pace;
      const attributes = {
        strides: dilated ? 1 : moving,
        dilations: dilated ? moving : ([1, 1] as [number, number]),
        pad,
        ...(mode === undefined || kind === 'same' || kind === 'valid'
          ? {}
          : { dimRoundingMode: mode as 'ceil' | 'floor' | 'round' }),
        dataFormat: 'NHWC' as const,
      };
      const { outHeight, outWidth } = tf.backend_util.computeConv2DInfo(
        [batch, ...image, 1],
        [...frame, 1, 1],
        attributes.strides,
        attributes.dilations,
        pad as Explicit,
        attributes.dimRoundingMode,
      );
      return { batch, image, window: frame, out: [outHeight, outWidth] as const, attributes };
    })
    .filter(({ out }) => out[0] > 0 && out[1] > 0)
    .filter(
      ({ image, window, out, attributes }) =>
        !padWithin || [0, 1].every((axis) => lastWithin(image, window, out, attributes, axis)),
    );
}
