import type { Value } from '../graph/graph.js';
import type { Geometry } from './convolutionGeometry.js';
import type { LoweringContext } from './lowering.js';
import { patches, patchesSize, type Windows } from './patches.js';
import { product } from './products.js';

/** A place `at` of the filter, and which input it meets: that of number `i + offset`, for the output of number `i·stride + phase`. */
interface Tap {
  readonly at: number;
  readonly offset: number;
}

/** One axis of a transposed convolution: outputs of one phase see the same places of the filter. */
interface PhasedAxis {
  readonly stride: number;
  /** Outputs of a phase. */
  readonly count: number;
  /** The taps of each phase. */
  readonly taps: readonly (readonly Tap[])[];
}

/**
 * Output o gets the input m through place k of the filter where m·stride = o + pad − k·dilation. With o = i·stride + phase that is a whole
 * number for some k only, the same for every i.
 */
function phasedAxis(extent: number, kernel: number, pad: number, stride: number, dilation: number): PhasedAxis {
  const taps = Array.from({ length: stride }, (_, phase) =>
    Array.from({ length: kernel }, (__, at) => ({ at, offset: (phase + pad - at * dilation) / stride })).filter(({ offset }) =>
      Number.isInteger(offset),
    ),
  );
  return { stride, count: Math.ceil(extent / stride), taps };
}

/** How a transposed convolution is split into phases. */
export interface Phases {
  readonly rows: PhasedAxis;
  readonly columns: PhasedAxis;
  /** All offsets that the phases of the columns have. */
  readonly offsets: readonly number[];
}

/** The phases of the gradient of a convolution's input, which has the shape `out`; `undefined` where some phase is zero. */
export function phasesOf(out: readonly number[], filter: readonly number[], where: Geometry): Phases | undefined {
  const [rows, columns] = [0, 1].map((i) =>
    phasedAxis(out[i + 1]!, filter[i]!, where.pads[i]!, where.strides[i]!, where.dilations[i]!),
  ) as [PhasedAxis, PhasedAxis];
  if ([...rows.taps, ...columns.taps].some((taps) => taps.length === 0)) return undefined;
  const offsets = [...new Set(columns.taps.flatMap((taps) => taps.map(({ offset }) => offset)))].sort((a, b) => a - b);
  return { rows, columns, offsets };
}

const windowsOf = ({ rows, columns, offsets }: Phases, taps: readonly Tap[]): Windows => ({
  grid: [rows.count, columns.count],
  step: [1, 1],
  rows: taps.map(({ offset }) => offset),
  columns: offsets,
});

/** Numbers that are gathered from one image of `channels`. */
export const phasesSize = (phases: Phases, channels: number): number =>
  phases.rows.taps.reduce((sum, taps) => sum + patchesSize(windowsOf(phases, taps), channels), 0);

/** The filter of one phase of the rows, `[rows·offsets·out, column phases·in]`; zero where a phase of the columns lacks an offset. */
function phaseFilter(c: LoweringContext, filter: Value, taps: readonly Tap[], { columns, offsets }: Phases): Value {
  const [height, width, into, out] = filter.shape as [number, number, number, number];
  const zero = height * width;
  const places = taps.flatMap(({ at }) =>
    offsets.flatMap((offset) =>
      columns.taps.map((phase) => {
        const column = phase.find((tap) => tap.offset === offset);
        return column === undefined ? zero : at * width + column.at;
      }),
    ),
  );
  const turned = c.reshape(c.transpose(filter, [0, 1, 3, 2]), [zero, out * into]);
  const source = places.includes(zero)
    ? c.emit('Pad', [turned, c.ints([0, 0, 1, 0]), c.scalar(0)], [zero + 1, out * into], 'float32', { mode: 'constant' })
    : turned;
  const chosen = c.emit('Gather', [source, c.ints(places)], [places.length, out * into], 'float32', { axis: 0 });
  const terms = taps.length * offsets.length;
  const split = c.reshape(chosen, [terms, columns.stride, out, into]);
  return c.reshape(c.transpose(split, [0, 2, 1, 3]), [terms * out, columns.stride * into]);
}

/** Rows and columns past the image are cut off. */
function cut(c: LoweringContext, x: Value, shape: readonly number[]): Value {
  if (x.shape.every((extent, i) => extent === shape[i])) return x;
  return c.emit('Slice', [x, c.ints([0, 0]), c.ints([shape[1]!, shape[2]!]), c.ints([1, 2])], shape, x.dtype);
}

/**
 * The gradient of a convolution's input (which is also a transposed convolution) without a product with zeros between the strides: for each phase
 * of the rows one product of patches of dy. The phases of the columns are side by side in its result, which then has whole rows.
 */
export function byPhases(
  c: LoweringContext,
  dy: Value,
  filter: Value,
  phases: Phases,
  shape: readonly number[],
  bias?: Value,
): Value {
  const { rows, columns } = phases;
  const [batch, , , channels] = shape as [number, number, number, number];
  const width = columns.count * columns.stride * channels;
  const wide =
    bias === undefined || columns.stride === 1
      ? bias
      : c.emit(
          'Concat',
          columns.taps.map(() => bias),
          [columns.stride * channels],
          'float32',
          { axis: 0 },
        );
  const parts = rows.taps.map((taps) => {
    const { matrix, transposed } = patches(c, dy, windowsOf(phases, taps));
    return c.reshape(product(c, matrix, phaseFilter(c, filter, taps, phases), transposed, false, wide), [
      batch * rows.count,
      width,
    ]);
  });
  const whole =
    parts.length === 1 ? parts[0]! : c.emit('Concat', parts, [batch * rows.count, parts.length * width], 'float32', { axis: 1 });
  return cut(c, c.reshape(whole, [batch, rows.count * rows.stride, columns.count * columns.stride, channels]), shape);
}

/**
 * The same for few output channels: first one product that gives the part of every place of the filter, `[places·channels, positions]`, then sums
 * of the parts that meet, shifted. What is gathered above would be many times the result.
 */
export function productFirst(
  c: LoweringContext,
  dy: Value,
  filter: Value,
  phases: Phases,
  shape: readonly number[],
  bias?: Value,
): Value {
  const { rows, columns } = phases;
  const [batch, , , channels] = shape as [number, number, number, number];
  const [, height, width, out] = dy.shape as [number, number, number, number];
  const places = filter.shape[0]! * filter.shape[1]!;
  const parts = c.reshape(
    product(c, c.reshape(filter, [places * channels, out]), c.reshape(dy, [batch * height * width, out]), false, true),
    [places, channels * batch, height, width],
  );
  const [before, after] = [-1, 1].map((side) =>
    ([rows, columns] as const).map((axis, i) => {
      const offsets = axis.taps.flat().map(({ offset }) => offset);
      return side < 0
        ? Math.max(0, -Math.min(...offsets))
        : Math.max(0, axis.count - 1 + Math.max(...offsets) - dy.shape[i + 1]! + 1);
    }),
  ) as [[number, number], [number, number]];
  const padded = [...before, ...after].some((pad) => pad > 0)
    ? c.emit(
        'Pad',
        [parts, c.ints([0, 0, ...before, 0, 0, ...after]), c.scalar(0)],
        [places, channels * batch, before[0] + height + after[0], before[1] + width + after[1]],
        'float32',
        { mode: 'constant' },
      )
    : parts;
  const grid = [channels * batch, rows.count, columns.count];
  const shifted = (row: Tap, column: Tap): Value => {
    const start = [row.at * filter.shape[1]! + column.at, row.offset + before[0], column.offset + before[1]] as const;
    const end = [start[0] + 1, start[1] + rows.count, start[2] + columns.count];
    return c.emit('Slice', [padded, c.ints(start), c.ints(end), c.ints([0, 2, 3])], [1, ...grid], 'float32');
  };
  const sums = rows.taps.flatMap((down) =>
    columns.taps.map((across) => {
      const terms = down.flatMap((row) => across.map((column) => shifted(row, column)));
      return terms.length === 1 ? terms[0]! : c.emit('Sum', terms, [1, ...grid], 'float32');
    }),
  );
  const whole = sums.length === 1 ? sums[0]! : c.emit('Concat', sums, [sums.length, ...grid], 'float32', { axis: 0 });
  const split = c.reshape(whole, [rows.stride, columns.stride, channels, batch, rows.count, columns.count]);
  const image = c.reshape(c.transpose(split, [3, 4, 0, 5, 1, 2]), [
    batch,
    rows.count * rows.stride,
    columns.count * columns.stride,
    channels,
  ]);
  const result = cut(c, image, shape);
  return bias === undefined ? result : c.each('Add', [result, bias]);
}
