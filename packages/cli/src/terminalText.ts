import { randomUUID } from 'node:crypto';

/** C0 but line feed and tab, DEL, C1; what turns the direction of text; separators of lines and paragraphs. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const BREAK = /[\n\t]/g;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escaped = (sign: string): string => named[sign] ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Stands before the control characters of our own; no name in a file can know it. */
const mark = `\ufdd0${randomUUID()}\ufdd0`;
const ours = { e: '\u001b', r: '\r' } as const;

/** Text whose control characters we made ourselves, colors and the like: the terminal gets them as they are. */
export const ownCodes = (text: string): string => text.replaceAll('\u001b', `${mark}e`).replaceAll('\r', `${mark}r`);

/** Takes the cursor to the beginning of its line, and wipes that. */
export const WIPE_LINE: string = ownCodes('\r\u001b[2K');

/**
 * Text as a terminal is to get it: what is not of {@link ownCodes} may come from a file, and shows its control characters as `\u001b`, which JSON reads
 * back; line feeds and tabs stay.
 */
export const shownText = (text: string): string =>
  text.replaceAll(CONTROL, escaped).replaceAll(new RegExp(`${mark}([er])`, 'g'), (_, sign: 'e' | 'r') => ours[sign]);

/** A name in a text of several lines: it shows line feeds and tabs. */
export const shownName = (name: string): string => name.replaceAll(BREAK, escaped);

/** The same for what is one line, whatever names are in it: it shows line feeds and tabs too. */
export const shownLine = (text: string): string => shownText(shownName(text));

const painted = (color: boolean, open: number, close: number) => {
  const [before, after] = [ownCodes(`\u001b[${open}m`), ownCodes(`\u001b[${close}m`)];
  return (text: string): string => (color ? before + text + after : text);
};

/** Ways to mark text. */
export type Colors = Readonly<Record<'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow', (text: string) => string>>;

/** Ways to mark text, which do nothing where colors are not welcome. */
export const colorsOf = (color: boolean): Colors => ({
  bold: painted(color, 1, 22),
  cyan: painted(color, 36, 39),
  dim: painted(color, 2, 22),
  green: painted(color, 32, 39),
  red: painted(color, 31, 39),
  yellow: painted(color, 33, 39),
});
