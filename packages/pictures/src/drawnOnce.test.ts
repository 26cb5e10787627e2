import type { Raster } from '@vaekit/viz';
import { expect, it, vi } from 'vitest';
import { drawnOnce } from './drawnOnce.js';

it('makes each form of a figure once, at each scale', () => {
  const svg = vi.fn<() => string>(() => '<svg/>');
  const raster = vi.fn<(scale: number) => Raster>((scale) => ({ data: new Uint8Array(4), width: scale, height: 1, channels: 4 }));
  const gif = vi.fn<(scale: number) => Uint8Array<ArrayBuffer>>((scale) => Uint8Array.of(scale));
  const figure = drawnOnce({ svg, raster, gif, caption: 'c', alt: 'a' });
  expect([figure.svg(), figure.svg()]).toEqual(['<svg/>', '<svg/>']);
  expect(figure.raster!(2)).toBe(figure.raster!(2));
  expect(figure.raster!(3).width).toBe(3);
  expect([figure.gif!(1), figure.gif!(1)]).toEqual([Uint8Array.of(1), Uint8Array.of(1)]);
  expect([svg, raster, gif].map(({ mock }) => mock.calls.length)).toEqual([1, 2, 1]);
  expect(figure.caption).toBe('c');
  const plain = drawnOnce({ svg, caption: 'c', alt: 'a' });
  expect([plain.raster, plain.gif]).toEqual([undefined, undefined]);
});
