import { faults } from '../faults.js';
import type { Dialect } from '../dataSchema.js';
import { joinBytes } from '../joinBytes.js';

export type TextEncoding = Dialect['encoding'];

const sample = 65_536;
const piece = 2 ** 20;

/** Where the text begins, behind a mark of its encoding. */
export const markLength = (bytes: Uint8Array): number => (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);

/**
 * The encoding of the bytes of a text: what a mark says; UTF-16 where every second byte is mostly 0; UTF-8 where the first 64 KiB are that; else Windows-1252, which
 * Latin-1 is part of.
 */
export function detectEncoding(bytes: Uint8Array): TextEncoding {
  if (markLength(bytes) > 0) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, sample);
  const zeros = [0, 0];
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i & 1]!++;
  });
  const [even = 0, odd = 0] = zeros;
  if (head.length > 3 && bytes.length % 2 === 0 && even + odd > head.length / 4) {
    if (even === 0) return 'utf-16le';
    if (odd === 0) return 'utf-16be';
  }
  return isUtf8(head, bytes.length > head.length) ? 'utf-8' : 'windows-1252';
}

/**
 * Whether bytes are UTF-8, perhaps with faults: of the characters beyond ASCII at least half are whole. In text of Windows-1252 hardly any is.
 *
 * @param isCut whether the last character may be cut off
 */
export function isUtf8(bytes: Uint8Array, isCut: boolean = false): boolean {
  const decoder = new TextDecoder('utf-8');
  let balance = 0;
  for (let at = 0; at < bytes.length; at += piece) {
    const text = decoder.decode(bytes.subarray(at, at + piece), { stream: isCut || at + piece < bytes.length });
    for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) balance += text[i] === '\uFFFD' ? -1 : 1;
  }
  return balance >= 0;
}

/** Bytes that Windows-1252 leaves free: a file with any of them is in another encoding. */
const isFree = (byte: number): boolean => byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d;

/** The characters of Windows-1252 where Latin-1 has none, from 0x80; blanks where it has none either. */
const signs =
  '\u20ac \u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152 \u017d  \u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153 \u017e\u0178';

/** Text of another encoding as UTF-8, piece by piece. */
export function toUtf8(name: string, bytes: Uint8Array, encoding: TextEncoding): Uint8Array {
  if (encoding === 'utf-8') return bytes;
  if (encoding === 'windows-1252') {
    const at = bytes.findIndex(isFree);
    if (at >= 0)
      throw faults.syntax`${name}: offset ${at} holds a byte that is neither UTF-8 nor Windows-1252; save the file as UTF-8`;
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  // Some versions of Node.js decode Windows-1252 as Latin-1.
  const mended = (text: string): string =>
    encoding === 'windows-1252' ? text.replace(/[\u0080-\u009f]/g, (control) => signs[control.charCodeAt(0) - 128] ?? '') : text;
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  try {
    for (let at = 0; at < bytes.length; at += piece) {
      const last = at + piece >= bytes.length;
      parts.push(encoder.encode(mended(decoder.decode(bytes.subarray(at, at + piece), { stream: !last }))));
    }
  } catch (error) {
    throw faults.syntax`${name}: the text is not ${encoding} (${error}); save the file as UTF-8`;
  }
  return joinBytes(parts);
}
