const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * The CRC-32 of bytes, as in PNG, zip and gzip, as an unsigned number: finds any single burst of up to 32 wrong bits.
 *
 * @param start the CRC of the bytes before these, where they come in pieces. Default 0: there are none.
 * @see ISO 3309; RFC 1952, section 8
 */
export function crc32(bytes: Uint8Array, start: number = 0): number {
  let value = ~start;
  for (let i = 0; i < bytes.length; i++) value = (value >>> 8) ^ table[(value ^ bytes[i]!) & 0xff]!;
  return ~value >>> 0;
}
