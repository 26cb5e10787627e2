/** The CRC of each byte, for a polynomial with its bits reversed. */
const tableOf = (polynomial: number): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });

const [plain, castagnoli] = [tableOf(0xedb88320), tableOf(0x82f63b78)];

function crc(table: Uint32Array, bytes: Uint8Array, start: number): number {
  let value = ~start;
  for (let i = 0; i < bytes.length; i++) value = (value >>> 8) ^ table[(value ^ bytes[i]!) & 0xff]!;
  return ~value >>> 0;
}

/**
 * The CRC-32 of bytes, as in PNG, zip and gzip, as an unsigned number: finds any single burst of up to 32 wrong bits.
 *
 * @param start the CRC of the bytes before these, where they come in pieces. Default 0: there are none.
 * @see ISO 3309; RFC 1952, section 8
 */
export const crc32 = (bytes: Uint8Array, start: number = 0): number => crc(plain, bytes, start);

/**
 * The CRC-32C of bytes, with Castagnoli's polynomial, as in iSCSI and in the records of TensorFlow.
 *
 * @see RFC 3720, appendix B.4
 */
export const crc32c = (bytes: Uint8Array): number => crc(castagnoli, bytes, 0);
