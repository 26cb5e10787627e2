import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { registerTrainingKernels } from './registerTrainingKernels.js';

const NAMES = [
  'AvgPool3DGrad',
  'AvgPoolGrad',
  'BatchMatMul',
  'Cast',
  'Conv2D',
  'Conv2DBackpropInput',
  'Conv3DBackpropFilterV2',
  'Conv3DBackpropInputV2',
  'FusedConv2D',
  'Identity',
  'MaxPool3D',
  'MaxPool3DGrad',
  'MaxPoolGrad',
  'Mean',
  'ResizeBilinearGrad',
  'ResizeNearestNeighborGrad',
  'Sum',
  'Tile',
  '_FusedMatMul',
];
/** Those that tfjs has for other backends only. */
const ADDED = [
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'UnsortedSegmentSum',
];
const kernels = (backend: string): (tf.KernelConfig | undefined)[] => NAMES.map((name) => tf.getKernel(name, backend));
const stock = kernels('wasm');

describe('registerTrainingKernels', () => {
  afterEach(() => registerTrainingKernels()());

  it('replaces the kernels before the backend has started and puts them back', () => {
    const unregister = registerTrainingKernels();
    kernels('wasm').forEach((kernel, i) => expect(kernel).not.toBe(stock[i]));
    unregister();
    expect(kernels('wasm')).toEqual(stock);
    kernels('wasm').forEach((kernel, i) => expect(kernel).toBe(stock[i]));
  });

  it('does nothing the second time, and any of the returned functions undoes it, once', () => {
    const first = registerTrainingKernels();
    const ours = kernels('wasm');
    const second = registerTrainingKernels();
    kernels('wasm').forEach((kernel, i) => expect(kernel).toBe(ours[i]));
    second();
    first();
    kernels('wasm').forEach((kernel, i) => expect(kernel).toBe(stock[i]));
    registerTrainingKernels();
    kernels('wasm').forEach((kernel, i) => expect(kernel).not.toBe(stock[i]));
  });

  it('adds what the backend lacks, and takes it away again', () => {
    const added = (): boolean[] => ADDED.map((name) => tf.getKernel(name, 'wasm') !== undefined);
    expect(added()).toEqual(ADDED.map(() => false));
    const unregister = registerTrainingKernels();
    registerTrainingKernels();
    expect(added()).toEqual(ADDED.map(() => true));
    unregister();
    expect(added()).toEqual(ADDED.map(() => false));
  });

  it('keeps a kernel that someone else has added', () => {
    const theirs: tf.KernelConfig = { kernelName: 'UnsortedSegmentSum', backendName: 'wasm', kernelFunc: () => [] };
    tf.registerKernel(theirs);
    const unregister = registerTrainingKernels();
    expect(tf.getKernel('UnsortedSegmentSum', 'wasm')).toBe(theirs);
    unregister();
    expect(tf.getKernel('UnsortedSegmentSum', 'wasm')).toBe(theirs);
    tf.unregisterKernel('UnsortedSegmentSum', 'wasm');
  });

  it('leaves a kernel alone that someone registered over it', () => {
    const unregister = registerTrainingKernels();
    const [ours, original] = [tf.getKernel('BatchMatMul', 'wasm'), stock[NAMES.indexOf('BatchMatMul')]];
    if (ours === undefined || original === undefined) {
      throw new Error('the kernel is missing');
    }
    const theirs = { ...ours };
    tf.unregisterKernel('BatchMatMul', 'wasm');
    tf.registerKernel(theirs);
    unregister();
    expect(tf.getKernel('BatchMatMul', 'wasm')).toBe(theirs);
    tf.unregisterKernel('BatchMatMul', 'wasm');
    tf.registerKernel(original);
  });

  it('touches no other backend and no other kernel', () => {
    const others = (): (tf.KernelConfig | undefined)[] => [
      ...kernels('cpu'),
      ...kernels('webgl'),
      ...(tf.getKernelsForBackend('wasm') ?? []).filter(({ kernelName }) => ![...NAMES, ...ADDED].includes(kernelName)),
    ];
    const before = others();
    registerTrainingKernels();
    const after = others();
    expect(after).toHaveLength(before.length);
    after.forEach((kernel, i) => expect(kernel).toBe(before[i]));
  });

  it('says what to look for when the kernels are missing', () => {
    const original = stock[NAMES.indexOf('BatchMatMul')];
    if (original === undefined) {
      throw new Error('the kernel is missing');
    }
    tf.unregisterKernel('BatchMatMul', 'wasm');
    try {
      expect(() => registerTrainingKernels()).toThrow(/registerTrainingKernels: .*'BatchMatMul'.*npm ls/);
    } finally {
      tf.registerKernel(original);
    }
  });
});
