import { assemble, branch, call, type Code, f32, func, type FunctionSource, i32, int, v128 } from '@vaekit-internal/base';

/** Rows of the tile of C that stays in registers. */
export const TILE_ROWS = 4;
/** Columns of the tile of C that stays in registers. */
export const TILE_COLUMNS = 8;

const FLOAT = 4;
const VECTOR = 16;
const ROWS: readonly number[] = [0, 1, 2, 3];

/**
 * Packs `lanes` vectors of `depth` numbers into panels of `width` lanes (4 or 8), depth-major and padded with zeros, so that the
 * product reads them in one stream. Number `d` of lane `l` lies at `source + l·laneStride + d·depthStride` (bytes); one of the
 * strides is that of a single float, the other the length of a row: that is all a transposition is here.
 */
const pack: FunctionSource = func(
  'pack',
  ['source', 'target', 'laneStride', 'depthStride', 'lanes', 'depth', 'width'],
  {
    lane: 'i32',
    paddedLanes: 'i32',
    step: 'i32',
    from: 'i32',
    to: 'i32',
    d: 'i32',
    r0: 'v128',
    r1: 'v128',
    r2: 'v128',
    r3: 'v128',
    s0: 'v128',
    s1: 'v128',
    s2: 'v128',
    s3: 'v128',
    within: 'i32',
  },
  ({ get, set, increase, whileBelow }) => {
    const from = get('from');
    const to = get('to');
    const step = get('step');
    const laneAddress = (lane: number): Code => i32.add(from, i32.mul(get('laneStride'), int(lane)));
    const advance = [increase('from', get('depthStride')), increase('to', step), increase('d', int(1))];

    // Lanes side by side in memory (B as it is, A transposed): four of them are one vector.
    const copyVectors = whileBelow('d', get('depth'), [v128.store(to, v128.load(from)), ...advance]);

    // Depth side by side (A as it is, B transposed): 4 × 4 blocks are turned in registers.
    const turnBlocks = whileBelow('d', i32.and(get('depth'), int(-4)), [
      ...ROWS.map((lane) => set(`r${lane as 0}`, v128.load(laneAddress(lane)))),
      set('s0', v128.shuffle(get('r0'), get('r1'), [0, 4, 1, 5])),
      set('s1', v128.shuffle(get('r0'), get('r1'), [2, 6, 3, 7])),
      set('s2', v128.shuffle(get('r2'), get('r3'), [0, 4, 1, 5])),
      set('s3', v128.shuffle(get('r2'), get('r3'), [2, 6, 3, 7])),
      v128.store(to, v128.shuffle(get('s0'), get('s2'), [0, 1, 4, 5])),
      v128.store(i32.add(to, step), v128.shuffle(get('s0'), get('s2'), [2, 3, 6, 7])),
      v128.store(i32.add(to, i32.mul(step, int(2))), v128.shuffle(get('s1'), get('s3'), [0, 1, 4, 5])),
      v128.store(i32.add(to, i32.mul(step, int(3))), v128.shuffle(get('s1'), get('s3'), [2, 3, 6, 7])),
      increase('from', int(VECTOR)),
      increase('to', i32.mul(step, int(4))),
      increase('d', int(4)),
    ]);

    // What is left of the depth, and lanes beyond the last.
    const copyNumbers = whileBelow('d', get('depth'), [
      ...ROWS.map((lane) =>
        branch(
          i32.lessThan(i32.add(get('lane'), int(lane)), get('lanes')),
          [f32.store(to, f32.load(laneAddress(lane)), lane * FLOAT)],
          [f32.store(to, f32.zero, lane * FLOAT)],
        ),
      ),
      ...advance,
    ]);

    return [
      set('step', i32.mul(get('width'), int(FLOAT))),
      set('paddedLanes', i32.and(i32.add(get('lanes'), i32.sub(get('width'), int(1))), i32.sub(int(0), get('width')))),
      whileBelow('lane', get('paddedLanes'), [
        set('within', i32.and(get('lane'), i32.sub(get('width'), int(1)))),
        set('from', i32.add(get('source'), i32.mul(get('lane'), get('laneStride')))),
        set(
          'to',
          i32.add(
            get('target'),
            i32.mul(i32.add(i32.mul(i32.sub(get('lane'), get('within')), get('depth')), get('within')), int(FLOAT)),
          ),
        ),
        set('d', int(0)),
        branch(
          i32.lessThan(get('lanes'), i32.add(get('lane'), int(4))),
          [],
          [branch(i32.lessThan(int(FLOAT), get('laneStride')), [turnBlocks], [copyVectors])],
        ),
        copyNumbers,
        increase('lane', int(4)),
      ]),
    ];
  },
);

/**
 * `C ← A·B` or `C ← C + A·B` for packed `A` (`rows` × `depth`, panels of 4) and a `B` that is packed here, panel by panel of 8
 * columns (4, where no more are left), into `panel`. `tile` is room for one tile of C, used at the edges.
 */
const multiply = (fused: boolean): FunctionSource =>
  func(
    'multiply',
    ['a', 'b', 'bLaneStride', 'bDepthStride', 'c', 'cStride', 'rows', 'columns', 'depth', 'accumulate', 'panel', 'tile'],
    {
      row: 'i32',
      column: 'i32',
      pa: 'i32',
      pb: 'i32',
      end: 'i32',
      out: 'i32',
      bytes: 'i32',
      wide: 'i32',
      high: 'i32',
      x: 'i32',
      y: 'i32',
      from: 'i32',
      to: 'i32',
      b0: 'v128',
      b1: 'v128',
      s: 'v128',
      c00: 'v128',
      c01: 'v128',
      c10: 'v128',
      c11: 'v128',
      c20: 'v128',
      c21: 'v128',
      c30: 'v128',
      c31: 'v128',
    },
    ({ get, set, increase, whileBelow }) => {
      const multiplyAdd = (a: Code, b: Code, c: Code): Code => (fused ? v128.multiplyAdd(a, b, c) : v128.add(c, v128.mul(a, b)));
      const acc = (row: number, half: number): 'c00' => `c${row}${half}` as 'c00';
      const rowOf = (base: Code, stride: Code, row: number): Code => i32.add(base, i32.mul(stride, int(row)));
      const tileStride = int(TILE_COLUMNS * FLOAT);
      const minimum = (key: 'high' | 'wide', rest: Code, most: number): Code[] => [
        set(key, rest),
        branch(i32.lessThan(int(most), get(key)), [set(key, int(most))]),
      ];
      const copyTile = (add: boolean): Code =>
        whileBelow('y', get('high'), [
          set('from', i32.add(get('tile'), i32.mul(get('y'), tileStride))),
          set('to', i32.add(get('out'), i32.mul(get('y'), get('cStride')))),
          set('x', int(0)),
          whileBelow('x', get('wide'), [
            f32.store(get('to'), add ? f32.add(f32.load(get('to')), f32.load(get('from'))) : f32.load(get('from'))),
            increase('from', int(FLOAT)),
            increase('to', int(FLOAT)),
            increase('x', int(1)),
          ]),
          increase('y', int(1)),
        ]);

      /** The columns of C below one panel of B, which is so many vectors wide: it is packed, and all rows of A go past it. */
      const panelOf = (halves: readonly (0 | 1)[]): Code[] => {
        const width = halves.length * (VECTOR / FLOAT);
        const tiles = ROWS.flatMap((row) => halves.map((half) => ({ row, half })));
        const writeTile = (base: Code, stride: Code): Code[] =>
          tiles.map(({ row, half }) => v128.store(rowOf(base, stride, row), get(acc(row, half)), half * VECTOR));
        const addTile = tiles.map(({ row, half }) =>
          set(acc(row, half), v128.add(get(acc(row, half)), v128.load(rowOf(get('out'), get('cStride'), row), half * VECTOR))),
        );
        return [
          call(0, [
            i32.add(get('b'), i32.mul(get('column'), get('bLaneStride'))),
            get('panel'),
            get('bLaneStride'),
            get('bDepthStride'),
            get('wide'),
            get('depth'),
            int(width),
          ]),
          set('pa', get('a')),
          set('row', int(0)),
          whileBelow('row', get('rows'), [
            ...minimum('high', i32.sub(get('rows'), get('row')), TILE_ROWS),
            ...tiles.map(({ row, half }) => set(acc(row, half), v128.zero)),
            set('pb', get('panel')),
            set('end', i32.add(get('pa'), get('bytes'))),
            // One step at a time: the loads of a second one would be moved up among these, and the tile would not fit the 16 registers.
            whileBelow('pa', get('end'), [
              ...halves.map((half) => set(`b${half}`, v128.load(get('pb'), half * VECTOR))),
              ...ROWS.flatMap((row) => [
                set('s', v128.loadSplat(get('pa'), row * FLOAT)),
                ...halves.map((half) => set(acc(row, half), multiplyAdd(get('s'), get(`b${half}`), get(acc(row, half))))),
              ]),
              increase('pa', int(TILE_ROWS * FLOAT)),
              increase('pb', int(width * FLOAT)),
            ]),
            set('out', i32.add(get('c'), i32.add(i32.mul(get('row'), get('cStride')), i32.mul(get('column'), int(FLOAT))))),
            branch(
              i32.lessThan(i32.add(get('high'), get('wide')), int(TILE_ROWS + width)),
              [
                ...writeTile(get('tile'), tileStride),
                set('y', int(0)),
                branch(get('accumulate'), [copyTile(true)], [copyTile(false)]),
              ],
              [branch(get('accumulate'), addTile), ...writeTile(get('out'), get('cStride'))],
            ),
            increase('row', int(TILE_ROWS)),
          ]),
        ];
      };
      return [
        set('bytes', i32.mul(get('depth'), int(TILE_ROWS * FLOAT))),
        whileBelow('column', get('columns'), [
          ...minimum('wide', i32.sub(get('columns'), get('column')), TILE_COLUMNS),
          branch(i32.lessThan(get('wide'), int(VECTOR / FLOAT + 1)), panelOf([0]), panelOf([0, 1])),
          increase('column', int(TILE_COLUMNS)),
        ]),
      ];
    },
  );

/** The functions of the assembled module. Addresses and strides are bytes. */
export interface GemmExports {
  pack(
    source: number,
    target: number,
    laneStride: number,
    depthStride: number,
    lanes: number,
    depth: number,
    width: number,
  ): void;
  multiply(
    a: number,
    b: number,
    bLaneStride: number,
    bDepthStride: number,
    c: number,
    cStride: number,
    rows: number,
    columns: number,
    depth: number,
    accumulate: number,
    panel: number,
    tile: number,
  ): void;
}

/**
 * The module's bytes: below 4 kB, which every browser compiles synchronously. With `fused`, products are added by the one instruction of
 * relaxed SIMD, which an engine may lack.
 */
export function gemmModule({ shared, fused }: { readonly shared: boolean; readonly fused: boolean }): Uint8Array<ArrayBuffer> {
  return assemble([pack, multiply(fused)], { shared });
}
