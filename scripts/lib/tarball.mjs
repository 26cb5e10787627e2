import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The files of a packed package: their paths (without the leading `package/`) and contents. */
export function readTarball(path) {
  const bytes = gunzipSync(readFileSync(path));
  const files = new Map();
  let longName;
  for (let at = 0; at + 512 <= bytes.length;) {
    const header = bytes.subarray(at, at + 512);
    const name = text(header, 0, 100);
    if (name === '') break;
    const size = Number.parseInt(text(header, 124, 12), 8);
    const type = String.fromCharCode(header[156]);
    const content = bytes.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
    // Long names come ahead of their file: as a pax header (`30 path=…`) or in GNU's way.
    if (type === 'x') longName = /^\d+ path=(.*)$/m.exec(content.toString('utf8'))?.[1] ?? longName;
    else if (type === 'L') longName = text(content, 0, size);
    else if (type === '0' || type === '\0') {
      const prefix = text(header, 345, 155);
      files.set((longName ?? (prefix === '' ? name : `${prefix}/${name}`)).replace(/^package\//, ''), content);
      longName = undefined;
    }
  }
  return files;
}

function text(bytes, start, length) {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return field
    .subarray(0, end === -1 ? length : end)
    .toString('utf8')
    .trim();
}
