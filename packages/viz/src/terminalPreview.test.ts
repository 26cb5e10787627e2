import { describe, expect, it } from 'vitest';
import { imageGrid } from './imageGrid.js';
import { rings } from './pictures.test-helper.js';
import type { Raster } from './raster.js';
import { terminalPreview } from './terminalPreview.js';

const raster: Raster = { width: 2, height: 3, channels: 1, data: Uint8Array.from([0, 255, 128, 255, 10, 20]) };
const escape = '\u001b[';

describe('terminalPreview', () => {
  it('draws two pixels a character and resets every line', () => {
    expect(terminalPreview(raster)).toBe(
      [
        `${escape}38;2;0;0;0;48;2;128;128;128m▀${escape}38;2;255;255;255;48;2;255;255;255m▀${escape}0m`,
        `${escape}38;2;10;10;10;49m▀${escape}38;2;20;20;20;49m▀${escape}0m`,
      ].join('\n'),
    );
  });

  it('repeats a color only where it changes', () => {
    const plain: Raster = { width: 5, height: 2, channels: 3, data: new Uint8Array(30).fill(9) };
    expect(terminalPreview(plain)).toBe(`${escape}38;2;9;9;9;48;2;9;9;9m▀▀▀▀▀${escape}0m`);
  });

  it('knows the 256 colors of xterm', () => {
    const colors: Raster = {
      width: 3,
      height: 2,
      channels: 3,
      data: Uint8Array.from([255, 0, 0, 255, 255, 255, 8, 8, 8, 0, 0, 0, 95, 135, 175, 128, 128, 128]),
    };
    expect(terminalPreview(colors, { color: '256' })).toBe(
      `${escape}38;5;196;48;5;16m▀${escape}38;5;231;48;5;67m▀${escape}38;5;232;48;5;244m▀${escape}0m`,
    );
  });

  it('writes plain ASCII without color', () => {
    const ramp: Raster = {
      width: 10,
      height: 2,
      channels: 1,
      data: Uint8Array.from({ length: 20 }, (_, index) => ((index % 10) * 255) / 9),
    };
    expect(terminalPreview(ramp, { color: 'none' })).toBe(' .:-=+*#%@');
    // oxlint-disable-next-line no-control-regex
    expect(terminalPreview(imageGrid(rings(4)), { color: 'none', columns: 40 })).toMatch(/^[ -~\n]*$/);
  });

  it('shrinks by averaging and never enlarges', () => {
    const checks: Raster = {
      width: 4,
      height: 4,
      channels: 1,
      data: Uint8Array.from({ length: 16 }, (_, index) => ((index + (index >> 2)) % 2 ? 200 : 100)),
    };
    expect(terminalPreview(checks, { columns: 2 })).toBe(`${escape}38;2;150;150;150;48;2;150;150;150m▀▀${escape}0m`);
    const odd: Raster = { width: 3, height: 2, channels: 1, data: Uint8Array.from([0, 90, 180, 0, 90, 180]) };
    expect(terminalPreview(odd, { columns: 2 })).toBe(`${escape}38;2;30;30;30;49m▀${escape}38;2;150;150;150;49m▀${escape}0m`);
    expect(terminalPreview(raster, { columns: 200 }).split('\n')[0]!.split('▀').length - 1).toBe(2);
    expect(
      terminalPreview({ width: 500, height: 1, channels: 1, data: new Uint8Array(500) }, { columns: 10 }).split('▀').length - 1,
    ).toBe(10);
  });

  it('lays transparent pixels on black', () => {
    const clear: Raster = { width: 1, height: 2, channels: 4, data: Uint8Array.from([255, 255, 255, 0, 200, 100, 0, 128]) };
    expect(terminalPreview(clear)).toBe(`${escape}38;2;0;0;0;48;2;100;50;0m▀${escape}0m`);
  });

  it('refuses a damaged raster and impossible widths', () => {
    expect(() => terminalPreview({ ...raster, height: 4 })).toThrow(
      'terminalPreview: a raster of 2 x 4 x 1 needs 8 bytes but has 6',
    );
    expect(() => terminalPreview({ ...raster, channels: 2 as 1 })).toThrow(
      'terminalPreview: the raster is 2 x 3 with 2 channels',
    );
    expect(() => terminalPreview(raster, { columns: 0 })).toThrow('terminalPreview: `columns` is 0');
    expect(() => terminalPreview(raster, { color: 'ansi' as 'none' })).toThrow("terminalPreview: `color` is 'ansi'; expected");
  });
});
