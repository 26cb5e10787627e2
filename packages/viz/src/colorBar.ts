import { formatCoordinates } from './formatNumber.js';
import { imageElement } from './imageElement.js';
import type { FigureBody } from './svgDocument.js';
import { fontSize, svgText } from './svgDocument.js';
import { textWidth } from './textWidth.js';
import type { Theme } from './theme.js';

/** Where a value stands between `low` and `high`, as an index from 0 to 255; the middle if they are equal. */
export function colorIndex(value: number, [low, high]: readonly [number, number]): number {
  // Halved, so that the span of the largest doubles is finite.
  const span = high / 2 - low / 2;
  return span > 0 ? Math.round((255 * (value / 2 - low / 2)) / span) : 128;
}

/** The legend of a color map: its colors between the least and the largest value, then what is measured. */
export function colorBar(
  theme: Theme,
  table: Uint8Array,
  range: readonly [number, number],
  unit: string,
  width: number,
): FigureBody {
  const [low, high] = formatCoordinates(range) as [string, string];
  const before = 8 + textWidth(low, fontSize.small) + 6;
  const length = 110;
  const after = before + length + 6;
  const label = after + textWidth(high, fontSize.small) + 12;
  const raster = { width: 256, height: 1, channels: 3, data: table } as const;
  const body = [
    svgText(theme, before - 6, 13, low, { anchor: 'end', size: fontSize.small, color: 'muted' }),
    imageElement(raster, before, 3, length, 12, false),
    svgText(theme, after, 13, high, { size: fontSize.small, color: 'muted' }),
    unit === '' ? '' : svgText(theme, label, 13, unit, { size: fontSize.small, fit: width - 8 - label }),
  ].join('');
  return { body, height: 24 };
}
