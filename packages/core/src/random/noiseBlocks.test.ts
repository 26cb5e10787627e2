import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { noiseBlocks } from './noiseBlocks.js';
import { NOISE_WORDS } from './noiseMemory.js';
import { normalQuantile } from './normalQuantile.js';
import { randomStream } from './randomStream.js';
import { threefry2x32 } from './threefry.js';

const word: fc.Arbitrary<number> = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const bits = (numbers: Float32Array): Uint32Array => Uint32Array.from(new Uint32Array(numbers.slice().buffer));

test('words, uniform and normal deviates have the bits of the functions in JavaScript', () => {
  const blocks = noiseBlocks()!;
  fc.assert(
    fc.property(word, word, word, word, fc.integer({ min: 1, max: NOISE_WORDS / 2 }), (key0, key1, low, high, half) => {
      fc.pre(low + half < 2 ** 32);
      const expected = new Uint32Array(2 * half);
      threefry2x32(key0, key1, low, high, expected);
      expect(blocks.words(key0, key1, low, high, 2 * half)).toEqual(expected);
      const uniforms = Float32Array.from(expected, (one) => (one >>> 8) * 2 ** -24);
      expect(bits(blocks.uniforms(key0, key1, low, high, 2 * half))).toEqual(bits(uniforms));
      const normals = Float32Array.from(expected, (one) => normalQuantile((one + 0.5) * 2 ** -32));
      expect(bits(blocks.normals(key0, key1, low, high, 2 * half))).toEqual(bits(normals));
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['there is no WebAssembly', undefined],
  [
    'a policy forbids to compile',
    {
      ...WebAssembly,
      Memory: WebAssembly.Memory,
      Module: function forbidden() {
        throw new WebAssembly.CompileError('forbidden');
      },
    },
  ],
])('where %s, the same bits are made in JavaScript', async (_, stub) => {
  vi.stubGlobal('WebAssembly', stub);
  vi.resetModules();
  try {
    expect((await import('./noiseBlocks.js')).noiseBlocks()).toBeUndefined();
    const { randomStream: plainStream } = await import('./randomStream.js');
    const [plain, quick] = [plainStream(5), randomStream(5)];
    expect(bits(plain.fillNormal(new Float32Array(5001)))).toEqual(bits(quick.fillNormal(new Float32Array(5001))));
    expect(bits(plain.fillUniform(new Float32Array(999)))).toEqual(bits(quick.fillUniform(new Float32Array(999))));
    expect(plain.state()).toEqual(quick.state());
  } finally {
    vi.unstubAllGlobals();
    vi.resetModules();
  }
});
