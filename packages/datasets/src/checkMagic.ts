import { faults } from './faults.js';

export const hex = (byte: number | undefined): string => (byte ?? 0).toString(16).padStart(2, '0');

/** Throws a `DataError` of kind `'magic'` unless bytes begin so, as far as they go. */
export function checkMagic(name: string, bytes: Uint8Array, magic: readonly number[], format: string): void {
  const wrong = magic.findIndex((byte, i) => i < bytes.length && bytes[i] !== byte);
  if (wrong >= 0)
    throw faults.magic`${name}: ${format} begins with ${magic.map(hex).join(' ')}, but offset ${wrong} holds ${hex(bytes[wrong])}; is it ${format}?`;
}
