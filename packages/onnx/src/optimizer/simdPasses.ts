import {
  assemble,
  type Code,
  f64x2,
  func,
  type FunctionSource,
  i32x4,
  int,
  type Local,
  type Locals,
  v128,
} from '@vaekit-internal/base';
import type { OptimizerConfig } from '@vaekit/core';
import { BLOCK_BYTES } from './flatMemory.js';
import { type Passes, type RegionBases, scalarOffset, SCRATCH } from './passes.js';
import { type ScalarName, guardsSubnormals } from './stepScalars.js';
const { add, div, mul, pmax, pmin, sqrt, sub } = v128;
const LANES = [0, 16, 32, 48];
/** The upper two lanes in the place of the lower two. */
const UPPER_HALF = [2, 3, 2, 3] as const;
const ZERO = int(0);
const WITHOUT_SIGN = i32x4.splat(int(0x7fffffff));

/** The scalars of a function, each loaded once into four lanes before the loop. */
function scalars(vector: () => Local): { readonly lanes: (name: ScalarName) => Code; readonly loads: () => Code } {
  const locals = new Map<ScalarName, Local>();
  return {
    lanes(name) {
      const local = locals.get(name) ?? vector();
      locals.set(name, local);
      return local.get;
    },
    loads: () => [...locals].flatMap(([name, local]) => local.set(v128.loadSplat(ZERO, scalarOffset(name)))),
  };
}

type Region = Locals<'end' | 'position'>;
const REGION = ['position', 'end'] as const;

/** `position` up to `end` in blocks of four vectors. */
const blocks = ({ get, increase, whileBelow }: Region, body: readonly Code[]): Code =>
  whileBelow('position', get('end'), [...body, increase('position', int(BLOCK_BYTES))]);

function scan(config: OptimizerConfig, bases: RegionBases): FunctionSource {
  return func('scan', REGION, {}, (region) => {
    const { get, vector } = region;
    const position = get('position');
    const { lanes, loads } = scalars(vector);
    const magnitudes = vector();
    const withoutSign = vector();
    const g = vector();
    const squares = config.clipNorm === undefined ? [] : Array.from({ length: 8 }, vector);
    const square = (sum: Local, halves: Code): Code => [
      ...g.set(f64x2.promote(halves)),
      ...sum.set(f64x2.add(sum.get, f64x2.mul(g.get, g.get))),
    ];
    const pair = vector();
    const body = LANES.flatMap((lane, k): Code[] => [
      g.set(v128.load(position, bases.gradients + lane)),
      magnitudes.set(i32x4.max(magnitudes.get, v128.and(g.get, withoutSign.get))),
      ...(squares.length === 0
        ? []
        : [
            pair.set(config.clipValue === undefined ? g.get : clipValue(g.get, lanes)),
            square(squares[2 * k]!, pair.get),
            square(squares[2 * k + 1]!, v128.shuffle(pair.get, pair.get, UPPER_HALF)),
          ]),
    ]);
    const sums = squares.map((local, k) => [local, SCRATCH.squares + 16 * k] as const);
    const results = [...sums, [magnitudes, SCRATCH.magnitudes] as const];
    return [
      loads(),
      withoutSign.set(WITHOUT_SIGN),
      ...results.map(([local, offset]) => local.set(v128.load(ZERO, offset))),
      blocks(region, body),
      ...results.map(([local, offset]) => v128.store(ZERO, local.get, offset)),
    ];
  });
}

const clipValue = (g: Code, lanes: (name: ScalarName) => Code): Code =>
  pmin(pmax(g, v128.neg(lanes('clipValue'))), lanes('clipValue'));

interface MoveParts {
  readonly g: Local;
  readonly w: Local;
  readonly change: Local;
  /** Ones but for the sign: a magnitude in one instruction, which `f32x4.abs` is not everywhere. */
  readonly withoutSign: Local;
  readonly lanes: (name: ScalarName) => Code;
  readonly slots: readonly { readonly old: Code; readonly next: Local }[];
}

/** The step's change of the weights, as statements that also move the slots and leave the change in `change`. */
function move(config: OptimizerConfig, { g, w, change, withoutSign, lanes, slots }: MoveParts): Code[] {
  const next = (k: number): Code => slots[k]!.next.get;
  const guarded = guardsSubnormals(config);
  const momentum = (k: number, decay: ScalarName, value: Code): Code[] => {
    const sum = add(mul(slots[k]!.old, lanes(decay)), value);
    return [slots[k]!.next.set(guarded ? sub(add(sum, lanes('grain')), lanes('grain')) : sum)];
  };
  /** The slot's `decay · old + g²`; `change` holds the root of what is added meanwhile. */
  const sumOfSquares = (k: number): Code[] => [
    change.set(guarded ? pmax(v128.and(g.get, withoutSign.get), lanes('leastRoot')) : g.get),
    slots[k]!.next.set(add(mul(slots[k]!.old, lanes('decay2')), mul(change.get, change.get))),
  ];
  switch (config.kind) {
    case 'adam':
    case 'adamw': {
      const step = mul(div(next(0), add(sqrt(next(1)), lanes('floor'))), lanes('rate'));
      const decays = config.kind === 'adamw' && config.weightDecay !== 0;
      return [
        ...momentum(0, 'decay1', g.get),
        ...sumOfSquares(1),
        change.set(decays ? add(mul(w.get, lanes('weightDecay')), step) : step),
      ];
    }
    case 'adamax':
      return [
        ...momentum(0, 'decay1', g.get),
        slots[1]!.next.set(pmax(mul(slots[1]!.old, lanes('decay2')), add(v128.and(g.get, withoutSign.get), lanes('floor')))),
        change.set(mul(div(next(0), next(1)), lanes('rate'))),
      ];
    case 'rmsprop': {
      const scaled = div(g.get, add(sqrt(next(0)), lanes('floor')));
      return [
        ...sumOfSquares(0),
        ...(config.momentum > 0
          ? [...momentum(1, 'inertia', scaled), change.set(mul(next(1), lanes('rate')))]
          : [change.set(mul(scaled, lanes('rate')))]),
      ];
    }
    case 'sgd': {
      if (config.momentum === 0) return [change.set(mul(g.get, lanes('rate')))];
      const direction = config.nesterov ? add(g.get, mul(next(0), lanes('inertia'))) : next(0);
      return [...momentum(0, 'inertia', g.get), change.set(mul(direction, lanes('rate')))];
    }
  }
}

/** `average + gain · (weights − average)`, whose fixed point is the weights whatever the rounding of the gain. */
function averaged(position: Code, offset: number, w: Code, average: Local, lanes: (name: ScalarName) => Code): Code[] {
  return [
    average.set(v128.load(position, offset)),
    v128.store(position, add(average.get, mul(sub(w, average.get), lanes('averageGain'))), offset),
  ];
}

function update(config: OptimizerConfig, bases: RegionBases): FunctionSource {
  return func('update', REGION, {}, (region) => {
    const { get, vector } = region;
    const position = get('position');
    const { lanes, loads } = scalars(vector);
    const [g, w, change, average, withoutSign] = [vector(), vector(), vector(), vector(), vector()];
    const nexts = bases.slots.map(vector);
    const body = LANES.flatMap((lane): Code[] => {
      const slots = bases.slots.map((base, k) => ({ old: v128.load(position, base + lane), next: nexts[k]! }));
      let gradient = v128.load(position, bases.gradients + lane);
      if (config.clipValue !== undefined) gradient = clipValue(gradient, lanes);
      if (config.clipNorm !== undefined) gradient = mul(gradient, lanes('clipFactor'));
      return [
        g.set(gradient),
        w.set(v128.load(position, bases.weights + lane)),
        ...move(config, { g, w, change, withoutSign, lanes, slots }),
        ...bases.slots.map((base, k) => v128.store(position, nexts[k]!.get, base + lane)),
        w.set(sub(w.get, change.get)),
        v128.store(position, w.get, bases.weights + lane),
        ...(bases.average === undefined ? [] : averaged(position, bases.average + lane, w.get, average, lanes)),
      ];
    });
    return [loads(), withoutSign.set(WITHOUT_SIGN), blocks(region, body)];
  });
}

function averageOnly({ weights, average: base }: RegionBases): FunctionSource[] {
  if (base === undefined) return [];
  const source = func('average', REGION, {}, (region) => {
    const { get, vector } = region;
    const position = get('position');
    const { lanes, loads } = scalars(vector);
    const average = vector();
    const body = LANES.flatMap((lane) => averaged(position, base + lane, v128.load(position, weights + lane), average, lanes));
    return [loads(), blocks(region, body)];
  });
  return [source];
}

/** The WebAssembly module of an optimizer's passes: its rule, clipping and regions are written into the code. */
export function simdModule(config: OptimizerConfig, bases: RegionBases): Uint8Array<ArrayBuffer> {
  return assemble([scan(config, bases), update(config, bases), ...averageOnly(bases)], { shared: false });
}

/** The passes as four lanes of WebAssembly SIMD; `undefined` where that is missing. */
export function simdPasses(config: OptimizerConfig, bases: RegionBases, memory: WebAssembly.Memory): Passes | undefined {
  const bytes = simdModule(config, bases);
  if (!WebAssembly.validate(bytes)) return undefined;
  // A few hundred bytes: below the size from which browsers refuse to compile at once.
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as unknown as Passes;
}
