import type { PngImage } from './png.js';

/** Pixels of an image as a decoder gives them: 8-bit, or 16-bit where the file has more. */
export interface DecodedImage extends PngImage {
  /** How many pictures the file holds, where it is more than the one that was taken, the first. */
  readonly pictures?: number;
}

/** How an image of other proportions comes to a size: its edges cut off, bars put beside it, or its sides stretched. */
export type ImageFit = 'crop' | 'pad' | 'stretch';

export interface ImageRequest {
  /** The size to bring it to; its own unless said. */
  readonly size?: { readonly width: number; readonly height: number };
  readonly fit: ImageFit;
  /** The intensity of the bars, 0 to 255. */
  readonly background: number;
  /** The most bytes that its pixels may have. */
  readonly maxBytes: number;
  readonly name: string;
}

/**
 * Decodes a file of any image format it knows: turned upright as its EXIF says, in gray or sRGB (CMYK converted), alpha kept, of an animation the first picture.
 *
 * Throws a `DataError`: `'unsupported'` for a format it does not know, `'damaged'`, `'too-large'`.
 */
export type ImageDecoder = (bytes: Uint8Array, request: ImageRequest) => Promise<DecodedImage>;
