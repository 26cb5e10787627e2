import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { encodePng } from './encodePng.js';
import { imageGrid } from './imageGrid.js';
import { labelWidth } from './labelFont.js';
import { rings } from './pictures.test-helper.js';

const gray = (values: number[], shape: number[]) => ({ data: Float32Array.from(values), shape });

describe('imageGrid', () => {
  it('places and enlarges every pixel exactly, and the PNG gives them back', () => {
    // Two images of 1 x 2 pixels side by side, a gap of one pixel in gray 7, everything twice as large.
    const raster = imageGrid(gray([0, 1, 0.5, 0.2], [2, 1, 2, 1]), { columns: 2, gap: 1, scale: 2, background: [7, 7, 7] });
    const row = [7, 7, 0, 0, 255, 255, 7, 7, 128, 128, 51, 51, 7, 7];
    const rim = Array.from({ length: 14 }, () => 7);
    expect(raster).toMatchObject({ width: 14, height: 6, channels: 1 });
    expect([...raster.data]).toEqual([rim, rim, row, row, rim, rim].flat());
    const png = decode(encodePng(raster));
    expect([png.width, png.height, png.channels, png.depth]).toEqual([14, 6, 1, 8]);
    expect([...png.data]).toEqual([...raster.data]);
  });

  it('keeps colors and gives only as many channels as needed', () => {
    const red = { data: Uint8Array.from([255, 0, 0]), shape: [1, 1, 1, 3] };
    expect([...imageGrid(red, { gap: 0, scale: 1 }).data]).toEqual([255, 0, 0]);
    expect(imageGrid(rings(2), { background: [1, 2, 3] }).channels).toBe(3);
    expect(imageGrid(rings(2), { background: [9, 9, 9] }).channels).toBe(1);
    expect(imageGrid(rings(2), { colorMap: 'magma' }).channels).toBe(3);
    const clear = imageGrid(gray([1], [1, 1, 1, 1]), { gap: 1, scale: 1, background: 'transparent' });
    expect(clear.channels).toBe(4);
    expect([...clear.data.subarray(16, 20)]).toEqual([255, 255, 255, 255]);
    expect([...clear.data.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect([...decode(encodePng(clear)).data]).toEqual([...clear.data]);
  });

  it('reads bytes as bytes, and other ranges when told', () => {
    const bytes = { data: Uint8ClampedArray.from([0, 100, 255]), shape: [1, 1, 3, 1] };
    expect([...imageGrid(bytes, { gap: 0, scale: 1 }).data]).toEqual([0, 100, 255]);
    const signed = gray([-1, 0, 1], [1, 1, 3, 1]);
    expect([...imageGrid(signed, { gap: 0, scale: 1, range: [-1, 1] }).data]).toEqual([0, 128, 255]);
    expect(() => imageGrid(signed)).toThrow(
      'imageGrid: `images` holds -1 in image 0 but `range` is [0,1]; pass the range of the data, or clamp: true',
    );
    expect([...imageGrid(signed, { gap: 0, scale: 1, clamp: true }).data]).toEqual([0, 0, 255]);
    expect([...imageGrid(gray([-0.3, 1.4], [1, 1, 2, 1]), { gap: 0, scale: 1 }).data]).toEqual([0, 255]);
  });

  it('colors one channel by a map', () => {
    const ends = imageGrid(gray([0, 1], [1, 1, 2, 1]), { gap: 0, scale: 1, colorMap: 'viridis' });
    expect([...ends.data]).toEqual([0x44, 0x01, 0x54, 0xfd, 0xe7, 0x25]);
    expect(() => imageGrid(rings(1, 4, 3), { colorMap: 'viridis' })).toThrow(
      "imageGrid: `colorMap` is 'viridis' but the images have 3 channels",
    );
    expect(() => imageGrid(rings(1), { colorMap: 'jet' as 'magma' })).toThrow("imageGrid: `colorMap` is 'jet'; expected");
  });

  it('leaves the last row short', () => {
    const raster = imageGrid(gray([1, 1, 1], [3, 1, 1, 1]), { columns: 2, gap: 0, scale: 1, background: [9, 9, 9] });
    expect([...raster.data]).toEqual([255, 255, 255, 9]);
    expect(imageGrid(rings(10)).width).toBe(imageGrid(rings(10), { columns: 4 }).width);
  });

  it('writes labels that scale with the tiles and never leave their tile', () => {
    const plain = imageGrid(rings(4), { scale: 1 });
    const labeled = imageGrid(rings(4), { scale: 1, labels: ['1', 'long label', '', 'é'] });
    expect(labeled.width).toBe(plain.width);
    expect(labeled.height).toBe(plain.height + 24);
    const rows = imageGrid(rings(4), { scale: 1, rowLabels: ['ab', 'c'], columnLabels: ['x', 'y'] });
    expect(rows.width).toBe(plain.width + Math.max(labelWidth('ab'), labelWidth('c')) + 4);
    expect(rows.height).toBe(plain.height + 13);
    const dark = imageGrid(rings(1), { scale: 1, background: [0, 0, 0], rowLabels: ['I'] });
    // Light ink on dark ground.
    expect(Math.max(...dark.data)).toBeGreaterThan(120);
  });

  it('refuses what it cannot draw', () => {
    const wrong = 'expected [n,height,width,1] or [n,height,width,3], so reshape flat images first';
    expect(() => imageGrid(gray([1, 2], [1, 2]))).toThrow(`imageGrid: \`images\` has shape [1,2]; ${wrong}`);
    expect(() => imageGrid(gray([1, 2], [1, 1, 1, 2]))).toThrow(`imageGrid: \`images\` has shape [1,1,1,2]; ${wrong}`);
    expect(() => imageGrid(gray([1], [1, 2, 1, 1]))).toThrow('so 2 numbers, but its data hold 1');
    expect(() => imageGrid(gray([], [0, 2, 2, 1]))).toThrow('there is no pixel to draw');
    expect(() => imageGrid([[1]] as never)).toThrow('imageGrid: `images` must be { data: TypedArray, shape: number[] }');
    expect(() => imageGrid(gray([1, NaN], [2, 1, 1, 1]))).toThrow(
      'imageGrid: `images` holds NaN in image 1; every pixel must be finite',
    );
    expect(() => imageGrid(gray([Infinity], [1, 1, 1, 1]), { clamp: true })).toThrow('holds Infinity in image 0');
    expect(() => imageGrid(rings(1), { scale: 1.5 })).toThrow('imageGrid: `scale` is 1.5; expected a whole number of at least 1');
    expect(() => imageGrid(rings(1), { gap: -1 })).toThrow('imageGrid: `gap` is -1');
    expect(() => imageGrid(rings(1), { columns: 0 })).toThrow('imageGrid: `columns` is 0');
    expect(() => imageGrid(rings(1), { background: [0, 0, 256] })).toThrow('imageGrid: `background` is [0,0,256]');
    expect(() => imageGrid(rings(1), { range: [1, 0] })).toThrow('imageGrid: `range` is [1,0]');
    expect(() => imageGrid(rings(2), { labels: ['a'] })).toThrow(
      'imageGrid: `labels` has 1 entries but there are 2 images; give one for each',
    );
  });
});
