import type { Value } from '../graph/graph.js';
import { convolutionGeometry, type Geometry } from './convolutionGeometry.js';
import { convOperator, convTransposeOperator, turnedConvOperator } from './convolutionOperators.js';
import { depthwise } from './depthwise.js';
import { activate } from './elementwise.js';
import type { Lowering, LoweringContext, Lowerings } from './lowering.js';
import { patches, patchesSize, type Windows } from './patches.js';
import { byPhases, phasesOf, phasesSize, productFirst } from './phases.js';
import { product } from './products.js';

/**
 * Patches of one image up to so many numbers are worth their memory (268 MB at a batch of 128): the large product on them keeps the image's
 * layout, and the filter's gradient uses them again. Beyond, the runtime's Conv, which makes them bit by bit.
 */
const MOST = 2 ** 19;

/**
 * Filters of so few channels make narrow products, for which others pay: the input's gradient as the runtime's Conv (0.4 to 0.6 of the time at 8 and 16 channels, 28×28), where the
 * patches of dy would be used once, and the filter's in blocks of images (0.5 of the time up to 32, as much at 64).
 */
const NARROW = { input: 16, filter: 32 };

/** Positions of the least block, and those from which blocks are made. */
const [BLOCK, LONG] = [2 ** 9, 2 ** 14];

const windowsOf = ({ out, pads, strides, dilations }: Geometry, filter: readonly number[]): Windows => ({
  grid: out,
  step: strides,
  rows: Array.from({ length: filter[0]! }, (_, i) => i * dilations[0] - pads[0]),
  columns: Array.from({ length: filter[1]! }, (_, j) => j * dilations[1] - pads[1]),
});

/** A convolution as one product: its patches, `[positions, kh·kw·in]`, times the filter, which in HWIO is that matrix. */
const forward = (c: LoweringContext, x: Value, filter: Value, where: Geometry, out: readonly number[], bias?: Value): Value => {
  const windows = windowsOf(where, filter.shape);
  const [height, width, into, channels] = filter.shape as [number, number, number, number];
  if (c.convolutions === 'operators' || patchesSize(windows, into) > MOST)
    return convOperator(c, x, c.transpose(filter, [3, 2, 0, 1]), where, filter.shape, out, { bias });
  const { matrix, transposed } = patches(c, x, windows);
  return c.reshape(product(c, matrix, c.reshape(filter, [height * width * into, channels]), transposed, false, bias), out);
};

/** The input's gradient, which is also tfjs's transposed convolution. */
const inputGradient: Lowering = (c, [dy, filter, given], node) => {
  const { shape } = node.outputs[0]!;
  const where = convolutionGeometry(shape, filter!.shape, node.attributes);
  const [height, width, into, channels] = filter!.shape as [number, number, number, number];
  const bias = given === undefined ? undefined : c.reshape(given, [into]);
  if (
    c.convolutions === 'products' &&
    height * width > 1 &&
    Math.min(into, channels) > 4 &&
    Math.max(into, channels) <= NARROW.input
  ) {
    const turned = turnedConvOperator(c, dy!, filter!, where, shape, bias);
    if (turned !== undefined) return [turned];
  }
  const phases = c.convolutions === 'operators' ? undefined : phasesOf(shape, filter!.shape, where);
  if (phases !== undefined) {
    const { rows, columns } = phases;
    const gathered = phasesSize(phases, channels);
    const parts = dy!.shape[1]! * dy!.shape[2]! * height * width * into;
    if (3 * parts <= gathered && rows.count * columns.count > 1) return [productFirst(c, dy!, filter!, phases, shape, bias)];
    if (gathered <= MOST) return [byPhases(c, dy!, filter!, phases, shape, bias)];
  }
  return [convTransposeOperator(c, dy!, c.transpose(filter!, [3, 2, 0, 1]), where, filter!.shape, shape, { bias })];
};

/** The filter's gradient as one large product: the patches of x, transposed, times dy, `[positions, out]`. */
const filterGradient: Lowering = (c, [x, dy], node) => {
  const { shape } = node.outputs[0]!;
  const where = convolutionGeometry(x!.shape, shape, node.attributes);
  const { matrix, transposed } = patches(c, x!, windowsOf(where, shape));
  const [batch, height, width, out] = dy!.shape as [number, number, number, number];
  const positions = batch * height * width;
  const blocks = transposed || out > NARROW.filter || positions < LONG ? 1 : blocksOf(batch, height * width);
  const rows = c.reshape(dy!, [positions, out]);
  const sums = blocks === 1 ? product(c, matrix, rows, !transposed, false) : inBlocks(c, matrix, rows, blocks);
  return [c.reshape(sums, shape)];
};

/** Into how many blocks of whole images a batch is divided. */
function blocksOf(batch: number, positions: number): number {
  for (let images = 1; images < batch; images++) if (batch % images === 0 && images * positions >= BLOCK) return batch / images;
  return 1;
}

/** `aᵀ·b` of long matrices as the sum over blocks of their rows. */
function inBlocks(c: LoweringContext, a: Value, b: Value, blocks: number): Value {
  const [[rows, deep], wide] = [a.shape as [number, number], b.shape[1]!];
  const block = (x: Value, width: number): Value => c.reshape(x, [blocks, rows / blocks, width]);
  const parts = c.emit('MatMul', [c.transpose(block(b, wide), [0, 2, 1]), block(a, deep)], [blocks, wide, deep], 'float32');
  return c.transpose(c.reduce('ReduceSum', parts, [0], false), [1, 0]);
}

/** Convolutions, plain and depthwise, and their gradients. Layouts are tfjs's: NHWC and HWIO. */
export const convolutions: Lowerings = {
  Conv2D: (c, [x, filter], node) => [
    forward(c, x!, filter!, convolutionGeometry(x!.shape, filter!.shape, node.attributes), node.outputs[0]!.shape),
  ],
  FusedConv2D: (c, [x, filter, bias, prelu], node) => {
    const vector = bias === undefined ? undefined : c.reshape(bias, [filter!.shape[3]!]);
    const where = convolutionGeometry(x!.shape, filter!.shape, node.attributes);
    const y = forward(c, x!, filter!, where, node.outputs[0]!.shape, vector);
    return [
      activate(
        c,
        y,
        (node.attributes['activation'] as string | undefined) ?? 'linear',
        node.attributes['leakyreluAlpha'] as number | undefined,
        prelu,
      ),
    ];
  },
  Conv2DBackpropInput: inputGradient,
  Conv2DBackpropFilter: filterGradient,
  ...depthwise,
};
