import { sizeFromShape } from '@vaekit-internal/base';
import type { Trainable } from '../contract.js';
import { biasesBeforeNorms } from './biasBeforeNorm.js';
import { writeWeights } from '../training/modelWeights.js';
import type { NamedArray } from './safetensors.js';

/** Options of {@link importWeights}. */
export interface ImportWeightsOptions {
  /**
   * Which library laid the arrays out. `'keras'`: as tfjs does. `'pytorch'`: a Linear's weight is `[out, in]`, a convolution's
   * `[out, in, height, width]`, a transposed one's `[in, out, height, width]`.
   */
  readonly from: 'keras' | 'pytorch';
  /**
   * Their name for each of ours: a layer (`{ 'encoder/hidden0': 'encoder.fc1' }`) or a single weight (`{ 'prior/means': 'means' }`).
   * What is not listed has the same name there, with `/` as `.` for PyTorch, and `kernel` as `weight`, and so on.
   */
  readonly names?: Readonly<Record<string, string>>;
  /**
   * PyTorch only: dense layers after a flattened feature map, with its `[channels, height, width]`. PyTorch flattens channels first, tfjs
   * last: the rows of the kernel are put in order.
   */
  readonly flattenedInput?: Readonly<Record<string, readonly [channels: number, height: number, width: number]>>;
  /** PyTorch only: dense layers whose output is viewed as a feature map, with its `[channels, height, width]`. */
  readonly reshapedOutput?: Readonly<Record<string, readonly [channels: number, height: number, width: number]>>;
  /** Names of theirs that are not to be read, or `true` for all that no weight of the model asks for. */
  readonly ignore?: readonly string[] | true;
}

/** PyTorch's names of the weights of a layer. */
const TORCH_NAMES: Readonly<Record<string, string>> = {
  beta: 'bias',
  depthwise_kernel: 'weight',
  embeddings: 'weight',
  gamma: 'weight',
  kernel: 'weight',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

function splitName(name: string): readonly [layer: string, leaf: string] {
  const cut = name.lastIndexOf('/');
  return [name.slice(0, Math.max(cut, 0)), name.slice(cut + 1)];
}

function theirName(name: string, { from, names = {} }: ImportWeightsOptions): string {
  if (Object.hasOwn(names, name)) return names[name]!;
  const [layer, leaf] = splitName(name);
  const separator = from === 'pytorch' ? '.' : '/';
  const path = Object.hasOwn(names, layer) ? names[layer]! : layer.replaceAll('/', separator);
  const last = from === 'pytorch' ? (TORCH_NAMES[leaf] ?? leaf) : leaf;
  return path === '' ? last : `${path}${separator}${last}`;
}

/** A transposed copy: axis `i` of the result is axis `order[i]` of what is given. */
function permuted({ data, shape }: NamedArray, order: readonly number[]): NamedArray {
  const strides = shape.map((_, axis) => sizeFromShape(shape.slice(axis + 1)));
  const to = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  const result = new Float32Array(data.length);
  const at = to.map(() => 0);
  let from = 0;
  for (let i = 0; i < result.length; i++) {
    result[i] = data[from]!;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      at[axis]! += 1;
      if (at[axis]! < to[axis]!) break;
      from -= steps[axis]! * to[axis]!;
      at[axis] = 0;
    }
  }
  return { data: result, shape: to };
}

type Map3 = readonly [number, number, number];

function requireMap(option: string, layer: string, map: Map3, extent: number): void {
  if (sizeFromShape(map) !== extent)
    throw new Error(
      `importWeights: \`${option}\` of \`${layer}\` is [${map.join(',')}], ${sizeFromShape(map)} numbers, but the layer has ${extent} there`,
    );
}

/** A PyTorch array in the layout of tfjs, for our weight of this name. */
function fromTorch(name: string, array: NamedArray, options: ImportWeightsOptions): NamedArray {
  const [layer, leaf] = splitName(name);
  const { flattenedInput = {}, reshapedOutput = {} } = options;
  const columns = Object.hasOwn(reshapedOutput, layer) ? reshapedOutput[layer]! : undefined;
  const rows = Object.hasOwn(flattenedInput, layer) ? flattenedInput[layer]! : undefined;
  const rank = array.shape.length;
  if (leaf === 'bias' && rank === 1 && columns !== undefined) {
    requireMap('reshapedOutput', layer, columns, array.shape[0]!);
    return { ...permuted({ data: array.data, shape: columns }, [1, 2, 0]), shape: array.shape };
  }
  if (leaf === 'depthwise_kernel' && rank === 4) {
    // [channels · multiplier, 1, height, width] for ours [height, width, channels, multiplier]: side by side in one axis there.
    return permuted(array, [2, 3, 0, 1]);
  }
  if (leaf !== 'kernel') return array;
  if (rank === 2) {
    const [outputs, inputs] = array.shape as [number, number];
    let kernel = permuted(array, [1, 0]);
    if (rows !== undefined) {
      requireMap('flattenedInput', layer, rows, inputs);
      kernel = permuted({ data: kernel.data, shape: [...rows, outputs] }, [1, 2, 0, 3]);
    }
    if (columns !== undefined) {
      requireMap('reshapedOutput', layer, columns, outputs);
      kernel = permuted({ data: kernel.data, shape: [inputs, ...columns] }, [0, 2, 3, 1]);
    }
    return { data: kernel.data, shape: [inputs, outputs] };
  }
  // A convolution's [out, in, …] becomes […, in, out]; a transposed one's [in, out, …] becomes […, out, in]: the same exchange.
  if (rank > 2) return permuted(array, [...array.shape.map((_, axis) => axis).slice(2), 1, 0]);
  return array;
}

const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** Counters that PyTorch keeps next to the moving averages; nothing here needs them. */
const isCounter = (name: string): boolean => name.endsWith('num_batches_tracked');

/**
 * Puts the weights of a model that Keras or PyTorch trained into ours: arrays as {@link readSafetensors} gives them, by a map of names.
 * Networks must compute the same: PyTorch's `padding=1` at stride 2 is a ZeroPadding2D layer before a `'valid'` convolution, since `'same'`
 * pads such an image on one side only, and BatchNorm's `eps` is 1e-5 there and 1e-3 here. The bias of a layer right before batch normalization, which
 * `batchNorm: true` leaves out here, is folded into the moving mean.
 *
 * ```ts
 * const { tensors } = readSafetensors(await readFile('vae.safetensors'));
 * importWeights(model, tensors, { from: 'pytorch', names: { 'encoder/hidden0': 'encoder.fc1', 'encoder/mean': 'fc_mu' } });
 * ```
 *
 * @returns the names of theirs that were not used
 * @throws Error that lists what is missing, left over or of another shape, before anything is written
 */
export function importWeights(
  model: Trainable,
  tensors: Readonly<Record<string, NamedArray>>,
  options: ImportWeightsOptions,
): readonly string[] {
  const { from, names = {}, flattenedInput = {}, reshapedOutput = {}, ignore = [] } = options;
  if (from !== 'keras' && from !== 'pytorch')
    throw new Error(`importWeights: \`from\` is ${JSON.stringify(from)}; expected 'keras' or 'pytorch'`);
  const own = { ...model.variables, ...model.state };
  const layers = new Set(Object.keys(own).map((name) => splitName(name)[0]));
  const strange = [
    ...Object.keys(names).filter((name) => !Object.hasOwn(own, name) && !layers.has(name)),
    ...[...Object.keys(flattenedInput), ...Object.keys(reshapedOutput)].filter((name) => !layers.has(name)),
  ];
  if (strange.length > 0)
    throw new Error(
      `importWeights: the model has no layer or weight ${list(strange)}; it has the layers ${list([...layers].sort())}`,
    );

  const wanted = new Map(Object.keys(own).map((name) => [name, theirName(name, options)]));
  const skipped = ignore === true ? [] : ignore;
  const folded = [...biasesBeforeNorms(model)]
    .map(([bias, mean]) => ({ bias, mean, theirs: theirName(bias, options) }))
    .filter(({ theirs }) => Object.hasOwn(tensors, theirs) && !skipped.includes(theirs));
  const used = new Set([...wanted.values(), ...folded.map(({ theirs }) => theirs)]);
  const missing = [...wanted].filter(([, theirs]) => !Object.hasOwn(tensors, theirs));
  const others = Object.keys(tensors).filter((name) => !used.has(name));
  const strangers = ignore === true ? [] : others.filter((name) => !skipped.includes(name) && !isCounter(name));
  if (missing.length > 0 || strangers.length > 0) {
    const parts = [
      ...(missing.length > 0
        ? [`the file has no ${missing.map(([ours, theirs]) => `\`${theirs}\` (for \`${ours}\`)`).join(', ')}`]
        : []),
      ...(strangers.length > 0 ? [`the model has no place for ${list(strangers)}`] : []),
    ];
    throw new Error(`importWeights: ${parts.join('; ')}; say in \`names\` which is which, or \`ignore\` what is not wanted`);
  }

  const weights: Record<string, Float32Array> = {};
  const misfits: string[] = [];
  for (const [ours, theirs] of wanted) {
    const given = tensors[theirs]!;
    const array = from === 'pytorch' ? fromTorch(ours, given, options) : given;
    const { shape } = own[ours]!;
    const depthwise = from === 'pytorch' && splitName(ours)[1] === 'depthwise_kernel';
    const fits = depthwise ? sizeFromShape(shape) === array.data.length : shape.join() === array.shape.join();
    if (!fits) misfits.push(`\`${theirs}\` has shape [${given.shape.join(',')}] but \`${ours}\` is [${shape.join(',')}]`);
    weights[ours] = array.data instanceof Float32Array ? array.data : Float32Array.from(array.data);
  }
  for (const { bias, mean, theirs } of folded) {
    const { data, shape } = from === 'pytorch' ? fromTorch(bias, tensors[theirs]!, options) : tensors[theirs]!;
    if (shape.join() !== own[mean]!.shape.join())
      misfits.push(
        `\`${theirs}\` has shape [${shape.join(',')}] but \`${mean}\`, which it is folded into, is [${own[mean]!.shape.join(',')}]`,
      );
    else weights[mean] = weights[mean]!.map((value, i) => value - data[i]!);
  }
  if (misfits.length > 0) throw new Error(`importWeights: ${misfits.join('; ')}`);
  // A number that is not finite would be noticed steps later, as somebody else's fault.
  const broken = [...wanted].filter(([ours]) => weights[ours]!.some((value) => !Number.isFinite(value)));
  if (broken.length > 0)
    throw new Error(`importWeights: ${list(broken.map(([, theirs]) => theirs))} has values that are not finite`);
  writeWeights(model, weights);
  return others;
}
