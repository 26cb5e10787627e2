/** Pixels, row by row from the top left: gray (1 channel), RGB (3) or RGBA (4), 0..255. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array;
}

/** Checks that the sizes of a raster belong to its data. */
export function checkRaster(where: string, raster: Raster): void {
  const { width, height, channels, data } = raster;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1 || ![1, 3, 4].includes(channels)) {
    throw new RangeError(
      `${where}: the raster is ${width} x ${height} with ${String(channels)} channels; expected whole sizes of at least 1 and 1, 3 or 4 channels`,
    );
  }
  if (data.length !== width * height * channels) {
    throw new RangeError(
      `${where}: a raster of ${width} x ${height} x ${channels} needs ${width * height * channels} bytes but has ${data.length}; crop or pad the data`,
    );
  }
}

/** The same raster as RGBA bytes. */
export function toRgba(raster: Raster): Uint8Array {
  const { width, height, channels, data } = raster;
  if (channels === 4) return data;
  const out = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const from = i * channels;
    out[4 * i] = data[from]!;
    out[4 * i + 1] = data[from + (channels === 3 ? 1 : 0)]!;
    out[4 * i + 2] = data[from + (channels === 3 ? 2 : 0)]!;
    out[4 * i + 3] = 255;
  }
  return out;
}
