import { crc32 } from '@vaekit-internal/base';
import type { NamedArray } from './safetensors.js';

/** The CRC-32, in hexadecimal, of a description and of all arrays in the order of their names. */
export function contentChecksum(description: string, tensors: Readonly<Record<string, NamedArray>>): string {
  const text = new TextEncoder();
  let value = crc32(text.encode(description));
  for (const name of Object.keys(tensors).sort()) {
    const { data } = tensors[name]!;
    value = crc32(text.encode(name), value);
    value = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), value);
  }
  return value.toString(16).padStart(8, '0');
}
