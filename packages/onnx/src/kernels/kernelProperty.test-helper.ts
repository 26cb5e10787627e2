import { mkdirSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { sizeFromShape } from '@vaekit-internal/base';
import { compileGraph } from '../compile.js';
import { onnxFaults } from '../emit/onnxFaults.test-helper.js';
import { onnxModel } from '../emit/onnxModel.js';
import type { ConstantData, DType } from '../graph/graph.js';
import { recordTrace } from '../record/recordTrace.js';
import type { LoweringOptions, Lowerings } from './lowering.js';

/** A tensor handed to a kernel. */
export interface Operand {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: ConstantData;
  /** Known when the graph is made, so that it becomes a constant of the graph; else an input. */
  readonly captured: boolean;
}

/** One call of a kernel, as tfjs's operations make it. */
export interface KernelCase {
  /** By name, or a list where the kernel takes one; `null` where an optional input is absent. */
  readonly inputs: Readonly<Record<string, Operand | null>> | readonly Operand[];
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** What a kernel of tfjs gives. */
export interface Result {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: ArrayLike<number>;
}

/** What must hold of a lowered kernel. */
export interface KernelProperty {
  readonly cases: fc.Arbitrary<KernelCase>;
  /** What is right; default: tfjs's CPU kernel. */
  readonly oracle?: (kernel: string, given: KernelCase) => readonly Result[];
  /** The size of the terms that add up to each element; default: the element's own. */
  readonly terms?: (kernel: string, given: KernelCase) => readonly ArrayLike<number>[];
  /** The error allowed, relative to the terms. Default 1e-5. */
  readonly relative?: number;
  /** The error allowed besides. Default: the smallest normal number, below which float32 loses digits. */
  readonly absolute?: number;
}

/** Properties by the name of the kernel. */
export type KernelProperties = Readonly<Record<string, KernelProperty>>;

const SMALLEST_NORMAL = 2 ** -126;

type KernelInputs = Parameters<ReturnType<typeof tf.engine>['runKernel']>[1];
type KernelAttributes = Parameters<ReturnType<typeof tf.engine>['runKernel']>[2];

const operands = ({ inputs }: KernelCase): [string, Operand | null][] => Object.entries(inputs);

const tensorOf = ({ data, shape, dtype }: Operand): tf.Tensor => tf.tensor(data, [...shape], dtype);

function runKernel(kernel: string, given: KernelCase, tensors: Readonly<Record<string, tf.Tensor | null>>): tf.Tensor[] {
  const named = Object.fromEntries(Object.entries(tensors).filter(([, tensor]) => tensor !== null));
  const inputs = (Array.isArray(given.inputs) ? Object.values(named) : named) as unknown as KernelInputs;
  const made = tf.engine().runKernel(kernel, inputs, given.attributes as KernelAttributes) as tf.Tensor | tf.Tensor[];
  return Array.isArray(made) ? made : [made];
}

/** A kernel of tfjs's CPU backend. */
export function cpuKernel(kernel: string, given: KernelCase): Result[] {
  return tf.tidy(() => {
    const tensors = operands(given).map(([name, operand]) => [name, operand === null ? null : tensorOf(operand)] as const);
    return runKernel(kernel, given, Object.fromEntries(tensors)).map((tensor) => ({
      shape: tensor.shape,
      dtype: tensor.dtype,
      data: tensor.dataSync().slice(),
    }));
  });
}

const magnitudes = (data: ConstantData): ConstantData => data.map(Math.abs) as ConstantData;

/** The terms of a kernel that is linear in each of its inputs: what it gives for their magnitudes. */
export const linearTerms = (kernel: string, { inputs, attributes }: KernelCase): ArrayLike<number>[] => {
  const positive = (operand: Operand | null): Operand | null =>
    operand === null ? null : { ...operand, data: magnitudes(operand.data) };
  const given = Array.isArray(inputs)
    ? (inputs as readonly Operand[]).map((operand) => positive(operand)!)
    : Object.fromEntries(Object.entries(inputs).map(([name, operand]) => [name, positive(operand)]));
  return cpuKernel(kernel, { inputs: given, ...(attributes === undefined ? {} : { attributes }) }).map(({ data }) => data);
};

/**
 * The gradient `Rᵀ·dy` of a linear operation R by finite differences, `⟨dy, R·(x + h·eᵢ) − R·(x − h·eᵢ)⟩ / 2h`, which for a linear R is exact
 * and the same at every x and for every h; here x = 0 and h = 1, and R·0 = 0. The batch is the first axis: R takes all eᵢ at once.
 */
export function adjointByDifferences(
  shape: readonly number[],
  dy: Operand,
  forward: (x: Operand) => Result,
): { readonly gradient: Float32Array; readonly terms: Float32Array } {
  const [batch, ...event] = shape as [number, ...number[]];
  const size = sizeFromShape(event);
  const directions = new Float32Array(size * size);
  for (let i = 0; i < size; i++) directions[i * size + i] = 1;
  const moved = forward({ shape: [size, ...event], dtype: 'float32', data: directions, captured: false }).data;
  const out = size === 0 ? 0 : moved.length / size;
  const gradient = new Float32Array(batch * size);
  const terms = new Float32Array(batch * size);
  for (let row = 0; row < batch; row++) {
    for (let i = 0; i < size; i++) {
      let sum = 0;
      let magnitude = 0;
      for (let j = 0; j < out; j++) {
        const term = dy.data[row * out + j]! * moved[i * out + j]!;
        sum += term;
        magnitude += Math.abs(term);
      }
      gradient[row * size + i] = sum;
      terms[row * size + i] = magnitude;
    }
  }
  return { gradient, terms };
}

let kept = 0;

/** With `VAEKIT_MODELS` the models are kept in that folder, for `oracles/checker.py`. */
function keep(kernel: string, bytes: Uint8Array): void {
  const folder = process.env['VAEKIT_MODELS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${kernel} ${kept++}.onnx`, bytes);
}

/** Many cases through one session of ONNX Runtime, exactly as a compiled function goes. */
async function lowered(kernel: string, cases: readonly KernelCase[], options: LoweringOptions): Promise<Result[][]> {
  const fed = cases.flatMap((given, i) =>
    operands(given).flatMap(([name, operand]) =>
      operand === null || operand.captured ? [] : [{ name: `${i}.${name}`, operand }],
    ),
  );
  const outside = cases.map((given) =>
    operands(given).map(([name, operand]) => [name, operand?.captured === true ? tensorOf(operand) : null] as const),
  );
  const counts: number[] = [];
  try {
    const graph = compileGraph(
      recordTrace({
        inputs: fed.map(({ name, operand: { shape, dtype } }) => ({ kind: 'batch', name, shape, dtype })),
        variables: [],
        run: (placeholders) =>
          Object.fromEntries(
            cases.flatMap((given, i) => {
              const tensors = Object.fromEntries(
                outside[i]!.map(([name, tensor]) => [name, tensor ?? placeholders[`batch/${i}.${name}`] ?? null]),
              );
              const made = runKernel(kernel, given, tensors);
              counts[i] = made.length;
              return made.map((tensor, j) => [`${i}.${j}`, tensor] as const);
            }),
          ),
      }),
      options,
    );
    const bytes = onnxModel(graph, 'kernels');
    expect(onnxFaults(bytes)).toEqual([]);
    keep(kernel, bytes);
    const session = await InferenceSession.create(bytes, {
      intraOpNumThreads: 1,
      graphOptimizationLevel: 'basic',
      // Failures are thrown; the runtime need not write them too.
      logSeverityLevel: 4,
    });
    try {
      const results = await session.run(
        Object.fromEntries(
          fed.map(({ name, operand: { dtype, data, shape } }) => [
            `batch/${name}`,
            new Tensor(dtype, data as Float32Array, shape as number[]),
          ]),
        ),
      );
      const types = new Map(graph.outputs.map(({ name, value }) => [name, value.dtype]));
      return counts.map((count, i) =>
        Array.from({ length: count }, (_, j) => {
          const { dims, data } = results[`${i}.${j}`]!;
          return { shape: dims, dtype: types.get(`${i}.${j}`)!, data: data as unknown as ArrayLike<number> };
        }),
      );
    } finally {
      await session.release();
    }
  } finally {
    tf.dispose(outside.flatMap((each) => each.flatMap(([, tensor]) => (tensor === null ? [] : [tensor]))));
  }
}

/** The first element that is too far off, in words; `undefined` where there is none. */
function difference(
  have: Result,
  want: Result,
  terms: ArrayLike<number>,
  relative: number,
  absolute: number,
): string | undefined {
  for (let i = 0; i < want.data.length; i++) {
    const [a, b] = [Number(have.data[i]), Number(want.data[i])];
    if (Object.is(a, b) || a === b) continue;
    const allowed = relative * Math.abs(terms[i]!) + absolute;
    if (!(Math.abs(a - b) <= allowed)) return `element ${i} of [${want.shape.join(',')}] is ${a}, expected ${b} ± ${allowed}`;
  }
  return undefined;
}

const shown = (given: KernelCase): string =>
  JSON.stringify(given, (_, value: unknown) =>
    ArrayBuffer.isView(value)
      ? Array.from(value as Float32Array, (x) =>
          Number.isFinite(x) && !Object.is(x, -0) ? x : Object.is(x, -0) ? '-0' : String(x),
        )
      : value,
  );

async function check(
  kernel: string,
  property: KernelProperty,
  cases: readonly KernelCase[],
  options: LoweringOptions,
): Promise<void> {
  const { oracle = cpuKernel, terms, relative = 1e-5, absolute = SMALLEST_NORMAL } = property;
  const got = await lowered(kernel, cases, options);
  cases.forEach((given, i) => {
    const expected = oracle(kernel, given);
    const sizes = terms?.(kernel, given) ?? expected.map(({ data }) => data);
    expect(got[i]!.length).toBe(expected.length);
    expected.forEach((want, j) => {
      const have = got[i]![j]!;
      const what = `${kernel} of ${shown(given)}`;
      expect({ shape: have.shape, dtype: have.dtype }, what).toEqual({ shape: want.shape, dtype: want.dtype });
      const wrong = difference(have, want, sizes[j]!, relative, absolute);
      if (wrong !== undefined) expect.fail(`${wrong}: ${what}`);
    });
  });
}

/** How many sessions a kernel gets, and how many cases a session holds at most; together about a hundred cases. */
const SESSIONS = Number(process.env['VAEKIT_KERNEL_SESSIONS'] ?? 15);
const CASES = 12;

/** Resolves when a property holds of random cases, rejects with the smallest that it found where it does not. */
const holds = (kernel: string, property: KernelProperty, options: LoweringOptions): Promise<void> =>
  fc.assert(
    fc.asyncProperty(fc.array(property.cases, { minLength: 1, maxLength: CASES, size: 'max' }), (cases) =>
      check(kernel, property, cases, options),
    ),
    { numRuns: SESSIONS },
  );

/** Tests every lowering of an area by its property; a lowering without a property, or the other way round, is a failure. */
export function describeKernels(area: Lowerings, properties: KernelProperties, options: LoweringOptions = {}): void {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  describe(`a kernel lowered${options.convolutions === undefined ? '' : ` to ${options.convolutions}`} gives what the kernel of tfjs gives`, () => {
    it('has a property for each lowering', () => {
      expect(Object.keys(properties).sort()).toEqual(Object.keys(area).sort());
    });

    for (const [kernel, property] of Object.entries(properties)) {
      it(`of ${kernel}`, async () => {
        await expect(holds(kernel, property, options)).resolves.toBeUndefined();
      });
    }
  });
}
