import { messageOf } from '@vaekit-internal/base';
import { DataError } from '../dataError.js';
import { faults } from '../faults.js';
import type { DecodedImage, ImageRequest } from '../imageDecoder.js';

const fits = { crop: 'cover', pad: 'contain', stretch: 'fill' } as const;

/** The `ImageDecoder` of Node: the package `sharp`, which must be installed (`npm install sharp`); JPEG, WebP, GIF, TIFF, AVIF, PNG, SVG not. */
export async function sharpDecoder(bytes: Uint8Array, request: ImageRequest): Promise<DecodedImage> {
  const { size, fit, background, maxBytes, name } = request;
  const { default: sharp } = await import('sharp').catch((error: unknown) => {
    const why = size === undefined ? 'is no PNG' : 'is to have another size';
    throw faults.unsupported`${name}: the image ${why}; install the package sharp for it (npm install sharp; ${error})`;
  });
  try {
    const image = sharp(bytes, { autoOrient: true, failOn: 'error', limitInputPixels: Math.max(1, Math.floor(maxBytes / 3)) });
    const { format, depth, space, hasAlpha, pages, autoOrient } = await image.metadata();
    // A drawing could ask for other files.
    if (format === 'svg') throw faults.unsupported`${name}: an SVG is no picture of pixels; convert it to PNG`;
    const isDeep = depth === 'ushort';
    if (depth !== 'uchar' && depth !== 'ushort')
      throw faults.unsupported`${name}: pixels of type ${depth}; 8 or 16 bits were expected (save other numbers as NPY)`;
    const isGray = space === 'b-w' || space === 'grey16';
    if (size !== undefined && (size.width !== autoOrient.width || size.height !== autoOrient.height)) {
      const bars = { r: background, g: background, b: background, alpha: 1 };
      image.resize({ ...size, fit: fits[fit], background: bars });
    }
    image.toColourspace(isGray ? (isDeep ? 'grey16' : 'b-w') : isDeep ? 'rgb16' : 'srgb');
    const { data, info } = await image.raw({ depth: isDeep ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true });
    const channels = (isGray ? 1 : 3) + (hasAlpha ? 1 : 0);
    if (info.channels !== channels) throw faults.damaged`${name}: ${info.channels} channels where ${channels} were expected`;
    const pixels = new Uint8Array(data);
    return {
      data: isDeep ? new Uint16Array(pixels.buffer) : pixels,
      width: info.width,
      height: info.height,
      channels: channels as DecodedImage['channels'],
      ...(pages === undefined || pages === 1 ? {} : { pictures: pages }),
    };
  } catch (error) {
    if (error instanceof DataError) throw error;
    const [reason = ''] = messageOf(error).split('\n');
    if (/unsupported image format/i.test(reason))
      throw faults.unsupported`${name}: none of JPEG, WebP, GIF, TIFF, AVIF or PNG (${reason}); convert it to one of them`;
    if (/pixel limit/i.test(reason))
      throw faults.tooLarge`${name}: the image has more pixels than ${maxBytes} bytes hold (option \`maxBytes\`)`;
    throw faults.damaged`${name}: the image is damaged (${reason}); get the file again`;
  }
}
