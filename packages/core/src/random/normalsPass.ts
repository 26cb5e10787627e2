import { type Code, f64x2, func, type FunctionSource, i32, i32x4, int, type Local, v128 } from '@vaekit-internal/base';
import { LN2_HIGH, LN2_LOW } from './naturalLogarithm.js';
import { NUMBERS, pair, TAILS, WORDS } from './noiseMemory.js';
import { CENTER_BOTTOM, CENTER_TOP, MIDDLE_BOTTOM, MIDDLE_TOP } from './normalQuantile.js';

const HALF_UP = 0.5;
const WORD = 2 ** -32;
/** A double whose bits are those of a mask. */
const ofBits = (bits: bigint): number => new Float64Array(BigUint64Array.of(bits).buffer)[0]!;
const SIGN = -0;
const MANTISSA = ofBits(0x000f_ffff_ffff_ffffn);
const ONE = 1;

/** Horner's rule for several arguments at once, highest power first; the coefficients are loaded once for all. */
function polynomials(
  arguments_: readonly Local[],
  sums: readonly Local[],
  coefficient: Local,
  powers: readonly number[],
): Code[] {
  const [first, ...others] = powers.toReversed();
  return [
    ...sums.map((sum) => sum.set(pair(first!))),
    ...others.flatMap((power) => [
      coefficient.set(pair(power)),
      ...sums.map((sum, k) => sum.set(f64x2.add(f64x2.mul(sum.get, arguments_[k]!.get), coefficient.get))),
    ]),
  ];
}

/** `p = (word + ½)·2^-32` of the lower two lanes. */
const probability = (word: Code): Code => f64x2.mul(f64x2.add(f64x2.convertUnsigned(word), pair(HALF_UP)), pair(WORD));

/** The first and the last word of the center, |p − ½| <= 0.425. */
function center(): { readonly first: number; readonly last: number } {
  const inside = (word: number): boolean => Math.abs((word + 0.5) * WORD - 0.5) <= 0.425;
  let first = Math.floor(0.075 * 2 ** 32) - 2;
  while (!inside(first)) first += 1;
  let last = Math.ceil(0.925 * 2 ** 32) + 2;
  while (!inside(last)) last -= 1;
  return { first, last };
}

/** Leaves `ln m` in `m`, as `naturalLogarithm` has it; the other locals are written over. */
function logarithm({ m, e, mask, s }: Readonly<Record<'e' | 'm' | 'mask' | 's', Local>>): Code[] {
  const odds = Array.from({ length: 9 }, (_, k) => 19 - 2 * k);
  return [
    // Mantissa in [√½, √2) and exponent, which is in the upper half of a double.
    mask.set(i32x4.shiftRight(m.get, int(20))),
    e.set(f64x2.convertSigned(i32x4.sub(v128.shuffle(mask.get, mask.get, [1, 3, 1, 3]), i32x4.splat(int(1023))))),
    m.set(v128.or(v128.and(m.get, pair(MANTISSA)), pair(ONE))),
    mask.set(f64x2.atLeast(m.get, pair(Math.SQRT2))),
    m.set(v128.select(f64x2.mul(m.get, pair(0.5)), m.get, mask.get)),
    e.set(f64x2.add(e.get, v128.and(mask.get, pair(ONE)))),
    s.set(f64x2.div(f64x2.sub(m.get, pair(1)), f64x2.add(m.get, pair(1)))),
    // `mask` is s² from here on, `m` the series.
    mask.set(f64x2.mul(s.get, s.get)),
    m.set(pair(1 / 21)),
    ...odds.map((odd) => m.set(f64x2.add(f64x2.mul(m.get, mask.get), pair(1 / odd)))),
    s.set(f64x2.add(s.get, s.get)),
    m.set(f64x2.add(f64x2.add(s.get, f64x2.mul(f64x2.mul(s.get, mask.get), m.get)), f64x2.mul(e.get, pair(LN2_LOW)))),
    m.set(f64x2.add(f64x2.mul(e.get, pair(LN2_HIGH)), m.get)),
  ];
}

/** The center's rational function for all words; then the positions of those outside, and theirs for these, two at a time. */
export const normalsPass = (): FunctionSource => {
  const { first, last } = center();
  return func(
    'normals',
    ['bytes'],
    { position: 'i32', tails: 'i32', one: 'i32', other: 'i32' },
    ({ get, set, increase, whileBelow, vector }) => {
      const [word, coefficient] = [vector(), vector()];
      const four = (): readonly Local[] => Array.from({ length: 4 }, vector);
      const [r, top, bottom] = [four(), four(), four()];
      const ready = (k: number): Code[] => {
        const loaded = v128.load(get('position'), WORDS + 16 * (k >> 1));
        return [
          word.set(k % 2 === 0 ? loaded : v128.shuffle(loaded, loaded, [2, 3, 2, 3])),
          top[k]!.set(f64x2.sub(probability(word.get), pair(0.5))),
          r[k]!.set(f64x2.sub(pair(0.180625), f64x2.mul(top[k]!.get, top[k]!.get))),
        ];
      };
      const q = four();
      const [m, e, mask, s] = [vector(), vector(), vector(), vector()];
      const result = (k: number): Code => f64x2.demote(f64x2.mul(q[k]!.get, f64x2.div(top[k]!.get, bottom[k]!.get)));
      const centers = whileBelow('position', get('bytes'), [
        ...[0, 1, 2, 3].flatMap((k) => [...ready(k), q[k]!.set(top[k]!.get)]),
        ...polynomials(r, top, coefficient, CENTER_TOP),
        ...polynomials(r, bottom, coefficient, CENTER_BOTTOM),
        v128.store(get('position'), v128.shuffle(result(0), result(1), [0, 1, 4, 5]), NUMBERS),
        v128.store(get('position'), v128.shuffle(result(2), result(3), [0, 1, 4, 5]), NUMBERS + 16),
        increase('position', int(32)),
      ]);
      const search = whileBelow('position', get('bytes'), [
        i32.store(get('tails'), get('position'), TAILS),
        set(
          'tails',
          i32.add(
            get('tails'),
            i32.shiftLeft(i32.lessThan(int(last - first), i32.sub(i32.load(get('position'), WORDS), int(first))), int(2)),
          ),
        ),
        increase('position', int(4)),
      ]);
      const loaded = (name: 'one' | 'other'): Code => v128.loadSplat(get(name), WORDS);
      const tails = whileBelow('position', get('tails'), [
        set('one', i32.load(get('position'), TAILS)),
        set('other', i32.load(get('position'), TAILS + 4)),
        word.set(v128.shuffle(loaded('one'), loaded('other'), [0, 4, 0, 4])),
        m.set(probability(word.get)),
        q[0]!.set(f64x2.sub(m.get, pair(0.5))),
        m.set(f64x2.pmin(m.get, f64x2.sub(pair(1), m.get))),
        ...logarithm({ m, e, mask, s }),
        r[0]!.set(f64x2.sub(f64x2.sqrt(f64x2.neg(m.get)), pair(1.6))),
        ...polynomials(r.slice(0, 1), top.slice(0, 1), coefficient, MIDDLE_TOP),
        ...polynomials(r.slice(0, 1), bottom.slice(0, 1), coefficient, MIDDLE_BOTTOM),
        m.set(f64x2.demote(v128.xor(f64x2.div(top[0]!.get, bottom[0]!.get), v128.and(q[0]!.get, pair(SIGN))))),
        v128.storeLane(i32.add(get('one'), int(NUMBERS)), m.get, 0),
        v128.storeLane(i32.add(get('other'), int(NUMBERS)), m.get, 1),
        increase('position', int(8)),
      ]);
      return [
        centers,
        set('position', int(0)),
        search,
        // The last of an odd number is computed twice.
        i32.store(get('tails'), i32.load(i32.add(get('tails'), int(TAILS - 4))), TAILS),
        set('position', int(0)),
        tails,
      ];
    },
  );
};
