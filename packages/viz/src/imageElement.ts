import { base64 } from './base64.js';
import { encodePng } from './encodePng.js';
import type { Raster } from './raster.js';
import { px } from './svgDocument.js';

/** A raster as an image element of an SVG; `crisp` keeps the edges of its pixels. */
export function imageElement(raster: Raster, x: number, y: number, width: number, height: number, crisp: boolean): string {
  const source = `data:image/png;base64,${base64(encodePng(raster))}`;
  return `<image x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" preserveAspectRatio="none"${crisp ? ' style="image-rendering:pixelated"' : ''} href="${source}"/>`;
}
