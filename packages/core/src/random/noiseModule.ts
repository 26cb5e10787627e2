import { assemble, f64x2, func, type FunctionSource, i32x4, int, v128 } from '@vaekit-internal/base';
import { noiseDoubles, NUMBERS, pair, WORDS } from './noiseMemory.js';
import { normalsPass } from './normalsPass.js';
import { wordsPass } from './wordsPass.js';

/** The passes, by name; all work on the words in the memory, whole groups of eight. */
export interface NoisePasses {
  /** Threefry-2x32-20 of the counters from (`low`, `high`) on, `bytes` of words. `low` must not run over. */
  words(key0: number, key1: number, low: number, high: number, bytes: number): void;
  /** Uniform deviates of `bytes` of words. */
  uniforms(bytes: number): void;
  /** Normal deviates of `bytes` of words. */
  normals(bytes: number): void;
}

const uniformsPass = (): FunctionSource =>
  func('uniforms', ['bytes'], { position: 'i32' }, ({ get, increase, whileBelow, vector }) => {
    const unit = vector();
    return [
      unit.set(f64x2.demote(pair(2 ** -24))),
      unit.set(v128.shuffle(unit.get, unit.get, [0, 0, 0, 0])),
      whileBelow('position', get('bytes'), [
        v128.store(
          get('position'),
          v128.mul(v128.convert(i32x4.shiftRight(v128.load(get('position'), WORDS), int(8))), unit.get),
          NUMBERS,
        ),
        increase('position', int(16)),
      ]),
    ];
  });

/** The module of the passes, and the doubles that its memory must begin with. The operations of each number are those of the functions in JavaScript, in their order. */
export function noiseModule(): { readonly bytes: Uint8Array<ArrayBuffer>; readonly doubles: Float64Array } {
  const bytes = assemble([wordsPass(), uniformsPass(), normalsPass()], { shared: false });
  return { bytes, doubles: Float64Array.from(noiseDoubles) };
}
