// Letters of 5 by 8 pixels (the eighth row holds descenders), each row a base-32 digit whose five bits are the pixels.
const glyphs: Readonly<Record<string, string>> = {
  '0': 'ehjlphe',
  '1': '4c4444e',
  '2': 'eh168gv',
  '3': 'eh161he',
  '4': '26aiv22',
  '5': 'vgu11he',
  '6': '68guhhe',
  '7': 'v124888',
  '8': 'ehhehhe',
  '9': 'ehhf12c',
  A: 'ehhvhhh',
  B: 'uhhuhhu',
  C: 'ehggghe',
  D: 'sihhhis',
  E: 'vgguggv',
  F: 'vgguggg',
  G: 'ehgnhhf',
  H: 'hhhvhhh',
  I: 'e44444e',
  J: '72222ic',
  K: 'hikokih',
  L: 'ggggggv',
  M: 'hrllhhh',
  N: 'hhpljhh',
  O: 'ehhhhhe',
  P: 'uhhuggg',
  Q: 'ehhhlid',
  R: 'uhhukih',
  S: 'fgge11u',
  T: 'v444444',
  U: 'hhhhhhe',
  V: 'hhhhha4',
  W: 'hhhllla',
  X: 'hha4ahh',
  Y: 'hha4444',
  Z: 'v1248gv',
  a: '00e1fhf',
  b: 'gguhhhu',
  c: '00fgggf',
  d: '11fhhhf',
  e: '00ehvge',
  f: '698s888',
  g: '00fhhf1e',
  h: 'gguhhhh',
  i: '40c444e',
  j: '206222ic',
  k: 'ggikoki',
  l: 'c44444e',
  m: '00qllll',
  n: '00uhhhh',
  o: '00ehhhe',
  p: '00uhhugg',
  q: '00fhhf11',
  r: '00mpggg',
  s: '00fge1u',
  t: '88s8896',
  u: '00hhhjd',
  v: '00hhha4',
  w: '00hhlla',
  x: '00ha4ah',
  y: '00hhhf1e',
  z: '00v248v',
  ' ': '0000000',
  '.': '00000cc',
  ',': '00000c48',
  ':': '0cc0cc0',
  '-': '000v000',
  '+': '044v440',
  '=': '00v0v00',
  '(': '2488842',
  ')': '8422248',
  '/': '11248gg',
  '%': 'op248j3',
  _: '000000v',
  "'": '4400000',
  '"': 'aa00000',
  '?': 'eh12404',
  '!': '4444404',
  '>': '8421248',
  '<': '248g842',
  '*': '0level0',
  '#': 'aavavaa',
  '&': 'cik8lid',
  '[': 'e88888e',
  ']': 'e22222e',
  '|': '4444444',
  '~': '008l200',
};
const unknownGlyph = 'vhhhhhv';

/** Height of a line of pixel text, descenders included. */
export const pixelTextHeight = 8;

// Accents are dropped, typographic minus and multiplication signs take their plain forms.
function plain(text: string): string[] {
  return [...text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[−–—]/g, '-').replace(/×/g, 'x')];
}

/** Width of pixel text: five pixels a letter and one between letters. */
export function pixelTextWidth(text: string): number {
  return Math.max(0, 6 * plain(text).length - 1);
}

/** The longest beginning of `text` that is at most `width` pixels wide; a cut is shown by two dots. */
export function fitPixelText(text: string, width: number): string {
  if (pixelTextWidth(text) <= width) return text;
  const letters = Math.floor((width + 1) / 6);
  return letters < 3
    ? plain(text).slice(0, Math.max(letters, 0)).join('')
    : `${plain(text)
        .slice(0, letters - 2)
        .join('')}..`;
}

/** Calls `set(x, y)` for every pixel of `text` written with its top left corner at (0, 0). */
export function drawPixelText(text: string, set: (x: number, y: number) => void): void {
  plain(text).forEach((letter, position) => {
    const rows = glyphs[letter] ?? unknownGlyph;
    for (let y = 0; y < rows.length; y++) {
      const bits = Number.parseInt(rows[y]!, 32);
      for (let x = 0; x < 5; x++) if (bits & (16 >> x)) set(6 * position + x, y);
    }
  });
}
