import { windowShape } from '../record/shapeRules.js';

/** Pads, strides and dilations of a convolution. */
export type Geometry = ReturnType<typeof windowShape>;

/** The geometry of a kernel over `x`; pads given one by one come flat from the recorder. */
export function convolutionGeometry(
  x: readonly number[],
  filter: readonly number[],
  attributes: Readonly<Record<string, unknown>>,
): Geometry {
  const { pad } = attributes;
  const pairs = Array.isArray(pad) ? [0, 2, 4, 6].map((i) => [(pad as number[])[i], (pad as number[])[i + 1]]) : pad;
  return windowShape(x, [filter[0]!, filter[1]!], { ...attributes, pad: pairs });
}
