import { sizeFromShape } from '@vaekit-internal/base';
import type { Value } from '../graph/graph.js';
import type { LoweringContext } from './lowering.js';

/** Windows on an image: at position `(i, j)` of a grid, the pixels `(i·step + row, j·step + column)`, zero outside the image. */
export interface Windows {
  readonly grid: readonly [number, number];
  readonly step: readonly [number, number];
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/** What is under the windows: `[positions, rows·columns·channels]`, or its transpose. */
export interface Patches {
  readonly matrix: Value;
  readonly transposed: boolean;
}

/**
 * Up to so many channels, patches are made plane by plane: runs of whole image rows are copied then. With more, pixel by pixel, which is the
 * faster as soon as a pixel fills a good part of a cache line.
 */
const FEW_CHANNELS = 4;

/** Numbers of the patches of one image. */
export const patchesSize = ({ grid, rows, columns }: Windows, channels: number): number =>
  grid[0] * grid[1] * rows.length * columns.length * channels;

/** Index vectors by their windows, so that equal patches are one value for common subexpressions. */
const known = new WeakMap<LoweringContext, Map<string, Value>>();

function pixelNumbers(c: LoweringContext, windows: Windows, height: number, width: number): { indices: Value; outside: boolean } {
  const { grid, step, rows, columns } = windows;
  const numbers = new Int32Array(grid[0] * grid[1] * rows.length * columns.length);
  let at = 0;
  let outside = false;
  for (let i = 0; i < grid[0]; i++) {
    for (let j = 0; j < grid[1]; j++) {
      for (const row of rows) {
        for (const column of columns) {
          const [y, x] = [i * step[0] + row, j * step[1] + column];
          const inside = y >= 0 && y < height && x >= 0 && x < width;
          outside ||= !inside;
          // The pixel after the last is zero.
          numbers[at++] = inside ? y * width + x : height * width;
        }
      }
    }
  }
  let cache = known.get(c);
  if (cache === undefined) known.set(c, (cache = new Map()));
  const key = JSON.stringify([windows.grid, step, rows, columns, height, width]);
  let indices = cache.get(key);
  if (indices === undefined) cache.set(key, (indices = c.constant(numbers, [numbers.length], 'int32')));
  return { indices, outside };
}

/** Patches by one Gather of pixels, of each image with a pixel of zeros after its last. */
function byPixels(c: LoweringContext, x: Value, windows: Windows): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const { indices, outside } = pixelNumbers(c, windows, height, width);
  const flat = [batch, height * width * channels];
  const source = outside
    ? c.emit('Pad', [c.reshape(x, flat), c.ints([0, 0, 0, channels]), c.scalar(0)], [batch, flat[1]! + channels], 'float32', {
        mode: 'constant',
      })
    : x;
  const pixels = c.reshape(source, [batch, height * width + (outside ? 1 : 0), channels]);
  return c.emit('Gather', [pixels, indices], [batch, indices.shape[0]!, channels], 'float32', { axis: 1 });
}

/** One shifted copy of the planes of `x` for every place of the window, `[rows·columns·channels, batch, height, width]`. */
function byPlanes(c: LoweringContext, x: Value, { grid, step, rows, columns }: Windows): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const planes = c.transpose(x, [3, 0, 1, 2]);
  const before = [Math.max(0, -Math.min(...rows)), Math.max(0, -Math.min(...columns))] as const;
  const after = [
    Math.max(0, (grid[0] - 1) * step[0] + Math.max(...rows) - height + 1),
    Math.max(0, (grid[1] - 1) * step[1] + Math.max(...columns) - width + 1),
  ] as const;
  const padded = [...before, ...after].some((pad) => pad > 0)
    ? c.emit(
        'Pad',
        [planes, c.ints([0, 0, ...before, 0, 0, ...after]), c.scalar(0)],
        [channels, batch, before[0] + height + after[0], before[1] + width + after[1]],
        'float32',
        { mode: 'constant' },
      )
    : planes;
  const copies = rows.flatMap((row) =>
    columns.map((column) => {
      const start = [row + before[0], column + before[1]] as const;
      const end = [start[0] + (grid[0] - 1) * step[0] + 1, start[1] + (grid[1] - 1) * step[1] + 1];
      const shape = [channels, batch, ...grid];
      return c.emit('Slice', [padded, c.ints(start), c.ints(end), c.ints([2, 3]), c.ints(step)], shape, 'float32');
    }),
  );
  const shape = [copies.length * channels, batch, ...grid];
  return copies.length === 1 ? copies[0]! : c.emit('Concat', copies, shape, 'float32', { axis: 0 });
}

/** The pixels of `x`, `[batch, height, width, channels]`, under windows, as a matrix for one large product. */
export function patches(c: LoweringContext, x: Value, windows: Windows): Patches {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const { grid, step, rows, columns } = windows;
  const positions = batch * grid[0] * grid[1];
  const depth = rows.length * columns.length * channels;
  const every = rows.length * columns.length === 1 && rows[0] === 0 && columns[0] === 0 && step[0] === 1 && step[1] === 1;
  if (every && grid[0] === height && grid[1] === width) return { matrix: c.reshape(x, [positions, depth]), transposed: false };
  if (sizeFromShape(x.shape) === 0 || channels > FEW_CHANNELS)
    return { matrix: c.reshape(byPixels(c, x, windows), [positions, depth]), transposed: false };
  return { matrix: c.reshape(byPlanes(c, x, windows), [depth, positions]), transposed: true };
}
