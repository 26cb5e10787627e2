import { noiseBlocks } from './noiseBlocks.js';
import { NOISE_WORDS } from './noiseMemory.js';
import { threefry2x32 } from './threefry.js';

const ROOM = NOISE_WORDS - 2;

/**
 * The words of a stream from any place on, without the stream: what `randomStream({ key, counter }).uint32()` would give one after the other.
 *
 * @param out receives the words
 */
export function wordsAt([key0, key1]: readonly [number, number], counter: number, out: Uint32Array): void {
  for (let done = 0; done < out.length; done += ROOM) {
    const wanted = Math.min(ROOM, out.length - done);
    // A block begins at an even place, and has an even number of words.
    const skipped = (counter + done) % 2;
    const index = (counter + done - skipped) / 2;
    const [low, high] = [index % 2 ** 32, Math.floor(index / 2 ** 32) >>> 0];
    const count = 2 * Math.ceil((skipped + wanted) / 2);
    const blocks = low + count < 2 ** 32 ? noiseBlocks() : undefined;
    const words = blocks?.words(key0, key1, low, high, count) ?? new Uint32Array(count);
    if (blocks === undefined) threefry2x32(key0, key1, low, high, words);
    out.set(words.subarray(skipped, skipped + wanted), done);
  }
}
