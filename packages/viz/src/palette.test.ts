import { describe, expect, it } from 'vitest';
import oracle from '../oracles/palette.json' with { type: 'json' };
import { palette } from './palette.js';
import { tokens } from './theme.js';

// Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
const visions: Record<string, number[][]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (matrix: number[][], v: number[]): number[] =>
  matrix.map((row) => row.reduce((sum, value, index) => sum + value * v[index]!, 0));
const linear = (hex: string): number[] =>
  [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
const luminance = (hex: string): number => times([[0.2126, 0.7152, 0.0722]], linear(hex))[0]!;

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

// OKLab (Ottosson 2020), times 100: a step of about 2 is just noticeable on large patches.
function oklab(rgb: number[]): number[] {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  );
  const roots = lms.map(Math.cbrt);
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    roots,
  ).map((v) => 100 * v);
}

function smallest(colors: readonly string[], vision: number[][]): number {
  const labs = colors.map((hex) => oklab(times(vision, linear(hex)).map((v) => Math.min(1, Math.max(0, v)))));
  let least = Infinity;
  labs.forEach((a, i) => labs.slice(i + 1).forEach((b) => (least = Math.min(least, Math.hypot(...a.map((v, k) => v - b[k]!))))));
  return least;
}

describe('palette', () => {
  // Five times the just noticeable difference of large patches: marks of five pixels need about that much to be named.
  const enough = 10;

  it.each(['light', 'dark'] as const)('has ten colors on %s paper that every reader can tell apart', (theme) => {
    const colors = palette(theme);
    expect(colors).toEqual(oracle[theme].colors);
    expect(oracle[theme].paper).toBe(tokens[theme]['paper']);
    for (const [name, matrix] of Object.entries(visions)) {
      expect(smallest(colors, matrix), name).toBeGreaterThan(enough);
      expect(smallest(colors, matrix)).toBeCloseTo(oracle[theme].smallest[name as 'normal'], 2);
    }
    for (const color of colors) expect(contrast(color, tokens[theme]['paper']!), color).toBeGreaterThanOrEqual(3);
  });

  it('would notice a palette that is not safe', () => {
    const popular = [
      '#1f77b4',
      '#ff7f0e',
      '#2ca02c',
      '#d62728',
      '#9467bd',
      '#8c564b',
      '#e377c2',
      '#7f7f7f',
      '#bcbd22',
      '#17becf',
    ];
    expect(smallest(popular, visions['deuteranopia']!)).toBeLessThan(5);
  });

  it.each(['light', 'dark'] as const)('writes text of at least 4.5:1 on %s paper', (theme) => {
    for (const name of ['ink', 'muted'])
      expect(contrast(tokens[theme][name]!, tokens[theme]['paper']!), name).toBeGreaterThanOrEqual(4.5);
    for (const name of ['axis', 'idle'])
      expect(contrast(tokens[theme][name]!, tokens[theme]['paper']!), name).toBeGreaterThanOrEqual(3);
  });

  it('cannot be changed from outside', () => {
    (palette() as string[])[0] = 'red';
    expect(palette()[0]).toBe(oracle.light.colors[0]);
    expect(() => palette('sepia' as 'dark')).toThrow("palette: `theme` is 'sepia'; expected 'light' or 'dark'");
  });
});
