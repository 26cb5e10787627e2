import { type Code, func, type FunctionSource, i32, i32x4, int, v128 } from '@vaekit-internal/base';
import { WORDS } from './noiseMemory.js';

const rotate = (value: Code, bits: number): Code =>
  v128.or(i32x4.shiftLeft(value, int(bits)), i32x4.shiftRight(value, int(32 - bits)));

const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** Threefry-2x32-20, four counters at a time (Salmon et al. 2011). */
export const wordsPass = (): FunctionSource =>
  func('words', ['key0', 'key1', 'low', 'high', 'bytes'], { position: 'i32' }, ({ get, increase, whileBelow, vector }) => {
    const keys = [vector(), vector(), vector()] as const;
    const [counter, a, b] = [vector(), vector(), vector()];
    const high = vector();
    const injected = Array.from({ length: 5 }, vector);
    const groups = [0, 1, 2, 3, 4].flatMap((group): Code[] => [
      ...ROTATIONS[group % 2]!.flatMap((bits) => [a.set(i32x4.add(a.get, b.get)), b.set(v128.xor(rotate(b.get, bits), a.get))]),
      a.set(i32x4.add(a.get, keys[(group + 1) % 3]!.get)),
      b.set(i32x4.add(b.get, injected[group]!.get)),
    ]);
    return [
      keys[0].set(i32x4.splat(get('key0'))),
      keys[1].set(i32x4.splat(get('key1'))),
      keys[2].set(v128.xor(v128.xor(keys[0].get, keys[1].get), i32x4.splat(int(0x1bd11bda)))),
      high.set(i32x4.add(i32x4.splat(get('high')), keys[1].get)),
      ...injected.map((local, group) => local.set(i32x4.add(keys[(group + 2) % 3]!.get, i32x4.splat(int(group + 1))))),
      // The first four counters, from the lanes 0 1 2 3, which the memory has in the place of words.
      ...[0, 1, 2, 3].map((lane) => i32.store(int(WORDS), int(lane), 4 * lane)),
      counter.set(i32x4.add(i32x4.add(i32x4.splat(get('low')), v128.load(int(WORDS))), keys[0].get)),
      whileBelow('position', get('bytes'), [
        a.set(counter.get),
        b.set(high.get),
        ...groups,
        v128.store(get('position'), v128.shuffle(a.get, b.get, [0, 4, 1, 5]), WORDS),
        v128.store(get('position'), v128.shuffle(a.get, b.get, [2, 6, 3, 7]), WORDS + 16),
        counter.set(i32x4.add(counter.get, i32x4.splat(int(4)))),
        increase('position', int(32)),
      ]),
    ];
  });
