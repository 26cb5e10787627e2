import { detectEncoding } from './csv/encoding.js';

/** The formats of a single file that this package reads; `'image'` is one that an `ImageDecoder` does (JPEG, WebP, GIF, TIFF, AVIF, BMP). */
export type FileFormat = 'cifar10' | 'cifar100' | 'csv' | 'gzip' | 'idx' | 'image' | 'jsonl' | 'npy' | 'npz' | 'parquet' | 'png';

const magics: readonly (readonly [format: FileFormat, magic: readonly number[]])[] = [
  ['npy', [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
  ['npz', [0x50, 0x4b, 0x03, 0x04]],
  ['npz', [0x50, 0x4b, 0x05, 0x06]],
  ['parquet', [0x50, 0x41, 0x52, 0x31]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['gzip', [0x1f, 0x8b]],
  ['image', [0xff, 0xd8, 0xff]],
  ['image', [0x47, 0x49, 0x46, 0x38]],
  ['image', [0x49, 0x49, 0x2a, 0]],
  ['image', [0x4d, 0x4d, 0, 0x2a]],
];
const idxTypes = [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e];

/**
 * Says of which format the bytes of a file are; undefined for none that this package reads.
 *
 * The first bytes decide where a format has a mark of its own. Files of CIFAR have none: they are told by the ending `.bin`, their length and
 * labels in range. Text without zero bytes counts as CSV. An ending decides only for bytes that say nothing (an empty or a cut-off file is read
 * as what its name says, so that the reader's error is the right one). Text that begins with an object of JSON, or an array of them, is JSON lines; text in UTF-16 counts as CSV
 * by its mark, in Latin-1 by an ending only.
 */
export function detectFormat(bytes: Uint8Array, name: string = ''): FileFormat | undefined {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  for (const [format, magic] of magics) if (magic.every((byte, i) => bytes[i] === byte)) return format;
  const mark = String.fromCharCode(...bytes.subarray(0, 12));
  if (/^RIFF[^]{4}WEBP|^[^]{4}ftyp(?:avif|heic)/.test(mark) || (mark.startsWith('BM') && ending === 'bmp')) return 'image';
  if (ending === 'bin') {
    if (isCifar(bytes, [10])) return 'cifar10';
    if (isCifar(bytes, [20, 100])) return 'cifar100';
  }
  if (bytes[0] === 0 && bytes[1] === 0 && idxTypes.includes(bytes[2] ?? 0) && (bytes[3] ?? 0) > 0) return 'idx';
  switch (ending) {
    case 'csv':
    case 'tsv':
    case 'tab':
      return 'csv';
    case 'jsonl':
    case 'ndjson':
    case 'json':
      return 'jsonl';
    case 'npy':
    case 'npz':
    case 'parquet':
    case 'png':
      return ending;
    case 'gz':
      return 'gzip';
    case 'bin':
      return 'cifar10';
    default:
  }
  if (/idx\d-ubyte$/.test(name)) return 'idx';
  const head = bytes.subarray(0, 4096);
  if (head.length > 2 && (head[0] === 0xff || head[0] === 0xfe) && detectEncoding(head).startsWith('utf-16')) return 'csv';
  if (head.length === 0 || hasControls(head)) return undefined;
  if (!isText(head)) return ending === 'txt' || ending === 'data' || ending === 'dat' ? 'csv' : undefined;
  return /^\s*(?:\[\s*)?\{\s*"/.test(new TextDecoder().decode(head.subarray(0, 64))) ? 'jsonl' : 'csv';
}

const hasControls = (bytes: Uint8Array): boolean => bytes.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13);

/** Whether bytes are whole records of CIFAR whose label bytes lie below their limits. */
function isCifar(bytes: Uint8Array, limits: readonly number[]): boolean {
  const record = limits.length + 3072;
  if (bytes.length === 0 || bytes.length % record !== 0) return false;
  for (let start = 0; start < bytes.length; start += record) {
    if (limits.some((limit, place) => (bytes[start + place] ?? 0) >= limit)) return false;
  }
  return true;
}

function isText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
