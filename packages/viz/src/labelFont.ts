import font from './labelGlyphs.json' with { type: 'json' };

/** Height of a line of a label in pixels before scaling, descenders included. */
export const labelHeight = 10;

const glyphs: Readonly<Record<string, readonly (string | number)[]>> = font.glyphs;

// A letter that the font lacks loses its accent, and is a box at last.
function glyphOf(letter: string): { readonly width: number; readonly runs: string } {
  const found = glyphs[letter] ?? glyphs[letter.normalize('NFD')[0] ?? ''] ?? glyphs['unknown']!;
  return { width: Number(found[0]), runs: String(found[1]) };
}

const lineWidth = (text: string): number => [...text].reduce((sum, letter) => sum + glyphOf(letter).width, 0);

/** Width of a label in pixels before scaling. */
export function labelWidth(text: string): number {
  return Math.ceil((lineWidth(text) * labelHeight) / font.height);
}

/** The longest beginning of `text` that is at most `width` pixels wide, before scaling; a cut is shown by an ellipsis. */
export function fitLabel(text: string, width: number): string {
  if (labelWidth(text) <= width) return text;
  const letters = [...text];
  for (let count = letters.length - 1; count > 0; count--) {
    const cut = `${letters.slice(0, count).join('').trimEnd()}…`;
    if (labelWidth(cut) <= width) return cut;
  }
  return labelWidth(letters[0] ?? '') <= width ? (letters[0] ?? '') : '';
}

/** The label as the font's own pixels, 0 to 1, row by row. */
function line(text: string): { readonly width: number; readonly data: Float32Array } {
  const width = lineWidth(text);
  const data = new Float32Array(width * font.height);
  let left = 0;
  for (const letter of text) {
    const { width: own, runs } = glyphOf(letter);
    let at = 0;
    for (let i = 0; i < runs.length; i += 2) {
      const gray = Number.parseInt(runs[i]!, 16) / 15;
      for (let length = Number.parseInt(runs[i + 1]!, 16); length >= 0; length--, at++)
        data[Math.floor(at / own) * width + left + (at % own)] = gray;
    }
    left += own;
  }
  return { width, data };
}

/** Weights of the old pixels in each of `count` new ones that lie `step` old pixels apart: a triangle as wide as both. */
function weights(size: number, count: number, step: number): readonly (readonly [from: number, weight: number])[][] {
  const reach = Math.max(1, step);
  return Array.from({ length: count }, (_, i) => {
    const center = (i + 0.5) * step - 0.5;
    const near = Array.from({ length: Math.floor(2 * reach) + 2 }, (__, k) => Math.floor(center - reach) + k);
    const found = near.map((from) => [from, Math.max(0, 1 - Math.abs(from - center) / reach)] as const);
    const sum = found.reduce((total, [, weight]) => total + weight, 0);
    return found.flatMap(([from, weight]) => (weight === 0 || from < 0 || from >= size ? [] : [[from, weight / sum] as const]));
  });
}

/** Calls `set(x, y, share)` for every pixel that `text` covers, at this scale, with its top left corner at (0, 0). */
export function drawLabel(text: string, scale: number, set: (x: number, y: number, share: number) => void): void {
  const { width, data } = line(text);
  const step = font.height / (labelHeight * scale);
  const columns = weights(width, Math.ceil(width / step), step);
  weights(font.height, labelHeight * scale, step).forEach((rows, y) => {
    columns.forEach((own, x) => {
      let share = 0;
      for (const [row, high] of rows) for (const [column, wide] of own) share += high * wide * data[row * width + column]!;
      if (share > 0) set(x, y, Math.min(1, share));
    });
  });
}
