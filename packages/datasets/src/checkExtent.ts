import { counted, faults } from './faults.js';

/**
 * Throws unless a file ends where its header says that `what`, its numbers, end. A `DataError` of kind `'too-large'`, `'truncated'` or `'trailing'`.
 *
 * @param length the bytes that are there; `size` those that are announced
 */
export function checkExtent(name: string, length: number, size: number, what: string, maxBytes: number): void {
  if (!(size <= maxBytes))
    throw faults.tooLarge`${name}: the header announces ${what}, ${counted(size, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`;
  if (length < size) throw faults.truncated`${name}: the data end at offset ${length}, but ${what} ends at ${size}`;
  if (length > size)
    throw faults.trailing`${name}: ${counted(length - size, 'byte follows', 'bytes follow')} at offset ${size}, where ${what} ends`;
}
