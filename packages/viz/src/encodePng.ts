import { encode } from 'fast-png';
import { checkRaster, type Raster } from './raster.js';

/**
 * Encodes a raster as a PNG file (8 bits a channel, lossless).
 *
 * @param raster pixels from one of the grids
 * @returns the bytes of the file
 * @throws RangeError if the sizes do not belong to the data
 */
export function encodePng(raster: Raster): Uint8Array<ArrayBuffer> {
  checkRaster('encodePng', raster);
  const { width, height, channels, data } = raster;
  // fast-png allocates plain memory, which its types do not say; `Blob` takes nothing else.
  return encode({ width, height, channels, depth: 8, data }) as Uint8Array<ArrayBuffer>;
}
