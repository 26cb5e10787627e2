import { OUTSIDE } from './tapTable.js';
import { assemble, branch, type Code, f32, func, type FunctionSource, i32, int, type Locals, v128 } from '@vaekit-internal/base';

const FLOAT = 4;
const VECTOR = 16;

type Numbers = Pick<typeof f32, 'add' | 'load' | 'mul' | 'store' | 'zero'>;
type Run = 'run' | 'stop' | 'vectors';

/** Walks over `run` bytes from where `by` is, four floats at a time and then one by one; `body` moves nothing. */
function overRun<By extends string>(
  { get, set, increase, whileBelow }: Locals<By | Run>,
  by: By,
  others: readonly By[],
  body: (numbers: Numbers) => Code,
): Code[] {
  const step = (bytes: number): Code[] => [by, ...others].map((name) => increase(name, int(bytes)));
  return [
    set('stop', i32.add(get(by), get('run'))),
    set('vectors', i32.add(get(by), i32.and(get('run'), int(-VECTOR)))),
    whileBelow(by, get('vectors'), [body(v128), ...step(VECTOR)]),
    whileBelow(by, get('stop'), [body(f32), ...step(FLOAT)]),
  ];
}

const TABLE_LOCALS = { last: 'i32', offset: 'i32', at: 'i32', stop: 'i32', vectors: 'i32' } as const;

/**
 * Walks over the runs that a table points to in `base`: `inside` for each number at `at`, `outside` for each number of a tap in the padding
 * (which are skipped without it). Runs of a single float, as of gray images, need no loop.
 */
function overTable(
  locals: Locals<'source' | 'target' | 'table' | 'entries' | 'last' | 'offset' | 'at' | Run>,
  { base, by }: Readonly<Record<'base' | 'by', 'source' | 'target'>>,
  inside: (numbers: Numbers) => Code,
  outside?: (numbers: Numbers) => Code,
): Code[] {
  const { get, set, increase, whileBelow } = locals;
  const entries = (walk: (others: readonly 'at'[], body: (numbers: Numbers) => Code) => Code[]): Code[] => [
    whileBelow('table', get('last'), [
      set('offset', i32.load(get('table'))),
      set('at', i32.add(get(base), get('offset'))),
      branch(
        i32.lessThan(get('offset'), int(OUTSIDE)),
        walk(['at'], inside),
        outside === undefined ? [increase(by, get('run'))] : walk([], outside),
      ),
      increase('table', int(FLOAT)),
    ]),
  ];
  return [
    set('last', i32.add(get('table'), i32.mul(get('entries'), int(FLOAT)))),
    branch(
      i32.lessThan(int(FLOAT), get('run')),
      entries((others, body) => overRun(locals, by, others, body)),
      entries((_, body) => [body(f32), increase(by, int(FLOAT))]),
    ),
  ];
}

/** `target ← source[table]`, one run of `run` bytes an entry, zeros for taps outside. */
const gather: FunctionSource = func('gather', ['source', 'target', 'table', 'entries', 'run'], TABLE_LOCALS, (locals) => {
  const target = locals.get('target');
  return overTable(
    locals,
    { base: 'source', by: 'target' },
    ({ store, load }) => store(target, load(locals.get('at'))),
    ({ store, zero }) => store(target, zero),
  );
});

/** `target[table] += source`, one run of `run` bytes an entry; taps outside are dropped. */
const scatter: FunctionSource = func('scatter', ['source', 'target', 'table', 'entries', 'run'], TABLE_LOCALS, (locals) => {
  const at = locals.get('at');
  return overTable(locals, { base: 'target', by: 'source' }, ({ store, load, add }) =>
    store(at, add(load(at), load(locals.get('source')))),
  );
});

/** Bytes of an entry of a table of shares: where from, where to, how much. */
export const SHARE_BYTES = 12;

/** `target[to] += weight · source[from]`, one run of `run` bytes an entry. */
const spread: FunctionSource = func(
  'spread',
  ['source', 'target', 'table', 'entries', 'run'],
  { last: 'i32', from: 'i32', at: 'i32', stop: 'i32', vectors: 'i32', weight: 'f32', weights: 'v128' },
  (locals) => {
    const { get, set, increase, whileBelow } = locals;
    return [
      set('last', i32.add(get('table'), i32.mul(get('entries'), int(SHARE_BYTES)))),
      whileBelow('table', get('last'), [
        set('from', i32.add(get('source'), i32.load(get('table')))),
        set('at', i32.add(get('target'), i32.load(get('table'), FLOAT))),
        set('weight', f32.load(get('table'), 2 * FLOAT)),
        set('weights', v128.loadSplat(get('table'), 2 * FLOAT)),
        ...overRun(locals, 'from', ['at'], (numbers) => {
          const share = numbers.mul(numbers.load(get('from')), get(numbers === f32 ? 'weight' : 'weights'));
          return numbers.store(get('at'), numbers.add(numbers.load(get('at')), share));
        }),
        increase('table', int(SHARE_BYTES)),
      ]),
    ];
  },
);

/** Where a product of the two others is added to: the image at the tap, or the filter of the tap. */
type Into = 'at' | 'tap';

/** For each position and tap, channel by channel: `image[table] += map · filter`, or `filter += map · image[table]`. */
const depthwise = (name: string, into: Into): FunctionSource =>
  func(
    name,
    ['image', 'map', 'filter', 'table', 'positions', 'taps', 'run'],
    { position: 'i32', tap: 'i32', lastTap: 'i32', offset: 'i32', at: 'i32', channel: 'i32', stop: 'i32', vectors: 'i32' },
    (locals) => {
      const { get, set, increase, whileBelow } = locals;
      const other = into === 'at' ? 'tap' : 'at';
      return [
        set('lastTap', i32.add(get('filter'), i32.mul(get('taps'), get('run')))),
        whileBelow('position', get('positions'), [
          set('tap', get('filter')),
          whileBelow('tap', get('lastTap'), [
            set('offset', i32.load(get('table'))),
            set('at', i32.add(get('image'), get('offset'))),
            set('channel', get('map')),
            branch(
              i32.lessThan(get('offset'), int(OUTSIDE)),
              overRun(locals, 'tap', ['at', 'channel'], (numbers) => {
                const product = numbers.mul(numbers.load(get('channel')), numbers.load(get(other)));
                return numbers.store(get(into), numbers.add(numbers.load(get(into)), product));
              }),
              [increase('tap', get('run'))],
            ),
            increase('table', int(FLOAT)),
          ]),
          increase('map', get('run')),
          increase('position', int(1)),
        ]),
      ];
    },
  );

/**
 * What convolutions, pooling and resizing need besides products. Addresses and `run` (the channels of a pixel) are bytes; a table is that
 * of `tapTable`, with offsets in bytes.
 */
export interface TapFunctions {
  /** `target ← source[table]`, run after run, zeros for taps in the padding. */
  gather(source: number, target: number, table: number, entries: number, run: number): void;
  /** `target[table] += source`; what falls into the padding is dropped. */
  scatter(source: number, target: number, table: number, entries: number, run: number): void;
  /** `target[to] += weight · source[from]` for a table of shares (`from`, `to` in bytes; `weight`). */
  spread(source: number, target: number, table: number, entries: number, run: number): void;
  /** `image[table] += map · filter`, channel by channel. */
  depthwiseInput(image: number, map: number, filter: number, table: number, positions: number, taps: number, run: number): void;
  /** `filter += map · image[table]`, channel by channel. */
  depthwiseFilter(image: number, map: number, filter: number, table: number, positions: number, taps: number, run: number): void;
}

/** The module's bytes. */
export function tapModule(memory: { readonly shared: boolean }): Uint8Array<ArrayBuffer> {
  return assemble([gather, scatter, spread, depthwise('depthwiseInput', 'at'), depthwise('depthwiseFilter', 'tap')], memory);
}
