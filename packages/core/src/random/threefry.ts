/**
 * Threefry-2x32 with 20 rounds: a keyed, counter-based bijection of pairs of 32-bit words made of additions, rotations and
 * exclusive ors only, so that every JavaScript engine gives the same bits.
 *
 * @param out receives the two words (unsigned)
 * @see Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3
 */
export function threefry2x32(key0: number, key1: number, counter0: number, counter1: number, out: Uint32Array): void {
  const key2 = 0x1bd11bda ^ key0 ^ key1;
  let a = (counter0 + key0) | 0;
  let b = (counter1 + key1) | 0;
  for (let group = 1; group <= 5; group++) {
    // Rotations 13, 15, 26, 6 and 17, 29, 16, 24 alternate; after every fourth round the key is mixed in.
    if (group % 2 === 1) {
      a = (a + b) | 0;
      b = ((b << 13) | (b >>> 19)) ^ a;
      a = (a + b) | 0;
      b = ((b << 15) | (b >>> 17)) ^ a;
      a = (a + b) | 0;
      b = ((b << 26) | (b >>> 6)) ^ a;
      a = (a + b) | 0;
      b = ((b << 6) | (b >>> 26)) ^ a;
    } else {
      a = (a + b) | 0;
      b = ((b << 17) | (b >>> 15)) ^ a;
      a = (a + b) | 0;
      b = ((b << 29) | (b >>> 3)) ^ a;
      a = (a + b) | 0;
      b = ((b << 16) | (b >>> 16)) ^ a;
      a = (a + b) | 0;
      b = ((b << 24) | (b >>> 8)) ^ a;
    }
    const first = group % 3 === 0 ? key0 : group % 3 === 1 ? key1 : key2;
    const second = group % 3 === 0 ? key1 : group % 3 === 1 ? key2 : key0;
    a = (a + first) | 0;
    b = (b + second + group) | 0;
  }
  out[0] = a;
  out[1] = b;
}
