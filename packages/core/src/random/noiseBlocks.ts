import { NOISE_PLACES, NOISE_WORDS } from './noiseMemory.js';
import { noiseModule, type NoisePasses } from './noiseModule.js';

/** Random words and deviates by the block. */
export interface NoiseBlocks {
  /** The words from a counter on, as `threefry2x32` gives them; `count` is even and at most {@link NOISE_WORDS}. A view, to be read before the next call. */
  words(key0: number, key1: number, low: number, high: number, count: number): Uint32Array;
  /** The same as uniform deviates. */
  uniforms(key0: number, key1: number, low: number, high: number, count: number): Float32Array;
  /** The same as normal deviates. */
  normals(key0: number, key1: number, low: number, high: number, count: number): Float32Array;
}

const groups = (count: number): number => 32 * Math.ceil(count / 8);

function instantiate(): NoiseBlocks | undefined {
  let passes: NoisePasses;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(NOISE_PLACES.bytes / 65_536) });
  try {
    const { bytes, doubles } = noiseModule();
    new Float64Array(memory.buffer).set(doubles);
    passes = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as unknown as NoisePasses;
  } catch {
    // No SIMD, or a content security policy that forbids it.
    return undefined;
  }
  const words = new Uint32Array(memory.buffer, NOISE_PLACES.words, NOISE_WORDS);
  const numbers = new Float32Array(memory.buffer, NOISE_PLACES.numbers, NOISE_WORDS);
  return {
    words(key0, key1, low, high, count) {
      passes.words(key0, key1, low, high, groups(count));
      return words.subarray(0, count);
    },
    uniforms(key0, key1, low, high, count) {
      passes.words(key0, key1, low, high, groups(count));
      passes.uniforms(groups(count));
      return numbers.subarray(0, count);
    },
    normals(key0, key1, low, high, count) {
      passes.words(key0, key1, low, high, groups(count));
      passes.normals(groups(count));
      return numbers.subarray(0, count);
    },
  };
}

let blocks: NoiseBlocks | null | undefined;

/** The blocks in WebAssembly SIMD, made when first asked for; `undefined` where that is missing. The bits are those of the functions in JavaScript. */
export function noiseBlocks(): NoiseBlocks | undefined {
  if (blocks === undefined) blocks = (typeof WebAssembly === 'undefined' ? undefined : instantiate()) ?? null;
  return blocks ?? undefined;
}
