import type * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { fillRows } from './fillRows.js';
import { type Gemm, gemmOf, type Product } from './gemm.js';
import { plainGemm } from './plainGemm.js';
import { tapFunctionsOf } from './tapFunctions.js';
import { isPointwise, tapTable, type Windows } from './tapTable.js';
import { addressOf, type BackendWasm, release } from './wasmBackend.js';

const FLOAT = 4;
/** Gathered pixels stay in the second-level cache: so many floats of them (512 kB) are multiplied at a time. */
const CHUNK = 1 << 17;
const [LEAST_ROWS, MOST_ROWS] = [64, 4096];

/** A convolution over channels-last images of any number of spatial axes. */
export interface Convolution {
  readonly batch: number;
  readonly windows: Windows;
  readonly inChannels: number;
  readonly outChannels: number;
}

/** The three tensors that a convolution and its gradients relate; one of them is what is computed. */
export interface ConvolutionTensors {
  /** `[batch, ...image, inChannels]`. */
  readonly image: tf.TensorInfo;
  /** `[batch, ...positions, outChannels]`. */
  readonly map: tf.TensorInfo;
  /** `[...taps, inChannels, outChannels]`. */
  readonly filter: tf.TensorInfo;
}

/** Lends heap memory for a table of taps and `floats` numbers to `use`, and takes it back. */
export function withTable(
  backend: BackendWasm,
  table: Int32Array,
  floats: number,
  use: (table: number, scratch: number) => void,
): void {
  const taken = [backend.makeOutput([Math.max(1, table.length)], 'int32'), backend.makeOutput([Math.max(1, floats)], 'float32')];
  try {
    const [entries, scratch] = taken as [tf.TensorInfo, tf.TensorInfo];
    backend.typedArrayFromHeap(entries).set(table);
    use(addressOf(backend, entries), addressOf(backend, scratch));
  } finally {
    taken.forEach((info) => release(backend, info));
  }
}

const gemmOn = (backend: BackendWasm): Gemm => gemmOf(backend) ?? plainGemm(backend);

/** Some rows of the matrix of patches, `[batch · positions, taps · inChannels]`, of which only a part exists at a time. */
interface Patches {
  readonly start: number;
  readonly count: number;
  /** Where they are. */
  readonly address: number;
  /** Fills them from the image. */
  gather(): void;
  /** Adds them to the image. */
  scatter(): void;
}

/** Hands the matrix of patches to `use` part by part. */
function forPatches(
  backend: BackendWasm,
  { batch, windows, inChannels }: Convolution,
  image: tf.TensorInfo,
  use: (patches: Iterable<Patches>, largest: number) => void,
): void {
  const [pixels, positions, taps] = [sizeFromShape(windows.image), sizeFromShape(windows.positions), sizeFromShape(windows.taps)];
  const [rows, width, run] = [batch * positions, taps * inChannels, inChannels * FLOAT];
  const imageStart = addressOf(backend, image);
  if (isPointwise(windows)) {
    const nothing = (): void => {};
    use([{ start: 0, count: rows, address: imageStart, gather: nothing, scatter: nothing }], rows);
    return;
  }
  const { gather, scatter } = tapFunctionsOf(backend);
  const most = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(CHUNK / width / LEAST_ROWS) * LEAST_ROWS));
  const largest = Math.min(rows, most);
  withTable(backend, tapTable(windows, run), largest * width, (table, address) => {
    /** Calls a function for each image that some rows belong to. */
    const perImage = (
      start: number,
      count: number,
      call: (image: number, patches: number, table: number, entries: number) => void,
    ): void => {
      for (let row = start; row < start + count;) {
        const position = row % positions;
        const rowsHere = Math.min(start + count - row, positions - position);
        call(
          imageStart + ((row - position) / positions) * pixels * run,
          address + (row - start) * width * FLOAT,
          table + position * taps * FLOAT,
          rowsHere * taps,
        );
        row += rowsHere;
      }
    };
    function* parts(): Generator<Patches> {
      for (let start = 0; start < rows; start += largest) {
        const count = Math.min(largest, rows - start);
        yield {
          start,
          count,
          address,
          gather: () => perImage(start, count, (from, to, entry, entries) => gather(from, to, entry, entries, run)),
          scatter: () => perImage(start, count, (to, from, entry, entries) => scatter(from, to, entry, entries, run)),
        };
      }
    }
    use(parts(), largest);
  });
}

const isEmpty = ({ batch, windows, inChannels, outChannels }: Convolution): boolean =>
  batch *
    sizeFromShape(windows.image) *
    sizeFromShape(windows.positions) *
    sizeFromShape(windows.taps) *
    inChannels *
    outChannels ===
  0;

/** `map ← patches(image) · filter + bias`: a convolution. */
export function convolve(
  backend: BackendWasm,
  conv: Convolution,
  { image, map, filter }: ConvolutionTensors,
  bias?: tf.TensorInfo,
): void {
  if (isEmpty(conv)) {
    fillRows(backend, map, bias);
    return;
  }
  const { outChannels, inChannels, windows } = conv;
  const width = sizeFromShape(windows.taps) * inChannels;
  const [maps, filters] = [addressOf(backend, map), addressOf(backend, filter)];
  forPatches(backend, conv, image, (patches, largest) => {
    function* products(): Generator<Product> {
      for (const { start, count, address, gather } of patches) {
        gather();
        if (bias !== undefined) {
          fillRows(backend, map, bias, { start, count });
        }
        yield {
          a: address,
          b: filters,
          c: maps + start * outChannels * FLOAT,
          rows: count,
          depth: width,
          columns: outChannels,
          transposeA: false,
          transposeB: false,
          accumulate: bias !== undefined,
        };
      }
    }
    gemmOn(backend)(products(), { rows: largest, depth: width });
  });
}

/** `filter ← patches(image)ᵀ · map`: the gradient of a convolution in its filter. */
export function filterGradient(backend: BackendWasm, conv: Convolution, { image, map, filter }: ConvolutionTensors): void {
  if (isEmpty(conv)) {
    backend.typedArrayFromHeap(filter).fill(0);
    return;
  }
  const { outChannels, inChannels, windows } = conv;
  const width = sizeFromShape(windows.taps) * inChannels;
  const [maps, target] = [addressOf(backend, map), addressOf(backend, filter)];
  forPatches(backend, conv, image, (patches, largest) => {
    function* products(): Generator<Product> {
      for (const { start, count, address, gather } of patches) {
        gather();
        yield {
          a: address,
          b: maps + start * outChannels * FLOAT,
          c: target,
          rows: width,
          depth: count,
          columns: outChannels,
          transposeA: true,
          transposeB: false,
          accumulate: start > 0,
        };
      }
    }
    gemmOn(backend)(products(), { rows: width, depth: largest });
  });
}

/** `image ← Σ over taps of map · filterᵀ`: the gradient of a convolution in its input, and a transposed convolution. */
export function inputGradient(backend: BackendWasm, conv: Convolution, { image, map, filter }: ConvolutionTensors): void {
  const { outChannels, inChannels, windows } = conv;
  if (isEmpty(conv) || !isPointwise(windows)) {
    backend.typedArrayFromHeap(image).fill(0);
  }
  if (isEmpty(conv)) {
    return;
  }
  const width = sizeFromShape(windows.taps) * inChannels;
  const [maps, filters] = [addressOf(backend, map), addressOf(backend, filter)];
  forPatches(backend, conv, image, (patches, largest) => {
    function* products(): Generator<Product> {
      for (const { start, count, address, scatter } of patches) {
        yield {
          a: maps + start * outChannels * FLOAT,
          b: filters,
          c: address,
          rows: count,
          depth: outChannels,
          columns: width,
          transposeA: false,
          transposeB: true,
          accumulate: false,
        };
        // The product is there when the next one is asked for.
        scatter();
      }
    }
    gemmOn(backend)(products(), { rows: largest, depth: outChannels });
  });
}
