import { faults } from './faults.js';
import type { DecodedImage, ImageRequest } from './imageDecoder.js';

/** The `ImageDecoder` of browsers and their workers, which decode what they show: PNG, JPEG, WebP, GIF, AVIF, BMP, in 8 bits. */
export async function canvasDecoder(bytes: Uint8Array, request: ImageRequest): Promise<DecodedImage> {
  const { fit, background, maxBytes, name } = request;
  if (typeof createImageBitmap !== 'function' || typeof OffscreenCanvas !== 'function')
    throw faults.unsupported`${name}: only PNG images of one size are read without a decoder; give \`decode\`, in Node \`sharpDecoder\` of @vaekit/datasets/node`;
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)])).catch((error: unknown) => {
    throw faults.unsupported`${name}: the browser cannot decode the image (${error}); convert it to PNG`;
  });
  const { width, height } = request.size ?? bitmap;
  if (width * height * 4 > maxBytes)
    throw faults.tooLarge`${name}: ${width} by ${height} pixels; at most ${maxBytes} bytes are read (option \`maxBytes\`)`;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw faults.unsupported`${name}: the browser has no canvas to decode the image on`;
  const across = width / bitmap.width;
  const down = height / bitmap.height;
  const both = fit === 'crop' ? Math.max(across, down) : Math.min(across, down);
  const [wide, high] = fit === 'stretch' ? [width, height] : [bitmap.width * both, bitmap.height * both];
  if (fit === 'pad') {
    context.fillStyle = `rgb(${background}, ${background}, ${background})`;
    context.fillRect(0, 0, width, height);
    context.clearRect((width - wide) / 2, (height - high) / 2, wide, high);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, (width - wide) / 2, (height - high) / 2, wide, high);
  bitmap.close();
  return { data: new Uint8Array(context.getImageData(0, 0, width, height).data), width, height, channels: 4 };
}
