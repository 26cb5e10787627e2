// Advance widths in thousandths of the font size, on the wide side of the usual system fonts, since a figure cannot ask the
// font that will be used. Text that is too narrow for its place looks loose; text that is too wide would be cut.
function advance(character: string): number {
  const code = character.codePointAt(0)!;
  if (/[\p{M}\u200b-\u200f]/u.test(character)) return 0;
  if (
    code >= 0x1100 &&
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff00-\uffef]/u.test(character)
  ) {
    return 1050;
  }
  if (/[ijlI.,:;'|!()[\]tfr ]/.test(character)) return 380;
  if (/[mwMW@%—]/.test(character)) return 960;
  if (/[A-Z]/.test(character)) return 720;
  return 630;
}

/** Estimated width of a line of text, in pixels. */
export function textWidth(text: string, size: number): number {
  let total = 0;
  for (const character of text) total += advance(character);
  return (total * size) / 1000;
}

/** The text, or its beginning with an ellipsis if it is wider than `width`. */
export function fitText(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (textWidth(`${kept}${character}…`, size) > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

// Chinese and Japanese break between any two characters, except before a closing mark.
const pieces =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef][\u3001\u3002\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff1a\uff1b\uff1f]*|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]+/gu;

/** Breaks a text at spaces and between East Asian characters into at most `lines` lines; the rest ends in an ellipsis. */
export function wrapText(text: string, width: number, size: number, lines: number): string[] {
  const out: string[] = [];
  const words = [...text.matchAll(pieces)].map((match) => ({
    word: match[0],
    space: match.index > 0 && /\s/.test(text[match.index - 1]!) ? ' ' : '',
  }));
  let line = '';
  while (words.length > 0) {
    const { word, space } = words[0]!;
    const longer = line === '' ? word : line + space + word;
    if (textWidth(longer, size) <= width) {
      line = longer;
      words.shift();
    } else if (out.length === lines - 1) {
      const rest = words.map((piece, index) => (index === 0 && line === '' ? '' : piece.space) + piece.word).join('');
      out.push(fitText(line + rest, width, size));
      return out;
    } else if (line === '') {
      out.push(fitText(word, width, size));
      words.shift();
    } else {
      out.push(line);
      line = '';
    }
  }
  if (line !== '') out.push(line);
  return out;
}
