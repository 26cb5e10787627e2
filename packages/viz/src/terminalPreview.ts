import { checkWhole } from './checks.js';
import { checkRaster, type Raster, toRgba } from './raster.js';

/** Options of `terminalPreview`. */
export interface TerminalPreviewOptions {
  /** Widest line, in characters. A wider raster is shrunk by averaging; a narrower one is never enlarged. Default 80. */
  readonly columns?: number;
  /** Colors the terminal knows; `'none'` writes plain ASCII. Default `'truecolor'`. */
  readonly color?: 'truecolor' | '256' | 'none';
}

const reset = '\u001b[0m';
// From dark to light, chosen by the share of a cell each character inks.
const ramp = ' .:-=+*#%@';

// Averages in linear light would be truer to the eye, but strokes of digits are thin: the plain mean keeps them visible.
function shrink(rgba: Uint8Array, width: number, height: number, newWidth: number, newHeight: number): Float64Array {
  const out = new Float64Array(newWidth * newHeight * 3);
  const spanX = width / newWidth;
  const spanY = height / newHeight;
  for (let y = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++) {
      let total = 0;
      const sum: [number, number, number] = [0, 0, 0];
      for (let v = Math.floor(y * spanY); v < Math.min(height, Math.ceil((y + 1) * spanY - 1e-9)); v++) {
        const high = Math.min(v + 1, (y + 1) * spanY) - Math.max(v, y * spanY);
        for (let u = Math.floor(x * spanX); u < Math.min(width, Math.ceil((x + 1) * spanX - 1e-9)); u++) {
          const area = high * (Math.min(u + 1, (x + 1) * spanX) - Math.max(u, x * spanX));
          const at = 4 * (v * width + u);
          const alpha = rgba[at + 3]! / 255;
          for (let c = 0; c < 3; c++) sum[c as 0] += area * alpha * rgba[at + c]!;
          total += area;
        }
      }
      for (let c = 0; c < 3; c++) out[3 * (y * newWidth + x) + c] = sum[c as 0] / total;
    }
  }
  return out;
}

// The levels of the cube lie at 0, 95, 135, 175, 215 and 255.
const level = (v: number): number => (v < 48 ? 0 : v < 115 ? 1 : Math.min(5, Math.floor((v - 35) / 40)));
const shade = (l: number): number => (l === 0 ? 0 : 55 + 40 * l);

// The 6 x 6 x 6 cube and the 24 grays of xterm; the nearer of the two.
function xterm(red: number, green: number, blue: number): number {
  const [r, g, b] = [level(red), level(green), level(blue)];
  const gray = Math.max(0, Math.min(23, Math.round(((red + green + blue) / 3 - 8) / 10)));
  const distance = (a: number, c: number, e: number): number => (a - red) ** 2 + (c - green) ** 2 + (e - blue) ** 2;
  const tone = 8 + 10 * gray;
  return distance(tone, tone, tone) < distance(shade(r), shade(g), shade(b)) ? 232 + gray : 16 + 36 * r + 6 * g + b;
}

/**
 * Draws a raster in a terminal: each character is an upper half block, so two pixels; colors are reset at every line's end.
 *
 * Transparent pixels are laid on black. With `color: 'none'` each character is one of ten ASCII shades, light on dark.
 *
 * @param raster pixels; `scale: 1` and `gap: 1` suit a terminal best
 * @param options width and colors
 * @returns lines joined by `\n`, without one at the end
 * @throws RangeError if the raster's sizes do not belong to its data or `columns` is not a whole number of at least 1
 */
export function terminalPreview(raster: Raster, options: TerminalPreviewOptions = {}): string {
  const { columns = 80, color = 'truecolor' } = options;
  checkRaster('terminalPreview', raster);
  checkWhole('terminalPreview', 'columns', columns, 1);
  if (color !== 'truecolor' && color !== '256' && color !== 'none') {
    throw new RangeError(`terminalPreview: \`color\` is '${String(color)}'; expected 'truecolor', '256' or 'none'`);
  }
  const width = Math.min(columns, raster.width);
  const height = Math.max(1, Math.round((raster.height * width) / raster.width));
  const rows = Math.ceil(height / 2);
  const lines: string[] = [];
  if (color === 'none') {
    const cells = shrink(toRgba(raster), raster.width, raster.height, width, rows);
    for (let y = 0; y < rows; y++) {
      let line = '';
      for (let x = 0; x < width; x++) {
        const at = 3 * (y * width + x);
        const light = (0.2126 * cells[at]! + 0.7152 * cells[at + 1]! + 0.0722 * cells[at + 2]!) / 255;
        line += ramp[Math.min(ramp.length - 1, Math.floor(light * ramp.length))]!;
      }
      lines.push(line.trimEnd());
    }
    return lines.join('\n');
  }
  const cells = shrink(toRgba(raster), raster.width, raster.height, width, height);
  const code = (x: number, y: number, ground: boolean): string => {
    if (y >= height) return '49';
    const at = 3 * (y * width + x);
    const [r, g, b] = [0, 1, 2].map((c) => Math.round(cells[at + c]!)) as [number, number, number];
    const kind = ground ? 48 : 38;
    return color === '256' ? `${kind};5;${xterm(r, g, b)}` : `${kind};2;${r};${g};${b}`;
  };
  for (let y = 0; y < rows; y++) {
    let line = '';
    let last = '';
    for (let x = 0; x < width; x++) {
      const colors = `${code(x, 2 * y, false)};${code(x, 2 * y + 1, true)}`;
      if (colors !== last) line += `\u001b[${colors}m`;
      last = colors;
      line += '▀';
    }
    lines.push(line + reset);
  }
  return lines.join('\n');
}
