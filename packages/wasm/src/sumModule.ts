import { assemble, type Code, f32, func, type FunctionSource, i32, int, v128 } from '@vaekit-internal/base';

const FLOAT = 4;
const VECTOR = 16;
const LANES: readonly (0 | 1 | 2 | 3)[] = [0, 1, 2, 3];

/** `target += Σ of rows`: the rows are summed by themselves, in registers, and then added to what `target` holds. */
const sumRows: FunctionSource = func(
  'sumRows',
  ['source', 'target', 'rows', 'width'],
  { column: 'i32', columns: 'i32', row: 'i32', from: 'i32', to: 'i32', s: 'f32', s0: 'v128', s1: 'v128', s2: 'v128', s3: 'v128' },
  ({ get, set, increase, whileBelow }) => {
    const downRows = (start: readonly Code[], add: readonly Code[], finish: readonly Code[]): Code[] => [
      ...start,
      set('from', i32.add(get('source'), get('column'))),
      set('to', i32.add(get('target'), get('column'))),
      set('row', int(0)),
      whileBelow('row', get('rows'), [...add, increase('from', get('width')), increase('row', int(1))]),
      ...finish,
    ];
    const vectors = (lanes: typeof LANES): Code[] =>
      downRows(
        lanes.map((lane) => set(`s${lane}`, v128.zero)),
        lanes.map((lane) => set(`s${lane}`, v128.add(get(`s${lane}`), v128.load(get('from'), lane * VECTOR)))),
        lanes.map((lane) => v128.store(get('to'), v128.add(v128.load(get('to'), lane * VECTOR), get(`s${lane}`)), lane * VECTOR)),
      );
    const upTo = (step: number): Code => i32.and(get('width'), int(-step));
    return [
      set('columns', upTo(4 * VECTOR)),
      whileBelow('column', get('columns'), [...vectors(LANES), increase('column', int(4 * VECTOR))]),
      set('columns', upTo(VECTOR)),
      whileBelow('column', get('columns'), [...vectors([0]), increase('column', int(VECTOR))]),
      whileBelow('column', get('width'), [
        ...downRows(
          [set('s', f32.zero)],
          [set('s', f32.add(get('s'), f32.load(get('from'))))],
          [f32.store(get('to'), f32.add(f32.load(get('to')), get('s')))],
        ),
        increase('column', int(FLOAT)),
      ]),
    ];
  },
);

/** Addresses and `width` (the length of a row) are bytes. */
export interface SumFunctions {
  /** Adds the sum of `rows` rows to `target`. */
  sumRows(source: number, target: number, rows: number, width: number): void;
}

/** The module's bytes. */
export function sumModule(memory: { readonly shared: boolean }): Uint8Array<ArrayBuffer> {
  return assemble([sumRows], memory);
}
