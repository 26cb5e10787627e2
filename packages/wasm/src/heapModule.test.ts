import { describe, expect, it } from 'vitest';
import { sumModule, type SumFunctions } from './sumModule.js';
import { type TapFunctions, tapModule } from './tapModule.js';

function instance<Exports>(bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as unknown as Exports;
}

const FLOAT = 4;
const [IMAGE, TABLE, OUT] = [0, 4096, 8192];
/** Two taps outside, and runs of five floats: a vector and one more. */
const ENTRIES = [20, -1, 0, -1];
const RUN = 5 * FLOAT;

describe.each([false, true])('modules on memory with shared = %s', (shared) => {
  const memory = new WebAssembly.Memory(shared ? { initial: 1, maximum: 65_536, shared } : { initial: 1 });
  const floats = new Float32Array(memory.buffer);
  const image = Array.from({ length: 10 }, (_, i) => i + 1);
  const put = (): void => {
    floats.fill(100);
    floats.set(image, IMAGE / FLOAT);
    new Int32Array(memory.buffer).set(ENTRIES, TABLE / FLOAT);
  };
  const taps = instance<TapFunctions>(tapModule({ shared }), memory);
  const at = (address: number, length: number): number[] => [...floats.slice(address / FLOAT, address / FLOAT + length)];

  it('gather copies runs, zeros for taps outside, and nothing beyond', () => {
    put();
    taps.gather(IMAGE, OUT, TABLE, 4, RUN);
    expect(at(OUT, 21)).toEqual([6, 7, 8, 9, 10, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 100]);
  });

  it('scatter adds runs to where they came from', () => {
    put();
    floats.fill(1, OUT / FLOAT, OUT / FLOAT + 20);
    floats.fill(3, OUT / FLOAT + 10, OUT / FLOAT + 15);
    taps.scatter(OUT, IMAGE, TABLE, 4, RUN);
    expect(at(IMAGE, 11)).toEqual([4, 5, 6, 7, 8, 7, 8, 9, 10, 11, 100]);
  });

  it('spread adds weighted runs to where they go', () => {
    put();
    new Int32Array(memory.buffer).set([20, 0, 0, 0, 20, 0], TABLE / FLOAT);
    floats[TABLE / FLOAT + 2] = 0.5;
    floats[TABLE / FLOAT + 5] = 2;
    floats.fill(0, OUT / FLOAT, OUT / FLOAT + 10);
    taps.spread(IMAGE, OUT, TABLE, 2, RUN);
    expect(at(OUT, 11)).toEqual([3, 3.5, 4, 4.5, 5, 2, 4, 6, 8, 10, 100]);
  });

  it('depthwise products go to the image or to the filter', () => {
    put();
    // Two positions of two taps each; the map is 2 at the first and 3 at the second.
    const [map, filter] = [OUT, OUT + 1024];
    floats.fill(2, map / FLOAT, map / FLOAT + 5);
    floats.fill(3, map / FLOAT + 5, map / FLOAT + 10);
    floats.fill(10, filter / FLOAT, filter / FLOAT + 10);
    taps.depthwiseInput(IMAGE, map, filter, TABLE, 2, 2, RUN);
    expect(at(IMAGE, 10)).toEqual([31, 32, 33, 34, 35, 26, 27, 28, 29, 30]);
    put();
    floats.fill(2, map / FLOAT, map / FLOAT + 5);
    floats.fill(3, map / FLOAT + 5, map / FLOAT + 10);
    floats.fill(0, filter / FLOAT, filter / FLOAT + 10);
    taps.depthwiseFilter(IMAGE, map, filter, TABLE, 2, 2, RUN);
    expect(at(filter, 11)).toEqual([15, 20, 25, 30, 35, 0, 0, 0, 0, 0, 100]);
  });

  it('sumRows adds rows of any width to what is there', () => {
    const { sumRows } = instance<SumFunctions>(sumModule({ shared }), memory);
    for (const width of [1, 3, 4, 7, 16, 23]) {
      floats.fill(100);
      floats.set(
        Array.from({ length: 3 * width }, (_, i) => i),
        0,
      );
      sumRows(0, OUT, 3, width * FLOAT);
      expect(at(OUT, width + 1)).toEqual([...Array.from({ length: width }, (_, i) => 100 + 3 * i + 3 * width), 100]);
    }
  });
});

it('each stays below the 4 kB that older browsers compile at once', () => {
  expect(tapModule({ shared: true }).length).toBeLessThan(4096);
  expect(sumModule({ shared: true }).length).toBeLessThan(4096);
});
