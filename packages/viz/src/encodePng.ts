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
  return encode({ width: raster.width, height: raster.height, channels: raster.channels, depth: 8, data: raster.data });
}
